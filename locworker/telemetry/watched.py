"""Questions that may hang: each is asked in a thread of its own, answered in time or not, and not asked too often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from locworker.errors import LocworkerError, TransientError

T = TypeVar("T")


class NoAnswerError(TransientError):
    """A question was not answered in time, or failed in a way that nobody foresaw."""


LIMIT = 2.0
"""Seconds that an answer may take."""

KEEP = 1.0
"""Seconds for which an answer is given again."""


class Watched(Generic[T]):
    """A question with a time limit, whose answer is kept for a moment.

    A question that hangs is not asked again before it has ended: asking costs one thread at most.
    """

    def __init__(self, ask: Callable[[], T], *, limit: float = LIMIT, keep: float = KEEP) -> None:
        self._ask = ask
        self._limit = limit
        self._keep = keep
        self._lock = threading.Lock()
        self._round = _Round[T](time.monotonic())
        self._round.done.set()

    def start(self) -> None:
        """Ask, unless an answer is new enough or the question is out."""
        with self._lock:
            current = self._round
            if not current.done.is_set() or (current.asked and time.monotonic() - current.ended < self._keep):
                return
            self._round = _Round(time.monotonic(), asked=True)
            threading.Thread(target=self._round.run, args=(self._ask,), name="watched", daemon=True).start()

    def answer(self) -> T:
        """Return the answer, a kept one or a new one.

        Raises:
            LocworkerError: The question itself raised it.
            NoAnswerError: There is no answer in time.
        """
        self.start()
        current = self._round
        if not current.done.wait(max(0.0, current.started + self._limit - time.monotonic())):
            raise NoAnswerError(f"no answer in {self._limit:g} s")
        if current.error is not None:
            raise current.error
        if not current.answers:
            raise NoAnswerError("failed")
        return current.answers[0]


class _Round(Generic[T]):
    """One time that a question is asked."""

    def __init__(self, started: float, *, asked: bool = False) -> None:
        self.started = started
        self.ended = started
        self.asked = asked
        self.done = threading.Event()
        self.answers: list[T] = []
        self.error: LocworkerError | None = None

    def run(self, ask: Callable[[], T]) -> None:
        """Ask, and keep what came of it; an error that is not ours ends the thread, and is told as a failure."""
        try:
            self.answers.append(ask())
        except LocworkerError as error:
            self.error = error
        finally:
            self.ended = time.monotonic()
            self.done.set()
