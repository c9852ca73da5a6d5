from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from job_desk import JobDesk
from locworker.jobs.budgets import shortages
from locworker.store import Budget, Spending

BUDGET = Budget(month="2026-11", total=100, languages={"fr": 30})


@pytest.mark.parametrize(
    ("spent", "needed", "told"),
    [
        pytest.param({}, {"de": 70, "fr": 30}, [], id="all of it, and no more"),
        pytest.param({}, {"de": 71, "fr": 30}, ["100 characters in 2026-11 has 100 left"], id="over all"),
        pytest.param({}, {"fr": 31}, ["30 characters into fr in 2026-11 has 30 left"], id="a language"),
        pytest.param(
            {"": Spending(billed=90, reserved=5)}, {"de": 6}, ["100 characters in 2026-11 has 5 left"], id="on the way"
        ),
        pytest.param({"": Spending(billed=120)}, {"de": 1}, ["has 0 left"], id="less than nothing"),
        pytest.param({"fr": Spending(billed=30)}, {"de": 50}, [], id="another language"),
    ],
)
def test_a_budget_that_has_too_little_left_is_told(
    spent: dict[str, Spending], needed: dict[str, int], told: list[str]
) -> None:
    found = list(shortages(BUDGET, spent, needed))

    assert len(found) == len(told)
    assert all(part in line for part, line in zip(told, found, strict=True))


def test_without_a_budget_there_is_nothing_to_tell() -> None:
    assert not list(shortages(Budget(month="2026-11"), {"": Spending(billed=9)}, {"de": 10**9}))


def test_who_submits_more_than_the_budget_has_left_is_told_so(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path, budget={"characters_per_month": 10})
    month = datetime.fromtimestamp(desk.now, tz=UTC).strftime("%Y-%m")

    desk.submit(desk.write("news.txt", "Bonds rose."))

    assert desk.talk.lines[1] == (f"the budget of 10 characters in {month} has 10 left: what goes beyond is not sent")
