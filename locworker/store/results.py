"""Calls and what they brought: texts are claimed before a call goes out, and its answers are kept for ever."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from locworker.store import claiming
from locworker.store.calls import find_call, find_paid, lock_claims, lose_call, mark_call
from locworker.store.connection import ensure_room
from locworker.store.failures import DeadlockError
from locworker.store.records import Attempt, Budget, Claim, Claimant, PaidResult
from locworker.store.schema import attempts, claims, jobs, paid_results
from locworker.store.spending import Spendings, settle_reservation
from locworker.store.transactions import on_each, parts

_LOOKS = 5
"""How often a claim looks again for a text that another call held at the first look and had let go at the second."""

_DEADLOCKS = 4
"""How often a claim is begun again that the database ended for another one: what is let go between two looks is taken
in another order than at the first."""

_LET_ALL_GO = delete(claims).where(claims.c.attempt == bindparam("the_attempt"))
_KEEP = on_each(lambda insert: insert(paid_results).on_conflict_do_nothing())
_BILL = (
    update(jobs)
    .where(jobs.c.id == bindparam("the_job"))
    .values(billed_characters=jobs.c.billed_characters + bindparam("more"), updated=bindparam("now"))
)


class Results(Spendings):
    """Claims, attempts and paid results."""

    def claim(
        self,
        keys: Sequence[str],
        attempt: Attempt,
        claimant: Claimant,
        *,
        now: float,
        resend: bool,
        budget: Budget | None = None,
    ) -> Claim:
        """Take the keys that nobody has paid or holds, before a call goes out for them.

        A claim whose lease is over or whose owner is dead was sent and lost: its attempt becomes `unknown`, and the
        key is taken over when `resend` is true.

        Args:
            keys: Keys of the texts, without repeats.
            attempt: What the call is for.
            claimant: Who claims, for how long.
            now: The time, in seconds since the epoch.
            resend: Whether texts whose reply was lost are sent again (and perhaps paid again).
            budget: What may be spent: all characters of the call are reserved in it when any key is ours to send.

        Raises:
            StoreBusyError: The store is locked, or has no room for what the call would bring.
            BudgetExceededError: The call would exceed the budget; nothing was claimed.
        """
        ensure_room(self._engine.url)
        left = _DEADLOCKS
        while True:
            ask = claiming.Claiming(attempt=uuid.uuid4().hex, claimant=claimant, now=now, resend=resend)
            try:
                self._claim(ask, keys, attempt, budget)
            except DeadlockError:
                if not left:
                    raise
                left -= 1
            else:
                return ask.answer(keys)

    def _claim(self, ask: claiming.Claiming, keys: Sequence[str], attempt: Attempt, budget: Budget | None) -> None:
        with self._writing() as connection:
            claiming.record(connection, ask, attempt)
            for _ in range(_LOOKS):
                claiming.take(connection, ask, ask.open(keys))
                if left := ask.open(keys):
                    claiming.judge(connection, ask, left)
                if not ask.open(keys):
                    break
            ask.busy.update(ask.open(keys))
            if not ask.taken and not ask.resent:
                connection.execute(delete(attempts).where(attempts.c.id == ask.attempt))
            elif budget is not None:
                language, characters = attempt.pair.target, attempt.characters
                self._reserve(connection, budget, ask.attempt, language=language, characters=characters)

    def extend(self, attempt: str, *, until: float) -> None:
        """Move the end of an attempt's lease, before it is tried again."""
        with self._writing() as connection:
            lock_claims(connection, attempt)
            connection.execute(update(claims).where(claims.c.attempt == attempt).values(lease=until))

    def finish(self, claim: Claim, results: Mapping[str, PaidResult], *, now: float) -> None:
        """Keep what a call brought and let its claims go, in one transaction; its job, if it has one, is billed.

        A result is kept even when another call has taken the claim over meanwhile: it was paid.
        """
        billed = sum(result.billed for result in results.values())
        with self._writing() as connection:
            lock_claims(connection, claim.attempt)
            call = find_call(connection, claim.attempt)
            if call is None:
                return
            if results:
                rows = [_row(key, results[key], call, now=now) for key in sorted(results)]
                connection.execute(_KEEP[connection.dialect.name], rows)
            connection.execute(_LET_ALL_GO, {"the_attempt": claim.attempt})
            if call.state == "done":
                return
            settle_reservation(connection, call, state="done", billed=billed)
            mark_call(connection, claim.attempt, state="done", now=now, billed=billed)
            if call.job is not None:
                connection.execute(_BILL, {"the_job": call.job, "more": billed, "now": now})

    def fail(self, claim: Claim, *, now: float, error: str) -> None:
        """Let the claims of a call go that was surely not paid; `error` is the class of what happened."""
        with self._writing() as connection:
            lock_claims(connection, claim.attempt)
            call = find_call(connection, claim.attempt)
            connection.execute(_LET_ALL_GO, {"the_attempt": claim.attempt})
            if call is not None and call.state != "done":
                settle_reservation(connection, call, state="failed", billed=0)
                mark_call(connection, claim.attempt, state="failed", now=now, error=error)

    def lose(self, claim: Claim, *, now: float, error: str) -> None:
        """Record that a call's reply was lost: its texts stay claimed until somebody decides by policy."""
        with self._writing() as connection:
            lock_claims(connection, claim.attempt)
            connection.execute(update(claims).where(claims.c.attempt == claim.attempt).values(lease=0.0))
            lose_call(connection, claim.attempt, now=now, error=error)

    def find_paid(self, keys: Iterable[str]) -> dict[str, PaidResult]:
        """Return what was paid before, by key."""
        with self._reading() as connection:
            return find_paid(connection, list(keys))

    def find_unknown(self, keys: Iterable[str], *, now: float, is_alive: Callable[[str], bool]) -> set[str]:
        """Return the keys that were sent and whose reply was lost."""
        found = set()
        with self._reading() as connection:
            for part in parts(list(keys)):
                for row in connection.execute(select(claims).where(claims.c.key.in_(part))):
                    if row.lease <= now or not is_alive(row.owner):
                        found.add(row.key)
        return found


def _row(key: str, result: PaidResult, call: Row[Any], *, now: float) -> dict[str, str | float]:
    return {
        "key": key,
        "attempt": call.id,
        "engine": call.engine,
        "target_language": call.target_language,
        "text": result.text,
        "notes": "\n".join(result.notes),
        "billed_characters": result.billed,
        "created": now,
    }
