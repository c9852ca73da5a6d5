"""A batch's life, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from locworker.errors import StaleClaimError
from locworker.store import ATTEMPTS, BatchClaim, BatchItem, BatchOutcome, PaidResult, Store
from queue_builders import PAIR, call_of, due, new_batch, owner, planned_job, start_batch, start_job, states


def test_a_batch_comes_with_all_that_a_call_needs(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a", "b", context="A headline"))

    claim = start_batch(store, batch, who=owner("one"), now=3.0)

    assert (claim.id, claim.job, claim.owner, claim.number, claim.article) == (batch, job, "one", 1, "news.html")
    assert (claim.pair, claim.engine, claim.context, claim.glossary) == (PAIR, "deepl", "A headline", "")
    assert (claim.characters, claim.priority, claim.attempts, claim.busy) == (20, 6, 1, 0)
    assert claim.items == (
        BatchItem(key="a", text="Text a", characters=10, place=0, position=0),
        BatchItem(key="b", text="Text b", characters=10, place=1, position=1),
    )


def test_a_batch_that_a_live_owner_has_is_not_started(store: Store) -> None:
    _, [batch, _] = planned_job(store)
    start_batch(store, batch, who=owner("one"))

    assert store.start_batch(batch, owner("two"), now=10.0) is None


@pytest.mark.parametrize(
    ("now", "others_live"),
    [pytest.param(63.0, True, id="the lease is over"), pytest.param(10.0, False, id="the owner is dead")],
)
def test_a_batch_that_was_left_is_taken_over(store: Store, now: float, *, others_live: bool) -> None:
    _, [batch, _] = planned_job(store)
    first = start_batch(store, batch, who=owner("one"), now=3.0)

    second = store.start_batch(batch, owner("two", others_live=others_live), now=now)

    assert second is not None
    assert (second.fence, second.attempts, second.items) == (first.fence + 1, 2, first.items)


@pytest.mark.parametrize("batch", ["0123456789abcdef", ""])
def test_an_unknown_batch_is_not_started(store: Store, batch: str) -> None:
    assert store.start_batch(batch, owner(), now=10.0) is None


def test_a_settled_batch_is_not_started(store: Store) -> None:
    _, [batch, _] = planned_job(store)
    store.settle_batch(start_batch(store, batch), BatchOutcome(), now=4.0)

    assert store.start_batch(batch, owner(), now=1000.0) is None


def test_a_settled_batch_counts_what_became_of_its_texts(store: Store) -> None:
    job, [batch, _] = planned_job(store, new_batch("a", "b", "c", "d"), new_batch("e"))
    outcome = BatchOutcome(refused={"a": "too odd"}, held=["b"], billed=20, resent=1)

    last = store.settle_batch(start_batch(store, batch), outcome, now=4.0)

    assert last is False
    row = store.batches_of(job)[0]
    assert (row.state, row.answered, row.refused, row.held, row.finished) == ("done", 2, 1, 1, 4.0)
    assert row.billed_characters == 20
    progress = store.progress([job])[job]
    assert (progress.answered, progress.refused, progress.held, progress.total) == (2, 1, 1, 5)
    assert (progress.billed, progress.resent, progress.state) == (20, 1, "running")


def test_the_last_settled_batch_makes_the_job_due(store: Store) -> None:
    job, [first, second] = planned_job(store)
    due(store)

    assert store.settle_batch(start_batch(store, first), BatchOutcome(), now=4.0) is False
    assert due(store) == set()
    assert store.settle_batch(start_batch(store, second), BatchOutcome(), now=5.0) is True
    assert due(store) == {job}


def test_what_was_billed_is_taken_from_the_calls_of_the_batch(store: Store) -> None:
    job, [batch, _] = planned_job(store)
    died = start_batch(store, batch, who=owner("one"), now=3.0)
    call = store.claim(["a", "b"], call_of(died), owner("one"), now=3.0, resend=True)
    store.finish(call, {"a": PaidResult(text="A", billed=7), "b": PaidResult(text="B", billed=8)}, now=3.5)
    again = start_batch(store, batch, who=owner("two"), now=100.0)

    store.settle_batch(again, BatchOutcome(billed=0), now=101.0)

    assert store.job(job).billed_characters == 15


def test_a_released_batch_is_due_later(store: Store) -> None:
    job, [batch, other] = planned_job(store)
    due(store)

    store.release_batch(start_batch(store, batch), not_before=50.0, busy=True, now=4.0)

    assert due(store, now=49.0) == set()
    assert store.start_batch(batch, owner(), now=49.0) is None
    assert due(store, now=50.0) == {batch}
    again = start_batch(store, batch, now=50.0)
    assert (again.busy, again.attempts) == (1, 1)
    assert states(store, job) == ["calling", "pending"]
    assert other != batch


def test_a_released_batch_did_not_use_up_an_attempt(store: Store) -> None:
    _, [batch, _] = planned_job(store)

    for now in range(10, 40):
        store.release_batch(start_batch(store, batch, now=now), not_before=now, busy=now % 2 == 0, now=now)

    again = start_batch(store, batch, now=50.0)
    assert (again.attempts, again.busy) == (1, 15)


def test_a_batch_that_is_started_too_often_fails_and_its_job_goes_on(store: Store) -> None:
    job, [poison, fine] = planned_job(store)
    for now in range(10, 10 + ATTEMPTS):
        store.release_batch(start_batch(store, poison, now=now), not_before=now, busy=False, now=now, counts=True)
    due(store)

    assert store.start_batch(poison, owner(), now=30.0) is None
    assert store.settle_batch(start_batch(store, fine, now=31.0), BatchOutcome(), now=31.0) is True

    assert states(store, job) == ["failed", "done"]
    assert store.batches_of(job)[0].error == "started 4 times without an end"
    claim = start_job(store, job, now=32.0)
    reason = "started 4 times without an end"
    assert claim.refused == {"a": reason, "b": reason}
    assert [event.kind for event in store.events(job)] == ["queued", "batch failed"]


def test_the_last_batch_that_fails_makes_the_job_due(store: Store) -> None:
    job, [poison] = planned_job(store, new_batch("a"))
    for now in (100.0, 200.0, 300.0, 400.0):
        start_batch(store, poison, now=now)
    due(store)

    assert store.start_batch(poison, owner(), now=500.0) is None

    assert due(store) == {job}


SETTLE = pytest.param(
    lambda s, c: s.settle_batch(c, BatchOutcome(billed=5, refused={"a": "x"}), now=101.0), id="settle"
)
RELEASE = pytest.param(lambda s, c: s.release_batch(c, not_before=101.0, busy=True, now=101.0), id="release")


@pytest.mark.parametrize("act", [SETTLE, RELEASE])
def test_a_stale_claim_changes_nothing(store: Store, act: Callable[[Store, BatchClaim], object]) -> None:
    job, [batch, _] = planned_job(store)
    stale = start_batch(store, batch, who=owner("one"), now=3.0)
    current = start_batch(store, batch, who=owner("two"), now=100.0)
    before = (store.job(job), store.batches_of(job), store.outstanding())

    with pytest.raises(StaleClaimError, match=batch):
        act(store, stale)

    assert (store.job(job), store.batches_of(job), store.outstanding()) == before
    assert store.settle_batch(current, BatchOutcome(), now=102.0) is False
    assert store.batches_of(job)[0].answered == 2


@pytest.mark.parametrize("act", [SETTLE, RELEASE])
def test_a_claim_on_a_deleted_job_is_stale(store: Store, act: Callable[[Store, BatchClaim], object]) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    claim = start_batch(store, batch)
    store.cancel_jobs([job], now=4.0)
    store.purge(before=1000.0)

    with pytest.raises(StaleClaimError):
        act(store, claim)


def test_a_batch_settles_once(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    claim = start_batch(store, batch)
    store.settle_batch(claim, BatchOutcome(billed=5), now=4.0)

    with pytest.raises(StaleClaimError):
        store.settle_batch(claim, BatchOutcome(billed=5), now=5.0)

    assert store.job(job).billed_characters == 5
