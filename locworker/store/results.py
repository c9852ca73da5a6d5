"""Calls and what they brought: texts are claimed before a call goes out, and its answers are kept for ever."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, select, update

from locworker.store.connection import ensure_room
from locworker.store.records import Attempt, Budget, Claim, Claimant, PaidResult
from locworker.store.schema import attempts, claims, paid_results
from locworker.store.spending import Spendings, settle_reservation
from locworker.store.transactions import on_each, parts

_LOOKS = 5
"""How often a claim looks again for a text that another call held at the first look and had let go at the second."""


_RECORD = attempts.insert()
_TAKE = on_each(lambda insert: insert(claims).on_conflict_do_nothing())
_TAKEN = (
    select(claims.c.key, paid_results.c.text, paid_results.c.billed_characters, paid_results.c.notes)
    .outerjoin(paid_results, paid_results.c.key == claims.c.key)
    .where(claims.c.attempt == bindparam("the_attempt"))
)
_LET_ONE_GO = delete(claims).where(claims.c.key == bindparam("the_key"), claims.c.attempt == bindparam("the_attempt"))
_LET_ALL_GO = delete(claims).where(claims.c.attempt == bindparam("the_attempt"))
_LOCK = (
    select(claims.c.key).where(claims.c.attempt == bindparam("the_attempt")).order_by(claims.c.key).with_for_update()
)
_CALL: Select[Any] = (
    select(
        *(attempts.c[name] for name in ("id", "engine", "target_language", "state", "month", "reserved")),
    )
    .where(attempts.c.id == bindparam("the_attempt"))
    .with_for_update(key_share=True)
)
_KEEP = on_each(lambda insert: insert(paid_results).on_conflict_do_nothing())
_MARK = (
    update(attempts)
    .where(attempts.c.id == bindparam("the_attempt"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "finished", "billed_characters", "error")})
)


@dataclass(slots=True, kw_only=True)
class _Claiming:
    """A claim under way: who asks for what, and which key went where."""

    attempt: str
    claimant: Claimant
    now: float
    resend: bool
    taken: set[str] = field(default_factory=set)
    resent: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    paid: dict[str, PaidResult] = field(default_factory=dict)

    def open(self, keys: Iterable[str]) -> list[str]:
        """Return the keys that went nowhere yet, in order: two claims that lock in one order never wait in a ring."""
        settled = self.taken | self.resent | self.busy | self.unknown | self.paid.keys()
        return sorted(set(keys) - settled)

    def answer(self, keys: Sequence[str]) -> Claim:
        """Return the claim's answer, each part in the order of the keys."""
        return Claim(
            attempt=self.attempt,
            keys=tuple(key for key in keys if key in self.taken or key in self.resent),
            paid=self.paid,
            busy=tuple(key for key in keys if key in self.busy),
            unknown=tuple(key for key in keys if key in self.unknown),
            resent=tuple(key for key in keys if key in self.resent),
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
        ask = _Claiming(attempt=uuid.uuid4().hex, claimant=claimant, now=now, resend=resend)
        with self._writing() as connection:
            _record(connection, ask, attempt)
            for _ in range(_LOOKS):
                _take(connection, ask, ask.open(keys))
                if left := ask.open(keys):
                    _judge(connection, ask, left)
                if not ask.open(keys):
                    break
            ask.busy.update(ask.open(keys))
            if not ask.taken and not ask.resent:
                connection.execute(delete(attempts).where(attempts.c.id == ask.attempt))
            elif budget is not None:
                language, characters = attempt.pair.target, attempt.characters
                self._reserve(connection, budget, ask.attempt, language=language, characters=characters)
        return ask.answer(keys)

    def extend(self, attempt: str, *, until: float) -> None:
        """Move the end of an attempt's lease, before it is tried again."""
        with self._writing() as connection:
            _lock_claims(connection, attempt)
            connection.execute(update(claims).where(claims.c.attempt == attempt).values(lease=until))

    def finish(self, claim: Claim, results: Mapping[str, PaidResult], *, now: float) -> None:
        """Keep what a call brought and let its claims go, in one transaction.

        A result is kept even when another call has taken the claim over meanwhile: it was paid.
        """
        billed = sum(result.billed for result in results.values())
        with self._writing() as connection:
            _lock_claims(connection, claim.attempt)
            call = _call(connection, claim.attempt)
            if results:
                rows = [_row(key, results[key], call, now=now) for key in sorted(results)]
                connection.execute(_KEEP[connection.dialect.name], rows)
            connection.execute(_LET_ALL_GO, {"the_attempt": claim.attempt})
            settle_reservation(connection, call, state="done", billed=billed)
            _mark(connection, claim.attempt, state="done", now=now, billed=billed)

    def fail(self, claim: Claim, *, now: float, error: str) -> None:
        """Let the claims of a call go that was surely not paid; `error` is the class of what happened."""
        with self._writing() as connection:
            _lock_claims(connection, claim.attempt)
            call = _call(connection, claim.attempt)
            connection.execute(_LET_ALL_GO, {"the_attempt": claim.attempt})
            if call.state != "done":
                settle_reservation(connection, call, state="failed", billed=0)
                _mark(connection, claim.attempt, state="failed", now=now, error=error)

    def lose(self, claim: Claim, *, now: float, error: str) -> None:
        """Record that a call's reply was lost: its texts stay claimed until somebody decides by policy."""
        with self._writing() as connection:
            _lock_claims(connection, claim.attempt)
            connection.execute(update(claims).where(claims.c.attempt == claim.attempt).values(lease=0.0))
            _lose(connection, claim.attempt, now=now, error=error)

    def find_paid(self, keys: Iterable[str]) -> dict[str, PaidResult]:
        """Return what was paid before, by key."""
        with self._reading() as connection:
            return _paid(connection, list(keys))

    def find_unknown(self, keys: Iterable[str], *, now: float, is_alive: Callable[[str], bool]) -> set[str]:
        """Return the keys that were sent and whose reply was lost."""
        found = set()
        with self._reading() as connection:
            for part in parts(list(keys)):
                for row in connection.execute(select(claims).where(claims.c.key.in_(part))):
                    if row.lease <= now or not is_alive(row.owner):
                        found.add(row.key)
        return found


def _take(connection: Connection, ask: _Claiming, keys: Sequence[str]) -> None:
    """Claim what is free; what turns out to be paid is let go again.

    Paid texts are looked up after the claim, for a call that ends keeps its results and lets its claims go at once.
    """
    lease = ask.now + ask.claimant.lease
    rows = [{"key": key, "attempt": ask.attempt, "owner": ask.claimant.owner, "lease": lease} for key in keys]
    if not rows:
        return
    connection.execute(_TAKE[connection.dialect.name], rows)
    paid = {}
    for key, text, billed, notes in connection.execute(_TAKEN, {"the_attempt": ask.attempt}):
        if text is None:
            ask.taken.add(key)
        else:
            paid[key] = _result(text, billed, notes)
    if paid:
        connection.execute(_LET_ONE_GO, [{"the_key": key, "the_attempt": ask.attempt} for key in sorted(paid)])
    # A text that another one holds may be paid as well: by a call that came back after it was taken over.
    ask.paid |= paid | _paid(connection, ask.open(keys))


def _record(connection: Connection, ask: _Claiming, attempt: Attempt) -> None:
    connection.execute(
        _RECORD,
        {
            "id": ask.attempt,
            "article": attempt.article,
            "engine": attempt.engine,
            "source_language": attempt.pair.source,
            "target_language": attempt.pair.target,
            "texts": attempt.texts,
            "characters": attempt.characters,
            "state": "calling",
            "owner": ask.claimant.owner,
            "started": ask.now,
            "billed_characters": 0,
            "error": "",
            "job": attempt.job,
            "batch": attempt.batch,
            "reserved": 0,
        },
    )


def _judge(connection: Connection, ask: _Claiming, keys: Sequence[str]) -> None:
    """Decide about texts that others hold: busy while they live, else unknown or ours."""
    over: dict[str, list[str]] = {}
    for part in parts(keys):
        query = select(claims).where(claims.c.key.in_(part)).order_by(claims.c.key).with_for_update()
        for held in connection.execute(query):
            if held.lease > ask.now and ask.claimant.is_alive(held.owner):
                ask.busy.add(held.key)
            else:
                over.setdefault(held.attempt, []).append(held.key)
    for attempt, lost in sorted(over.items()):
        _lose(connection, attempt, now=ask.now, error="no reply was recorded")
        if not ask.resend:
            ask.unknown.update(lost)
            continue
        ask.resent.update(lost)
        row = {"attempt": ask.attempt, "owner": ask.claimant.owner, "lease": ask.now + ask.claimant.lease}
        for part in parts(lost):
            connection.execute(update(claims).where(claims.c.key.in_(part)).values(**row))


def _lock_claims(connection: Connection, attempt: str) -> None:
    """Lock the rows of a call in the order of their keys, as claims do; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"the_attempt": attempt}).all()


def _call(connection: Connection, attempt: str) -> Row[Any]:
    return connection.execute(_CALL, {"the_attempt": attempt}).one()


def _lose(connection: Connection, attempt: str, *, now: float, error: str) -> None:
    call = _call(connection, attempt)
    if call.state == "calling":
        settle_reservation(connection, call, state="unknown", billed=0)
        _mark(connection, attempt, state="unknown", now=now, error=error)


def _mark(connection: Connection, attempt: str, *, state: str, now: float, error: str = "", billed: int = 0) -> None:
    values = {"new_state": state, "new_finished": now, "new_error": error, "new_billed_characters": billed}
    connection.execute(_MARK, {"the_attempt": attempt, **values})


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


def _paid(connection: Connection, keys: Sequence[str]) -> dict[str, PaidResult]:
    found = {}
    columns = (paid_results.c.key, paid_results.c.text, paid_results.c.billed_characters, paid_results.c.notes)
    for part in parts(keys):
        rows = connection.execute(select(*columns).where(paid_results.c.key.in_(part)))
        found.update({key: _result(text, billed, notes) for key, text, billed, notes in rows})
    return found


def _result(text: str, billed: int, notes: str) -> PaidResult:
    return PaidResult(text=text, billed=billed, notes=tuple(notes.split("\n")) if notes else ())
