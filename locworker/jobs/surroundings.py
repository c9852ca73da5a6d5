"""What a caller works in, and what comes of its calls: the edge's clock, waits and budget in; answers by key out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from locworker.engines.base import Answer
from locworker.jobs.report import Progress
from locworker.store import Budget, Claimant

WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try of what was surely not done, unless the engine names its own."""

STORE_WAITS = (*WAITS, *(16.0,) * 14)
"""Seconds before each further try to tell a busy store how a call ended: nearly as long as nobody else may send."""


@dataclass(slots=True)
class Outcome:
    """What came of texts, by key; `refused` has the engine's reason, `held` those whose reply was lost for good."""

    answers: dict[str, Answer] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    sent: int = 0
    resent: int = 0
    requests: int = 0
    billed: int = 0

    def open(self, keys: Iterable[str]) -> list[str]:
        """Return the keys that nothing has come of yet."""
        return [key for key in keys if key not in self.answers and key not in self.refused and key not in self.held]


def admit_all(_engine: str, _characters: int) -> None:
    """Let a request go out at once."""


def no_budget(_now: float) -> None:
    """Set no bound to what is billed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The clock, the waiting and the watching that the edge gives to a caller.

    `admit` is called with the engine and the characters before a request is claimed, and may wait or raise. `budget`
    gives what may be billed at a time. `waits` are the seconds before each further try of a busy engine; without any, a
    busy engine and a lost reply are the edge's. `sleep` may end early when the process is to end; `rest`, which is for
    what must not be lost, does not. `job` and `batch` go into the store's record of each request.
    """

    claimant: Claimant
    progress: Progress
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    resend: bool
    rest: Callable[[float], None] = time.sleep
    admit: Callable[[str, int], None] = admit_all
    budget: Callable[[float], Budget | None] = no_budget
    waits: Sequence[float] = WAITS
    job: str | None = None
    batch: str | None = None
