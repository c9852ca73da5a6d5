"""Calls as rows: who holds which texts, what became of a call, what was paid. For the doors in `results.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from locworker.store.records import PaidResult
from locworker.store.schema import attempts, claims, paid_results
from locworker.store.spending import settle_reservation
from locworker.store.transactions import parts

_LOCK = (
    select(claims.c.key).where(claims.c.attempt == bindparam("the_attempt")).order_by(claims.c.key).with_for_update()
)
_CALL: Select[Any] = (
    select(
        *(attempts.c[name] for name in ("id", "engine", "target_language", "state", "month", "reserved", "job")),
    )
    .where(attempts.c.id == bindparam("the_attempt"))
    .with_for_update(key_share=True)
)
_MARK = (
    update(attempts)
    .where(attempts.c.id == bindparam("the_attempt"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "finished", "billed_characters", "error")})
)


def lock_claims(connection: Connection, attempt: str) -> None:
    """Lock the rows of a call in the order of their keys, as claims do; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"the_attempt": attempt}).all()


def find_call(connection: Connection, attempt: str) -> Row[Any] | None:
    """Return a call's row, locked; None for a claim that got nothing to send."""
    return connection.execute(_CALL, {"the_attempt": attempt}).one_or_none()


def lose_call(connection: Connection, attempt: str, *, now: float, error: str) -> None:
    """Mark a call that is still out as lost; its characters count as billed."""
    call = find_call(connection, attempt)
    if call is not None and call.state == "calling":
        settle_reservation(connection, call, state="unknown", billed=0)
        mark_call(connection, attempt, state="unknown", now=now, error=error)


def mark_call(
    connection: Connection, attempt: str, *, state: str, now: float, error: str = "", billed: int = 0
) -> None:
    """Write down how a call ended."""
    values = {"new_state": state, "new_finished": now, "new_error": error, "new_billed_characters": billed}
    connection.execute(_MARK, {"the_attempt": attempt, **values})


def find_paid(connection: Connection, keys: Sequence[str]) -> dict[str, PaidResult]:
    """Return what was paid before, by key."""
    found = {}
    columns = (paid_results.c.key, paid_results.c.text, paid_results.c.billed_characters, paid_results.c.notes)
    for part in parts(keys):
        rows = connection.execute(select(*columns).where(paid_results.c.key.in_(part)))
        found.update({key: paid_result(text, billed, notes) for key, text, billed, notes in rows})
    return found


def paid_result(text: str, billed: int, notes: str) -> PaidResult:
    """Return a paid result from its columns."""
    return PaidResult(text=text, billed=billed, notes=tuple(notes.split("\n")) if notes else ())
