"""Find a child that lives and does nothing: work waits in its queue, and it starts none of it.

After a broker was away, a worker may come back connected and never take a message again; nothing but its idleness
tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from locworker.errors import TransientError

PATIENCE = 120.0
"""Seconds without a start, with work waiting and none out, after which a child is started again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How a queue stands: messages that wait, work that is out here, and when work was last started here."""

    waiting: int
    out: int
    last_started: float | None


class Watchdog:
    """Looks at the queues again and again; what it remembers is since when each of them has stood still.

    Args:
        read: Returns how each queue stands.
        restart: Has the child of a queue started again.
        clock: Returns the seconds since the epoch.
        patience: Seconds that a queue may stand still.
    """

    def __init__(
        self,
        read: Callable[[], Mapping[str, Progress]],
        restart: Callable[[str], None],
        *,
        clock: Callable[[], float],
        patience: float = PATIENCE,
    ) -> None:
        self._read = read
        self._restart = restart
        self._clock = clock
        self._patience = patience
        self._still_since: dict[str, float] = {}

    def look(self) -> None:
        """Look once; have every child started again whose queue has stood still for too long."""
        now = self._clock()
        try:
            standing = self._read()
        except TransientError:
            # What is away stops every worker: once it is back, each has its patience anew.
            self._still_since.clear()
            return
        for queue, progress in standing.items():
            if not progress.waiting or progress.out:
                self._still_since.pop(queue, None)
                continue
            since = max(self._still_since.setdefault(queue, now), progress.last_started or 0.0)
            if now - since >= self._patience:
                del self._still_since[queue]
                self._restart(queue)
