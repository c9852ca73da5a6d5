"""Follow jobs in the store until none of them moves by itself any more. In: rows and a look at them; out: rows.

Only the store is asked, so that neither workers nor broker have to be there; and the store itself may be away for a
while.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.cli.exits import Exit
from locworker.cli.jobs_screen import JobsScreen, Totals
from locworker.cli.jobs_words import job_name, plural, show_price, show_state, show_why
from locworker.errors import StoreError, TransientError

if TYPE_CHECKING:
    from locworker.store import JobProgress, JobRow

SETTLED = frozenset({"paused", "done", "partial", "failed", "cancelled"})
"""The states that a job does not leave by itself."""

QUIET = 15.0
"""Seconds without any change after which a look at the workers is advised."""

PATIENCE = 60.0
"""Seconds for which a store is borne that fails in a way that waiting seldom mends."""

_MANY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often is looked, and how long at most; None is without end. All in seconds."""

    interval: float = 0.5
    timeout: float | None = None


class Watch:
    """Follows some jobs; `jobs` and `progress` are what was seen last."""

    def __init__(
        self,
        look: Callable[[], Mapping[str, JobProgress]],
        jobs: Sequence[JobRow],
        screen: JobsScreen,
        *,
        prices: Mapping[str, Decimal],
    ) -> None:
        self._look = look
        self._screen = screen
        self._prices = prices
        self.jobs = {job.id: job for job in jobs}
        self.progress: dict[str, JobProgress] = {}
        self._away_since: float | None = None
        self._moved = time.monotonic()
        self._advised = False

    def follow(self, pace: Pace) -> bool:
        """Look until all jobs are settled, and return True; False when the time is over before.

        Raises:
            StoreError: The store fails for good.
        """
        interval = pace.interval if len(self.jobs) < _MANY else 4 * pace.interval
        end = None if pace.timeout is None else time.monotonic() + pace.timeout
        while True:
            seen = self._try_look()
            if seen is not None:
                self._take(seen)
                if all(job.state in SETTLED for job in self.jobs.values()):
                    return True
            left = interval if end is None else end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(interval, left))

    def _try_look(self) -> Mapping[str, JobProgress] | None:
        """Return what the store tells, or None while it is away."""
        now = time.monotonic()
        try:
            seen = self._look()
        except StoreError as error:
            if self._away_since is None:
                self._away_since = now
                self._screen.say(f"{error}; the jobs are not touched by that, watching goes on when it is back")
            elif not isinstance(error, TransientError) and now - self._away_since > PATIENCE:
                raise
            return None
        if self._away_since is not None:
            self._screen.say(f"the store is back after {now - self._away_since:.0f} s")
            self._away_since = None
            self._moved = now
        return seen

    def _take(self, seen: Mapping[str, JobProgress]) -> None:
        for identity, job in self.jobs.items():
            now = seen.get(identity)
            if now is None:
                self._lose(job)
            elif now != self.progress.get(identity):
                self._change(job, now)
        self._screen.show(self._totals())
        self._advise()

    def _lose(self, job: JobRow) -> None:
        if job.state not in SETTLED:
            self._screen.say(f"{job_name(job)}: is no longer in the store")
            self.jobs[job.id] = replace(job, state="failed", error="is no longer in the store")

    def _change(self, job: JobRow, now: JobProgress) -> None:
        before = self.progress.get(job.id)
        self._moved, self._advised = time.monotonic(), False
        self.progress[job.id] = now
        self.jobs[job.id] = changed = replace(
            job,
            state=now.state,
            reason=now.reason,
            error=now.error,
            segments=now.segments,
            billed_characters=now.billed,
            resent=now.resent,
            catalog=now.catalog,
            errors=now.errors,
            warnings=now.warnings,
        )
        if (job.state, job.reason) != (now.state, now.reason) or (before is None and now.state in SETTLED):
            self._screen.say(f"{job_name(changed)}: {state_line(changed)}")
        if now.resent > (before.resent if before else 0):
            self._screen.say(
                f"{job_name(changed)}: re-sent {now.resent} texts: their reply was lost, they may be billed twice"
            )

    def _totals(self) -> Totals:
        counted = [(job, self.progress.get(job.id)) for job in self.jobs.values()]
        billed: Counter[str] = Counter()
        for job, _ in counted:
            billed[job.engine_used or job.engine] += job.billed_characters
        return Totals(
            jobs_settled=sum(job.state in SETTLED for job, _ in counted),
            jobs=len(counted),
            texts_done=sum(seen.answered + seen.refused + seen.held for _, seen in counted if seen),
            texts=sum(_texts(job, seen) for job, seen in counted),
            billed=billed.total(),
            price=show_price(billed, self._prices),
        )

    def _advise(self) -> None:
        """Say once that nothing moves: most often there is no worker."""
        if not self._advised and time.monotonic() - self._moved > QUIET:
            self._advised = True
            self._screen.say(f"nothing has moved for {QUIET:.0f} s; `locworker doctor` says whether a worker is there")


def state_line(job: JobRow) -> str:
    """Return a job's state with what belongs to it: the catalog and its findings, or the reason."""
    why = show_why(job.reason, job.error)
    parts = [show_state(job.state, job.reason)]
    parts += [f": {why}"] if why and job.state != "done" else []
    if job.state in {"done", "partial"}:
        parts.append(f", {job.catalog}")
        found = f", {plural(job.errors, 'error')}, {plural(job.warnings, 'warning')}"
        parts += [found] if job.errors or job.warnings else []
    return "".join(parts)


def exit_of(jobs: Sequence[JobRow]) -> Exit:
    """Return the exit code that jobs give together, when none of them moves any more."""
    if any(job.state == "failed" and job.error.startswith("AuthorisationError") for job in jobs):
        return Exit.NOT_AUTHORISED
    if any(job.state in {"failed", "partial", "cancelled"} for job in jobs):
        return Exit.FAILED
    return Exit.TRY_AGAIN if any(job.state != "done" for job in jobs) else Exit.DONE


def _texts(job: JobRow, seen: JobProgress | None) -> int:
    """Return a job's texts: those of its batches, and before there are any what is expected."""
    if seen is not None and (seen.total or seen.state in SETTLED):
        return seen.total
    return job.to_send or job.segments
