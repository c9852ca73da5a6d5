"""Claims, paid results and memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from locworker.languages import LanguagePair
from locworker.store import Attempt, Claim, Claimant, PaidResult, Store

PAIR = LanguagePair("en", "de")
CALL = Attempt(article="news.html", engine="deepl", pair=PAIR, texts=2, characters=20)


def claimant(owner: str, *, others_live: bool = True) -> Claimant:
    return Claimant(owner=owner, lease=60.0, is_alive=lambda _: others_live)


def claim(store: Store, keys: list[str], who: Claimant, *, now: float = 0.0, resend: bool = True) -> Claim:
    return store.claim(keys, CALL, who, now=now, resend=resend)


def test_a_fresh_text_is_claimed(store: Store) -> None:
    got = claim(store, ["b", "a"], claimant("one"))

    assert got.keys == ("b", "a")
    assert not got.paid
    assert not got.resent


def test_a_text_is_claimed_once(store: Store) -> None:
    claim(store, ["a", "b"], claimant("one"))

    second = claim(store, ["b", "c"], claimant("two"))

    assert second.keys == ("c",)
    assert second.busy == ("b",)


def test_what_was_paid_is_never_claimed_again(store: Store) -> None:
    first = claim(store, ["a", "b"], claimant("one"))
    store.finish(first, {"a": PaidResult(text="A", billed=4, notes=("x", "y")), "b": PaidResult(text="B")}, now=1.0)

    second = claim(store, ["a", "b"], claimant("two"))

    assert second.keys == ()
    assert second.paid == {"a": PaidResult(text="A", billed=4, notes=("x", "y")), "b": PaidResult(text="B")}
    assert store.find_paid(["a", "nothing"]) == {"a": PaidResult(text="A", billed=4, notes=("x", "y"))}
    assert store.count() == {"attempts": 1, "claims": 0, "paid_results": 2, "memory": 0, "billed_characters": 4}


def test_a_failed_call_lets_its_texts_go(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))
    store.fail(first, now=1.0, error="EngineBusyError")

    assert claim(store, ["a"], claimant("two")).keys == ("a",)


@pytest.mark.parametrize(
    ("now", "others_live"),
    [pytest.param(61.0, True, id="the lease is over"), pytest.param(1.0, False, id="the owner is dead")],
)
def test_a_text_whose_reply_was_lost_is_sent_again_or_held(store: Store, now: float, *, others_live: bool) -> None:
    claim(store, ["a"], claimant("one"))

    held = claim(store, ["a"], claimant("two", others_live=others_live), now=now, resend=False)
    again = claim(store, ["a"], claimant("two", others_live=others_live), now=now, resend=True)

    assert held.unknown == ("a",)
    assert held.keys == ()
    assert again.keys == again.resent == ("a",)


def test_a_call_that_lost_its_reply_stays_claimed(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))
    store.lose(first, now=1.0, error="ReplyLostError")

    assert store.find_unknown(["a", "b"], now=2.0, is_alive=lambda _: True) == {"a"}
    assert claim(store, ["a"], claimant("one"), now=2.0, resend=False).unknown == ("a",)


def test_a_longer_lease_keeps_others_out(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))
    store.extend(first.attempt, until=200.0)

    assert claim(store, ["a"], claimant("two"), now=100.0).busy == ("a",)


def test_a_result_that_comes_after_a_takeover_is_kept(store: Store) -> None:
    slow = claim(store, ["a"], claimant("one"))
    taken_over = claim(store, ["a"], claimant("two"), now=100.0)
    store.finish(slow, {"a": PaidResult(text="A", billed=3)}, now=101.0)
    store.finish(taken_over, {"a": PaidResult(text="A2", billed=3)}, now=102.0)

    assert store.find_paid(["a"])["a"].text == "A"
    assert store.count()["billed_characters"] == 6
    assert store.count()["claims"] == 0


def test_more_keys_than_a_query_holds(store: Store) -> None:
    keys = [f"k{number}" for number in range(1203)]
    everything = claim(store, keys, claimant("one"))
    store.finish(everything, {key: PaidResult(text=key) for key in keys}, now=1.0)

    assert len(store.find_paid(keys)) == 1203


def test_memory_keeps_the_newest_wording_a_role(store: Store) -> None:
    store.remember(PAIR, [("h2", "Flow", "Der Flow"), ("p", "Flow", "Fluss")], article="a", now=1.0)
    store.remember(PAIR, [("h2", "Flow", "Flow")], article="b", now=2.0)

    assert store.recall(PAIR, ["Flow", "Yield"]) == {"Flow": [("p", "Fluss"), ("h2", "Flow")]}
    assert store.recall(LanguagePair("en", "fr"), ["Flow"]) == {}


def test_a_late_result_of_a_text_that_is_held_by_another_is_found_paid(store: Store) -> None:
    slow = claim(store, ["a", "b"], claimant("one"))
    claim(store, ["a", "b"], claimant("two"), now=100.0)
    store.finish(slow, {"a": PaidResult(text="A", billed=3)}, now=101.0)

    third = claim(store, ["a", "b"], claimant("three"), now=102.0)

    assert third.paid == {"a": PaidResult(text="A", billed=3)}
    assert third.busy == ("b",)


def test_a_call_that_failed_late_after_a_takeover_takes_nothing_from_the_other(store: Store) -> None:
    slow = claim(store, ["a"], claimant("one"))
    claim(store, ["a"], claimant("two"), now=100.0)

    store.fail(slow, now=101.0, error="EngineBusyError")

    assert claim(store, ["a"], claimant("three"), now=102.0).busy == ("a",)


def test_a_claim_of_nothing_leaves_no_attempt(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))

    assert claim(store, [], claimant("two")).keys == ()
    assert claim(store, ["a"], claimant("two")).keys == ()

    assert first.keys == ("a",)
    assert store.count()["attempts"] == 1


def test_a_call_without_results_lets_its_texts_go(store: Store) -> None:
    store.finish(claim(store, ["a"], claimant("one")), {}, now=1.0)

    assert claim(store, ["a"], claimant("two")).keys == ("a",)


def test_a_claim_that_got_nothing_ends_without_trouble(store: Store) -> None:
    claim(store, ["a"], claimant("one"))
    nothing = claim(store, ["a"], claimant("two"))

    store.finish(nothing, {}, now=1.0)
    store.fail(nothing, now=1.0, error="EngineBusyError")
    store.lose(nothing, now=1.0, error="ReplyLostError")

    assert claim(store, ["a"], claimant("three")).busy == ("a",)


def test_many_texts_that_were_lost_are_taken_over_at_once(store: Store) -> None:
    keys = [f"k{number}" for number in range(1203)]
    claim(store, keys, claimant("one"))

    again = claim(store, keys, claimant("two"), now=100.0)

    assert again.keys == again.resent == tuple(keys)
    assert claim(store, keys, claimant("three"), now=101.0).busy == tuple(keys)


def test_nothing_to_remember_is_no_trouble(store: Store) -> None:
    store.remember(PAIR, [], article="a", now=1.0)

    assert store.recall(PAIR, []) == {}


def test_of_two_wordings_remembered_at_once_the_last_wins(store: Store) -> None:
    store.remember(PAIR, [("p", "Flow", "Fluss"), ("p", "Flow", "Strom")], article="a", now=1.0)

    assert store.recall(PAIR, ["Flow"]) == {"Flow": [("p", "Strom")]}


def test_the_same_wording_again_is_no_change(store: Store) -> None:
    store.remember(PAIR, [("p", "Flow", "Fluss"), ("h1", "Flow", "Flow")], article="a", now=1.0)
    store.remember(PAIR, [("h1", "Flow", "Der Flow")], article="b", now=2.0)
    store.remember(PAIR, [("p", "Flow", "Fluss")], article="c", now=3.0)

    assert store.recall(PAIR, ["Flow"]) == {"Flow": [("p", "Fluss"), ("h1", "Der Flow")]}
