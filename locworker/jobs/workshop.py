"""What all work of a queue shares in one process: settings, store, engines, limiter, clock, and the wish to stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from locworker import telemetry
from locworker.broker import Limiter
from locworker.errors import EngineBusyError, StoreBusyError
from locworker.jobs.budgets import budget_at
from locworker.jobs.engines import Engines
from locworker.jobs.post import Post
from locworker.jobs.project import Project, glossary_files
from locworker.jobs.report import Silence, StoppedError
from locworker.jobs.surroundings import Surroundings
from locworker.settings import Settings
from locworker.store import Claimant

if TYPE_CHECKING:
    from locworker.store import Store

LONGEST_TURN = 20.0
"""Seconds that a batch waits in its worker for the limiter before it goes back into the queue."""

_SLICE = 2.0
"""Seconds that a thread waits for the limiter without looking whether the worker is to stop."""

_BUSY_STORE = (0.5, 1.0, 2.0, 4.0)
"""Seconds between tries to tell a busy store what became of something."""

_log = logging.getLogger(__name__)


class NotAdmittedError(EngineBusyError):
    """The limiter let no request out in time: nothing was asked of the engine."""


class Watch(Silence):
    """Progress of a worker: what is said goes to the log, and the wish to stop comes from the process."""

    def __init__(self, stop: threading.Event, ids: dict[str, str]) -> None:
        self._stop = stop
        self._ids = ids

    def say(self, line: str) -> None:
        """Log a line."""
        _log.warning(line, extra=self._ids)

    def stopping(self) -> bool:
        """Return whether the worker ends."""
        return self._stop.is_set()


@dataclass(kw_only=True)
class Workshop:
    """What a process needs for any work of the queue; threads share it."""

    settings: Settings
    store: Store
    engines: Engines
    claimant: Claimant
    post: Post
    limiter: Limiter
    clock: Callable[[], float] = time.time
    stop: threading.Event = field(default_factory=threading.Event)
    _project: Project | None = None
    _seen: tuple[tuple[str, int, int], ...] = ()

    def project(self) -> Project:
        """Return the project with its glossary as it is now: a worker lives longer than a glossary's state.

        Raises:
            InputError: A glossary is missing.
        """
        files = [(path, path.stat()) for path in glossary_files(self.settings.glossaries) if path.is_file()]
        seen = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in files)
        if self._project is None or seen != self._seen:
            self._project, self._seen = Project(self.settings), seen
        return self._project

    def around(self, *, job: str, batch: str | None = None, waits: Sequence[float] = ()) -> Surroundings:
        """Return what a caller works in for a job, or for one of its batches."""
        ids = {"job": job} if batch is None else {"job": job, "batch": batch}
        return Surroundings(
            claimant=self.claimant,
            progress=Watch(self.stop, ids),
            clock=self.clock,
            sleep=self.sleep,
            resend=self.settings.on_unknown == "retry",
            admit=self.admit,
            budget=partial(budget_at, self.settings),
            waits=waits,
            job=job,
            batch=batch,
        )

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond the end of the worker."""
        self.stop.wait(seconds)

    def admit(self, engine: str, characters: int) -> None:
        """Wait for the limiter's leave to send a request.

        Raises:
            StoppedError: The worker ends.
            NotAdmittedError: It takes too long; others can do something else meanwhile.
        """
        began = time.monotonic()
        while True:
            if self.stop.is_set():
                raise StoppedError
            try:
                self.limiter.acquire(engine, characters=characters, deadline=_SLICE)
            except EngineBusyError as error:
                wait = error.retry_after or _SLICE
                if time.monotonic() - began + wait > LONGEST_TURN:
                    raise NotAdmittedError(str(error), retry_after=wait) from error
                self.sleep(max(0.05, wait - _SLICE))
            else:
                telemetry.observe_limiter_wait(engine, time.monotonic() - began)
                return

    def tell(self, act: Callable[[], None]) -> None:
        """Do something in the store, with a few more tries while it is busy.

        Raises:
            StoreBusyError: It still was; the lease of the work will end.
        """
        for wait in _BUSY_STORE:
            try:
                return act()
            except StoreBusyError as error:
                _log.warning("the store is busy; trying again", extra={"error": type(error).__name__})
                self.sleep(wait)
        return act()

    def shown(self, path: Path) -> str:
        """Return a path as the store keeps it: under the project's root relative to it, any other whole."""
        root, absolute = self.settings.root, path.absolute()
        return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else str(absolute)
