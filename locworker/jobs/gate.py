"""Who may work beside whom in one process: what has taken a process with it before works alone.

A batch that kills its worker kills all others that are out in it too, and each of these starts counts. Alone, it can
harm nobody but itself, and the others come to their end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 10.0
"""Seconds for which others wait for what works alone: what kills a process does so at once, as a rule."""


class Gate:
    """Lets threads in side by side, or one alone."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._changed = threading.Condition()
        self._beside = 0
        self._closed_until = 0.0

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Work beside others, after the one that works alone now."""
        with self._changed:
            self._wait_until_open()
            self._beside += 1
        try:
            yield
        finally:
            with self._changed:
                self._beside -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Work alone, when those that are in have come to their end."""
        with self._changed:
            self._wait_until_open()
            mine = self._close()
            self._changed.wait_for(lambda: not self._beside, timeout=self._patience)
            if self._closed_until == mine:
                mine = self._close()
        try:
            yield
        finally:
            with self._changed:
                if self._closed_until == mine:
                    self._closed_until = 0.0
                self._changed.notify_all()

    def _close(self) -> float:
        self._closed_until = time.monotonic() + self._patience
        return self._closed_until

    def _wait_until_open(self) -> None:
        while (left := self._closed_until - time.monotonic()) > 0:
            self._changed.wait(timeout=left)
