"""What both tasks are: one call into the queue of this process, whose faults end here.

This is the only place that catches everything: whatever goes wrong is logged by its class and its place, never by what
it says, and the work goes back to the store.
"""

from __future__ import annotations

import logging
import os
import re
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.errors import BrokerError, LocworkerError, StoreError, TransientError
from locworker.jobs import JobQueue, Silence
from locworker.settings import Settings

if TYPE_CHECKING:
    from celery import Celery

Work = Callable[[JobQueue, str], None]
"""Does the work with an id."""

PAUSES = (0.5, 1.0, 2.0)
"""Seconds before further tries when the store or the broker is away; then the reconciler sees to it."""

_ID = re.compile(r"[0-9a-f]{12,16}")

_log = logging.getLogger(__name__)


class ProcessQueue:
    """The queue of this process, opened when it is needed first: after a fork each process has its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process = 0
        self._queue: JobQueue | None = None

    def get(self) -> JobQueue:
        """Return this process's queue.

        Raises:
            StoreError: The store cannot be opened.
        """
        with self._lock:
            if self._queue is None or self._process != os.getpid():
                self._queue = JobQueue(self._settings, Silence())
                self._process = os.getpid()
            return self._queue

    def stop(self) -> None:
        """Let what is out come to its end, and begin no request any more."""
        # No lock: this is called from a signal's handler, and a thread may be inside.
        queue = self._queue
        if queue is not None and self._process == os.getpid():
            queue.stop()

    def close(self) -> None:
        """Release what this process's queue holds."""
        with self._lock:
            queue, self._queue = self._queue, None
        if queue is not None and self._process == os.getpid():
            queue.close()


def make_task(app: Celery, name: str, queue: ProcessQueue, work: Work) -> None:
    """Make a task whose messages hold one id."""
    from celery import Task

    class QueueTask(Task):  # type: ignore[type-arg]
        """A message with an id. One whose process was killed comes again some times; the store counts the starts."""

        max_retries = 3
        default_retry_delay = 5
        typing = False

        def run(self, *arguments: object, **named: object) -> None:
            """Do the work that the message names."""
            identity = read_id(arguments, named)
            if identity is None:
                _log.error("a message without an id of ours was refused", extra={"task": name})
            else:
                perform(queue, work, identity, task=name)

    QueueTask.name = name
    app.register_task(QueueTask())


def read_id(arguments: tuple[object, ...], named: dict[str, object]) -> str | None:
    """Return the id that a message holds, or None when it holds anything else."""
    if named or len(arguments) != 1:
        return None
    found = arguments[0]
    return found if isinstance(found, str) and _ID.fullmatch(found) else None


def perform(queue: ProcessQueue, work: Work, identity: str, *, task: str, pauses: tuple[float, ...] = PAUSES) -> None:
    """Do the work with an id; whatever goes wrong, the store knows and this process goes on."""
    for pause in (*pauses, None):
        try:
            work(queue.get(), identity)
        except (BrokerError, StoreError) as error:
            _log.warning("trying again", extra={"work": identity, "task": task, "error": type(error).__name__})
            if _give_up(queue, identity, error) and pause is not None:
                time.sleep(pause)
                continue
        except Exception as error:  # noqa: BLE001 - the only place: a fault of ours must not end the worker
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            told = {"work": identity, "task": task, "error": type(error).__name__, "path": where}
            _log.error("a fault ended the work", extra=told)
            _give_up(queue, identity, error)
        return


def _give_up(queue: ProcessQueue, identity: str, error: Exception) -> bool:
    """Give what was started back to the store; return whether the store took it."""
    try:
        # What is away for a moment says nothing about the work.
        queue.get().give_up(identity, type(error).__name__, counts=not isinstance(error, TransientError))
    except LocworkerError as again:
        told = {"work": identity, "error": type(again).__name__}
        _log.warning("the work is left to the reconciler", extra=told)
        return False
    return True
