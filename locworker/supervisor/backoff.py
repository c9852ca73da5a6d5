"""How long to wait before what ended unasked is started again."""

from __future__ import annotations

FIRST = 0.5
"""Seconds before the first new start."""

LONGEST = 30.0
"""Seconds that no wait exceeds."""

HEALTHY = 60.0
"""Seconds of life after which earlier failures are forgotten."""

MANY = 5
"""Quick failures in a row after which it is said that something is wrong for good."""


class Backoff:
    """Doubles the wait with each quick failure, and forgets them after a healthy life."""

    def __init__(self, first: float = FIRST) -> None:
        self.failures = 0
        self._first = first

    def failed(self, *, lived: float) -> float:
        """Count a failure after so many seconds of life; return the seconds to wait."""
        self.survived(lived=lived)
        self.failures += 1
        # The exponent is bounded: a child may fail for years.
        return float(min(LONGEST, self._first * 2 ** min(self.failures - 1, 16)))

    def survived(self, *, lived: float) -> bool:
        """Forget the failures when the life was healthy; return whether many were forgotten."""
        if lived < HEALTHY:
            return False
        many = self.failures >= MANY
        self.failures = 0
        return many
