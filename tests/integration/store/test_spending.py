"""Budgets, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from locworker.errors import BudgetExceededError
from locworker.languages import LanguagePair
from locworker.store import Attempt, Budget, Claim, PaidResult, Spending, Store
from queue_builders import owner

MONTH = "2026-07"


def claim(
    store: Store, *keys: str, budget: Budget | None, characters: int = 40, language: str = "de", now: float = 0.0
) -> Claim:
    call = Attempt(
        article="news.html",
        engine="deepl",
        pair=LanguagePair("en", language),
        texts=len(keys),
        characters=characters,
    )
    return store.claim(keys, call, owner(f"owner at {now}"), now=now, resend=True, budget=budget)


def both(reserved: int, billed: int) -> dict[str, Spending]:
    return dict.fromkeys(("", "de"), Spending(reserved=reserved, billed=billed))


def test_a_claim_reserves_and_its_result_is_billed(store: Store) -> None:
    first = claim(store, "a", budget=Budget(month=MONTH, total=100))
    assert store.spent(MONTH) == both(40, 0)

    store.finish(first, {"a": PaidResult(text="A", billed=37)}, now=1.0)

    assert store.spent(MONTH) == both(0, 37)
    assert store.spent("2026-08") == {}


def test_a_failed_call_gives_back_what_it_reserved(store: Store) -> None:
    store.fail(claim(store, "a", budget=Budget(month=MONTH)), now=1.0, error="EngineBusyError")

    assert store.spent(MONTH) == both(0, 0)


def test_a_lost_call_counts_as_billed_until_it_comes_back(store: Store) -> None:
    first = claim(store, "a", budget=Budget(month=MONTH))
    store.lose(first, now=1.0, error="ReplyLostError")
    store.lose(first, now=1.0, error="ReplyLostError")
    assert store.spent(MONTH) == both(0, 40)

    store.finish(first, {"a": PaidResult(text="A", billed=37)}, now=2.0)

    assert store.spent(MONTH) == both(0, 37)


def test_a_lost_call_that_surely_failed_after_all_is_given_back(store: Store) -> None:
    first = claim(store, "a", budget=Budget(month=MONTH))
    store.lose(first, now=1.0, error="ReplyLostError")

    store.fail(first, now=2.0, error="EngineBusyError")

    assert store.spent(MONTH) == both(0, 0)


def test_a_call_whose_owner_went_counts_as_billed_when_it_is_taken_over(store: Store) -> None:
    claim(store, "a", budget=Budget(month=MONTH), now=0.0)

    again = claim(store, "a", budget=Budget(month=MONTH), now=100.0)

    assert again.resent == ("a",)
    assert store.spent(MONTH) == both(40, 40)


def test_a_call_ends_once(store: Store) -> None:
    first = claim(store, "a", budget=Budget(month=MONTH))
    for _ in range(2):
        store.finish(first, {"a": PaidResult(text="A", billed=37)}, now=1.0)
    store.fail(first, now=2.0, error="EngineBusyError")
    store.lose(first, now=2.0, error="ReplyLostError")

    assert store.spent(MONTH) == both(0, 37)
    assert store.count()["billed_characters"] == 37


@pytest.mark.parametrize(
    ("budget", "says"),
    [
        pytest.param(
            Budget(month=MONTH, total=70),
            r"the budget of 70 characters in 2026-07 has 30 left and this call needs 40",
            id="of the project",
        ),
        pytest.param(
            Budget(month=MONTH, total=1000, languages={"de": 79}),
            r"the budget of 79 characters into de in 2026-07 has 39 left",
            id="of the language",
        ),
        pytest.param(Budget(month=MONTH, total=0), "the budget of 0 characters", id="nothing"),
    ],
)
def test_a_call_beyond_the_budget_claims_nothing(store: Store, budget: Budget, says: str) -> None:
    claim(store, "a", budget=Budget(month=MONTH))

    with pytest.raises(BudgetExceededError, match=says):
        claim(store, "b", budget=budget)

    assert store.spent(MONTH) == both(40, 0)
    assert store.count()["claims"] == store.count()["attempts"] == 1
    assert claim(store, "b", budget=None).keys == ("b",)


def test_a_call_that_just_fits_goes_out(store: Store) -> None:
    claim(store, "a", budget=Budget(month=MONTH, total=80, languages={"de": 80}))

    assert claim(store, "b", budget=Budget(month=MONTH, total=80, languages={"de": 80})).keys == ("b",)


def test_another_language_has_a_budget_of_its_own(store: Store) -> None:
    budget = Budget(month=MONTH, languages={"de": 40, "fr": 40})
    claim(store, "a", budget=budget)

    assert claim(store, "b", budget=budget, language="fr").keys == ("b",)
    assert store.spent(MONTH)[""] == Spending(reserved=80)


def test_another_month_has_a_budget_of_its_own(store: Store) -> None:
    claim(store, "a", budget=Budget(month=MONTH, total=40))

    assert claim(store, "b", budget=Budget(month="2026-08", total=40)).keys == ("b",)


def test_what_is_paid_needs_no_budget(store: Store) -> None:
    store.finish(claim(store, "a", budget=None), {"a": PaidResult(text="A", billed=37)}, now=1.0)

    again = claim(store, "a", budget=Budget(month=MONTH, total=0))

    assert set(again.paid) == {"a"}
    assert store.spent(MONTH) == {}
