"""A claim under way: texts are taken, found paid, or left to those who hold them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, select, update

from locworker.store.calls import find_paid, lose_call, paid_result
from locworker.store.records import Attempt, Claim, Claimant, PaidResult
from locworker.store.schema import attempts, claims, paid_results
from locworker.store.transactions import on_each, parts

_RECORD = attempts.insert()
_TAKE = on_each(lambda insert: insert(claims).on_conflict_do_nothing())
_TAKEN = (
    select(claims.c.key, paid_results.c.text, paid_results.c.billed_characters, paid_results.c.notes)
    .outerjoin(paid_results, paid_results.c.key == claims.c.key)
    .where(claims.c.attempt == bindparam("the_attempt"))
)
_LET_ONE_GO = delete(claims).where(claims.c.key == bindparam("the_key"), claims.c.attempt == bindparam("the_attempt"))


@dataclass(slots=True, kw_only=True)
class Claiming:
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


def record(connection: Connection, ask: Claiming, attempt: Attempt) -> None:
    """Write down that a call is about to go out."""
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


def take(connection: Connection, ask: Claiming, keys: Sequence[str]) -> None:
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
            paid[key] = paid_result(text, billed, notes)
    if paid:
        connection.execute(_LET_ONE_GO, [{"the_key": key, "the_attempt": ask.attempt} for key in sorted(paid)])
    # A text that another one holds may be paid as well: by a call that came back after it was taken over.
    ask.paid |= paid | find_paid(connection, ask.open(keys))


def judge(connection: Connection, ask: Claiming, keys: Sequence[str]) -> None:
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
        lose_call(connection, attempt, now=ask.now, error="no reply was recorded")
        if not ask.resend:
            ask.unknown.update(lost)
            continue
        ask.resent.update(lost)
        row = {"attempt": ask.attempt, "owner": ask.claimant.owner, "lease": ask.now + ask.claimant.lease}
        for part in parts(lost):
            connection.execute(update(claims).where(claims.c.key.in_(part)).values(**row))
