"""What a month's calls may cost and have cost: reserved before a call goes out, settled when its end is known."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Update, func, select, update

from locworker.errors import BudgetExceededError
from locworker.store.records import Budget, Spending
from locworker.store.schema import attempts, spending
from locworker.store.transactions import Part


class Spendings(Part):
    """What was spent in a month, and the calls' way of spending it."""

    def spent(self, month: str) -> dict[str, Spending]:
        """Return what a month's calls reserve and have been billed, by target language; "" is over all."""
        with self._reading() as connection:
            rows = connection.execute(select(spending).where(spending.c.month == month))
            return {row.language: Spending(reserved=row.reserved, billed=row.billed) for row in rows}

    def _reserve(self, connection: Connection, budget: Budget, attempt: str, *, language: str, characters: int) -> None:
        """Take a call's characters out of the budgets; the transaction of a refused one leaves nothing behind."""
        for name, limit in (("", budget.total), (language, budget.languages.get(language))):
            row = {"month": budget.month, "language": name, "reserved": 0, "billed": 0}
            connection.execute(self._insert(spending).values(**row).on_conflict_do_nothing())
            change = _of(budget.month, name).values(reserved=spending.c.reserved + characters)
            if limit is not None:
                change = change.where(spending.c.reserved + spending.c.billed + characters <= limit)
            if connection.execute(change).rowcount == 0:
                raise BudgetExceededError(self._refusal(connection, budget, name, limit=limit, characters=characters))
        connection.execute(
            update(attempts).where(attempts.c.id == attempt).values(month=budget.month, reserved=characters)
        )

    def _refusal(
        self, connection: Connection, budget: Budget, language: str, *, limit: int | None, characters: int
    ) -> str:
        query = select(func.sum(spending.c.reserved + spending.c.billed))
        used = connection.execute(query.where(spending.c.month == budget.month, spending.c.language == language))
        whose = f"into {language} " if language else ""
        return (
            f"the budget of {limit} characters {whose}in {budget.month} has {(limit or 0) - int(used.scalar() or 0)}"
            f" left and this call needs {characters}; raise the budget in locworker.toml or wait for the next month"
        )


def settle_reservation(connection: Connection, call: Row[Any], *, state: str, billed: int) -> None:
    """Move what a call has reserved to where it belongs by its new state: done, failed or unknown.

    An unknown call may have been billed, so all of it counts, until its end is known after all.
    """
    if call.month is None or call.state in {"done", "failed"}:
        return
    counted = {"done": billed, "failed": 0, "unknown": call.reserved}[state]
    before = call.reserved if call.state == "unknown" else 0
    reserved = call.reserved if call.state == "calling" else 0
    for language in ("", call.target_language):
        connection.execute(
            _of(call.month, language).values(
                reserved=spending.c.reserved - reserved, billed=spending.c.billed + counted - before
            )
        )


def _of(month: str, language: str) -> Update:
    return update(spending).where(spending.c.month == month, spending.c.language == language)
