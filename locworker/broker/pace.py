"""The pace of one process while the shared one is out of reach: a line in which every request has its moment."""

from __future__ import annotations

from dataclasses import dataclass

from locworker.settings import EngineLimit

BURST = 0.2
"""Seconds of a limit that may go out at once after a pause.

In any ten seconds this is two in a hundred above the limit.
"""


@dataclass(slots=True)
class Pace:
    """Gives requests their moments in the order in which they ask; it starts without anything saved up.

    `at` is the moment given last, which may lie ahead; the other two are what of the limit was left at that moment:
    less than nothing after a request that was larger than what may go out at once.
    """

    limit: EngineLimit
    at: float
    requests: float = 0.0
    characters: float = 0.0

    def reserve(self, *, now: float, characters: int, latest: float) -> float:
        """Return the moment of a request; one after `latest` is not reserved."""
        base = max(now, self.at)
        requests = _filled(self.requests, self.limit.requests_per_second, base - self.at)
        left = _filled(self.characters, self.limit.characters_per_second, base - self.at)
        wait = max(
            _time_until(1, requests, self.limit.requests_per_second),
            _time_until(characters, left, self.limit.characters_per_second),
        )
        slot = base + wait
        if slot > latest:
            return slot
        self.at = slot
        self.requests = _filled(requests, self.limit.requests_per_second, wait) - 1
        self.characters = _filled(left, self.limit.characters_per_second, wait) - characters
        return slot


def share(limit: EngineLimit, members: int) -> EngineLimit:
    """Return the part of a limit that one of some workers may use."""
    requests, characters = limit.requests_per_second, limit.characters_per_second
    return EngineLimit(
        requests_per_second=None if requests is None else requests / members,
        characters_per_second=None if characters is None else characters / members,
    )


def _filled(level: float, rate: float | None, seconds: float) -> float:
    return 0.0 if rate is None else min(rate * BURST, level + rate * seconds)


def _time_until(cost: float, level: float, rate: float | None) -> float:
    # What is larger than all that can be saved up goes when that is there, and leaves a debt.
    return 0.0 if rate is None else max(0.0, (min(cost, rate * BURST) - level) / rate)
