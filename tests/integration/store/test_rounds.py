"""A job's rounds, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from locworker.errors import StaleClaimError
from locworker.languages import LanguagePair
from locworker.store import ATTEMPTS, BatchOutcome, JobClaim, JobFacts, Store
from queue_builders import add_job, due, new_batch, new_job, owner, plan, planned_job, start_batch, start_job, states


def test_a_queued_job_is_started(store: Store) -> None:
    job = add_job(store, new_job("news.html", "fr", priority=3))

    claim = start_job(store, job, who=owner("one"), now=5.0)

    assert (claim.id, claim.owner, claim.article, claim.path) == (job, "one", "news.html", "articles/news.html")
    assert claim.pair == LanguagePair("en", "fr")
    assert (claim.engine, claim.priority, claim.rounds, claim.attempts) == ("deepl", 3, 0, 1)
    row = store.job(job)
    assert (row.state, row.owner, row.started, row.lease) == ("running", "one", 5.0, 65.0)


def test_a_job_that_a_live_owner_has_is_not_started(store: Store) -> None:
    job = add_job(store)
    start_job(store, job, who=owner("one"))

    assert store.start_job(job, owner("two"), now=10.0) is None


@pytest.mark.parametrize(
    ("now", "others_live"),
    [pytest.param(63.0, True, id="the lease is over"), pytest.param(10.0, False, id="the owner is dead")],
)
def test_a_job_that_was_left_is_taken_over(store: Store, now: float, *, others_live: bool) -> None:
    job = add_job(store)
    first = start_job(store, job, who=owner("one"), now=2.0)

    second = store.start_job(job, owner("two", others_live=others_live), now=now)

    assert second is not None
    assert second.fence == first.fence + 1
    assert second.attempts == 2


def test_a_job_that_waits_for_its_batches_is_not_started(store: Store) -> None:
    job, _ = planned_job(store)

    assert store.start_job(job, owner(), now=10.0) is None


def test_an_unknown_job_is_not_started(store: Store) -> None:
    assert store.start_job("0123456789ab", owner(), now=10.0) is None


def test_a_job_is_not_started_before_its_time(store: Store) -> None:
    job = add_job(store)
    store.release_job(start_job(store, job), not_before=50.0, now=3.0)

    assert store.start_job(job, owner(), now=49.0) is None
    assert store.start_job(job, owner(), now=50.0) is not None


def test_a_published_job_is_due_by_the_publishers_clock(store: Store) -> None:
    job = add_job(store, now=100.0)
    due(store, now=100.0)

    assert store.start_job(job, owner(), now=98.0) is not None


def test_planned_batches_are_due_and_the_job_is_not(store: Store) -> None:
    job = add_job(store)
    due(store)

    batches = plan(store, job, new_batch("a", "b"), new_batch("c"), facts=JobFacts(engine_used="deepl", segments=7))

    assert due(store) == set(batches)
    assert states(store, job) == ["pending", "pending"]
    assert [(row.number, row.texts, row.characters) for row in store.batches_of(job)] == [(1, 2, 20), (2, 1, 10)]
    row = store.job(job)
    assert (row.state, row.owner, row.rounds, row.attempts, row.segments) == ("running", None, 1, 0, 7)
    assert row.engine_used == "deepl"


def test_a_round_without_batches_is_refused(store: Store) -> None:
    claim = start_job(store, add_job(store))

    with pytest.raises(ValueError, match="nothing to wait for"):
        store.plan_batches(claim, [], JobFacts(), now=3.0)


def test_the_next_round_knows_what_was_refused_and_held(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a", "b", "c", "d"))
    outcome = BatchOutcome(refused={"a": "too odd"}, held={"b"})
    store.settle_batch(start_batch(store, batch), outcome, now=4.0)

    claim = start_job(store, job, now=5.0)

    assert claim.refused == {"a": "too odd"}
    assert claim.held == {"b"}
    assert (claim.rounds, claim.attempts, claim.open_batches) == (1, 1, 0)


def test_numbers_go_on_in_the_next_round(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    store.settle_batch(start_batch(store, batch), BatchOutcome(), now=4.0)

    plan(store, job, new_batch("b"), now=5.0)

    assert [row.number for row in store.batches_of(job)] == [1, 2]
    assert store.job(job).rounds == 2


@pytest.mark.parametrize("state", ["done", "partial", "failed"])
def test_a_job_ends_and_its_counts_stay(store: Store, state: str) -> None:
    job = add_job(store)
    facts = JobFacts(catalog="locales/de/news.po", errors=1, warnings=2)

    store.end_job(start_job(store, job), state, reason="because", error="EngineError", facts=facts, now=9.0)

    row = store.job(job)
    assert (row.state, row.reason, row.error, row.finished) == (state, "because", "EngineError", 9.0)
    assert (row.catalog, row.errors, row.warnings, row.owner) == ("locales/de/news.po", 1, 2, None)
    assert due(store) == set()
    assert store.start_job(job, owner(), now=10.0) is None
    assert [event.kind for event in store.events(job)] == ["queued", state]


def test_no_job_ends_in_a_state_that_is_no_end(store: Store) -> None:
    claim = start_job(store, add_job(store))

    with pytest.raises(ValueError, match="no end"):
        store.end_job(claim, "running", now=3.0)


def test_a_released_job_did_not_use_up_an_attempt(store: Store) -> None:
    job = add_job(store)

    for now in range(10, 20):
        store.release_job(start_job(store, job, now=now), not_before=now, now=now)

    assert store.job(job).attempts == 0
    assert store.job(job).state == "queued"


def test_a_job_that_is_started_too_often_fails(store: Store) -> None:
    job = add_job(store)
    for now in range(10, 10 + ATTEMPTS):
        store.release_job(start_job(store, job, now=now), not_before=now, now=now, counts=True)

    assert store.start_job(job, owner(), now=30.0) is None

    row = store.job(job)
    assert (row.state, row.reason, row.finished) == ("failed", "started 4 times without an end", 30.0)
    assert due(store) == set()


def test_planning_is_an_orderly_end_of_a_start(store: Store) -> None:
    job = add_job(store)

    for number in range(ATTEMPTS + 2):
        [batch] = plan(store, job, new_batch(f"k{number}"), now=10.0 + number)
        store.settle_batch(start_batch(store, batch, now=10.0 + number), BatchOutcome(), now=10.0 + number)

    assert store.start_job(job, owner(), now=50.0) is not None


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda s, c: s.plan_batches(c, [new_batch("a")], JobFacts(segments=9), now=101.0), id="plan"),
        pytest.param(lambda s, c: s.end_job(c, "done", facts=JobFacts(segments=9), now=101.0), id="end"),
        pytest.param(lambda s, c: s.release_job(c, not_before=101.0, now=101.0), id="release"),
    ],
)
def test_a_stale_claim_changes_nothing(store: Store, act: Callable[[Store, JobClaim], None]) -> None:
    job = add_job(store)
    stale = start_job(store, job, who=owner("one"), now=2.0)
    current = start_job(store, job, who=owner("two"), now=100.0)
    before = store.job(job)

    with pytest.raises(StaleClaimError, match=job):
        act(store, stale)

    assert store.job(job) == before
    assert store.batches_of(job) == []
    assert len(store.events(job)) == 1
    store.end_job(current, "done", now=102.0)


def test_a_claim_plans_once(store: Store) -> None:
    job = add_job(store)
    claim = start_job(store, job)
    store.plan_batches(claim, [new_batch("a")], JobFacts(), now=3.0)

    with pytest.raises(StaleClaimError):
        store.plan_batches(claim, [new_batch("b")], JobFacts(), now=4.0)

    assert len(store.batches_of(job)) == 1
