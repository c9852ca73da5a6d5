"""What the supervisor itself does again and again beside its children, each duty in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from locworker.errors import LocworkerError
from locworker.supervisor.backoff import Backoff

_log = logging.getLogger(__name__)


def _nothing() -> None:
    """Close nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something done every so many seconds.

    Args:
        name: What logs call it.
        every: Seconds between the end of one round and the start of the next.
        work: One round. A `LocworkerError` means that something is away: it is said once, and tried again.
        close: Called in the same thread after the last round, and after one that failed.
    """

    name: str
    every: float
    work: Callable[[], None]
    close: Callable[[], None] = _nothing


class DutyThread:
    """Runs a duty until it is told to stop; a duty that ends by an error of its own is started again, later."""

    def __init__(self, duty: Duty) -> None:
        self._duty = duty
        self._stop = threading.Event()
        self._backoff = Backoff()
        self._thread: threading.Thread | None = None
        self._started = 0.0
        self._start_at = 0.0
        self._away = False

    def keep(self) -> None:
        """Start the duty, or start it again when it has ended unasked; do nothing while it runs."""
        now = time.monotonic()
        if self._stop.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        if self._thread is not None:
            self._thread = None
            self._start_at = now + self._backoff.failed(lived=now - self._started)
            _log.error("a duty has ended by an error; it is started again", extra={"duty": self._duty.name})
        if now >= self._start_at:
            self._started = now
            # It must not hold the end of the process up: what it does is safe to break off.
            self._thread = threading.Thread(target=self._run, name=self._duty.name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the duty to end after the round that runs."""
        self._stop.set()

    def join(self, timeout: float) -> None:
        """Wait for the end of the duty, for so many seconds at most."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._round()
                self._stop.wait(self._duty.every)
        finally:
            self._duty.close()

    def _round(self) -> None:
        try:
            self._duty.work()
        except LocworkerError as error:
            self._duty.close()
            if not self._away:
                self._away = True
                _log.warning("%s; trying again", error, extra={"duty": self._duty.name})
        else:
            if self._away:
                self._away = False
                _log.warning("works again", extra={"duty": self._duty.name})
