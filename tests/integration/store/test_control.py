"""Pausing, cancelling, failing and resuming jobs, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from locworker.errors import StaleClaimError, UnknownJobError
from locworker.store import ATTEMPTS, ENDED, BatchOutcome, JobFacts, Store
from locworker.store.schema import batches, segments
from queue_builders import (
    add_job,
    due,
    new_batch,
    new_job,
    owner,
    plan,
    planned_job,
    start_batch,
    start_job,
    states,
)

STATES = ("queued", "running", "paused", *ENDED)


def bring(store: Store, job: str, state: str) -> None:
    """Bring a queued job into a state."""
    if state == "paused":
        store.pause_jobs(ids=[job], reason="quota", error="QuotaExceededError", now=2.0)
    elif state == "running":
        plan(store, job, new_batch("a", "b"), new_batch("c"))
    elif state in ENDED:
        store.end_job(start_job(store, job), state, now=2.0)


def cancel(store: Store, job: str) -> str:
    return store.cancel_jobs([job], now=9.0)[job]


def fail(store: Store, job: str) -> str:
    return store.fail_jobs([job], reason="the key is refused", error="AuthorisationError", now=9.0)[job]


def resume(store: Store, job: str) -> str:
    return store.resume_jobs([job], now=9.0)[job]


def pause(store: Store, job: str) -> str:
    before = store.job(job).state
    assert store.pause_jobs(ids=[job], reason="busy", now=9.0) == ([job] if before in {"queued", "running"} else [])
    return before


@pytest.mark.parametrize(
    ("act", "after"),
    [
        pytest.param(cancel, dict.fromkeys(STATES[:3], "cancelled") | {state: state for state in ENDED}, id="cancel"),
        pytest.param(fail, dict.fromkeys(STATES[:3], "failed") | {state: state for state in ENDED}, id="fail"),
        pytest.param(pause, {state: state for state in STATES} | {"queued": "paused", "running": "paused"}, id="pause"),
        pytest.param(
            resume,
            {state: state for state in STATES} | dict.fromkeys(("paused", "failed", "partial"), "queued"),
            id="resume",
        ),
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_answer(
    store: Store, state: str, act: Callable[[Store, str], str], after: dict[str, str]
) -> None:
    job = add_job(store)
    bring(store, job, state)
    row = store.job(job)

    assert act(store, job) == state

    assert store.job(job).state == after[state]
    if after[state] == state:
        assert store.job(job) == row


@pytest.mark.parametrize("act", [cancel, fail, resume, pause])
def test_an_unknown_id_stops_it_all(store: Store, act: Callable[[Store, str], str]) -> None:
    job = add_job(store)

    with pytest.raises(UnknownJobError, match="there is no job '0123456789ab'"):
        act(store, "0123456789ab")

    assert store.job(job).state == "queued"


def test_one_unknown_id_among_others_stops_it_all(store: Store) -> None:
    job = add_job(store)

    with pytest.raises(UnknownJobError):
        store.cancel_jobs([job, "0123456789ab"], now=9.0)

    assert store.job(job).state == "queued"


@pytest.mark.parametrize("act", [cancel, fail, pause])
def test_a_stopped_job_is_off_the_queue(store: Store, act: Callable[[Store, str], str]) -> None:
    job, [first, second] = planned_job(store)
    other = add_job(store, new_job("other.html"))

    act(store, job)

    assert due(store) == {other}
    assert store.start_batch(first, owner(), now=10.0) is None
    assert store.start_job(job, owner(), now=10.0) is None
    assert first != second


@pytest.mark.parametrize("act", [cancel, fail, pause])
def test_who_plans_for_a_stopped_job_has_a_stale_claim(store: Store, act: Callable[[Store, str], str]) -> None:
    claim = start_job(store, add_job(store))
    act(store, claim.id)

    with pytest.raises(StaleClaimError, match="paused or cancelled"):
        store.plan_batches(claim, [new_batch("a")], JobFacts(), now=10.0)


@pytest.mark.parametrize("act", [cancel, fail, pause])
def test_a_batch_that_is_out_is_settled_and_the_job_stays_stopped(
    store: Store, act: Callable[[Store, str], str]
) -> None:
    job, [first] = planned_job(store, new_batch("a"))
    claim = start_batch(store, first)
    act(store, job)
    state = store.job(job).state

    assert store.settle_batch(claim, BatchOutcome(billed=10), now=10.0) is False

    assert store.job(job).state == state
    assert store.job(job).billed_characters == 10
    assert due(store) == set()


@pytest.mark.parametrize(("act", "after"), [(cancel, "cancelled"), (fail, "cancelled"), (pause, "pending")])
def test_a_batch_that_is_given_back_waits_or_goes_with_its_job(
    store: Store, act: Callable[[Store, str], str], after: str
) -> None:
    job, [first] = planned_job(store, new_batch("a"))
    claim = start_batch(store, first)
    act(store, job)

    store.release_batch(claim, not_before=10.0, busy=False, now=10.0)

    assert states(store, job) == [after]
    assert due(store) == set()


def test_a_cancelled_job_forgets_its_texts(store: Store) -> None:
    job, [first, _] = planned_job(store)
    claim = start_batch(store, first)
    cancel(store, job)

    assert states(store, job) == ["calling", "cancelled"]
    assert claim.items[0].text
    with store._engine.connect() as connection:
        assert connection.execute(select(segments.c.text).distinct()).scalars().all() == [""]
        assert connection.execute(select(batches.c.context).distinct()).scalars().all() == [None]


def test_a_quota_pauses_the_jobs_of_its_engine(store: Store) -> None:
    asked = add_job(store, new_job("1.html", engine="deepl"))
    other = add_job(store, new_job("2.html", engine="apertium"))
    chosen = add_job(store, new_job("3.html", engine="auto"))
    plan(store, chosen, new_batch("a"), facts=JobFacts(engine_used="deepl"))
    undecided = add_job(store, new_job("4.html", engine="auto"))
    ended = add_job(store, new_job("5.html", engine="deepl"))
    cancel(store, ended)

    paused = store.pause_jobs(engine="deepl", reason="quota", error="QuotaExceededError", now=9.0)

    assert set(paused) == {asked, chosen}
    row = store.job(chosen)
    assert (row.state, row.reason, row.error, row.updated) == ("paused", "quota", "QuotaExceededError", 9.0)
    assert due(store) == {other, undecided}
    assert store.events(asked)[-1].kind == "paused"


def test_a_resumed_job_plans_only_the_rest(store: Store) -> None:
    job, [paid, waiting] = planned_job(store, new_batch("a", "b"), new_batch("c"))
    store.settle_batch(start_batch(store, paid), BatchOutcome(refused={"b": "odd"}, billed=10), now=4.0)
    store.pause_jobs(ids=[job], reason="quota", now=5.0)

    resume(store, job)

    assert due(store) == {job}
    assert store.start_batch(waiting, owner(), now=10.0) is None
    progress = store.progress([job])[job]
    assert (progress.answered, progress.refused, progress.total, progress.billed) == (1, 0, 1, 10)
    claim = start_job(store, job, now=10.0)
    assert (claim.rounds, claim.attempts, claim.refused, claim.held) == (0, 1, {}, frozenset())
    store.plan_batches(claim, [new_batch("b", "c")], JobFacts(), now=10.0)
    assert [row.number for row in store.batches_of(job)] == [1, 2]


def test_a_resumed_job_starts_with_all_its_attempts(store: Store) -> None:
    job = add_job(store)
    for now in range(10, 10 + ATTEMPTS):
        store.release_job(start_job(store, job, now=now), not_before=now, now=now, counts=True)
    assert store.start_job(job, owner(), now=20.0) is None
    assert store.job(job).state == "failed"

    resume(store, job)

    row = store.job(job)
    assert (row.state, row.reason, row.error, row.finished, row.attempts) == ("queued", "", "", None, 0)
    assert store.start_job(job, owner(), now=30.0) is not None


def test_a_batch_that_was_out_over_a_pause_comes_home_to_the_resumed_job(store: Store) -> None:
    job, [out, _] = planned_job(store)
    claim = start_batch(store, out)
    store.pause_jobs(ids=[job], reason="budget", now=4.0)
    resume(store, job)
    round_claim = start_job(store, job, now=10.0)

    assert round_claim.open_batches == 1
    assert states(store, job) == ["calling"]
    store.plan_batches(round_claim, [new_batch("c")], JobFacts(), now=11.0)
    assert store.settle_batch(claim, BatchOutcome(), now=12.0) is False
    last = store.batches_of(job)[1].id
    assert store.settle_batch(start_batch(store, last, now=13.0), BatchOutcome(), now=14.0) is True


def test_a_job_that_was_replaced_is_not_resumed(store: Store) -> None:
    old = add_job(store)
    store.fail_jobs([old], reason="x", error="", now=2.0)
    new = add_job(store)

    assert store.resume_jobs([old], now=9.0) == {old: "replaced"}

    assert store.job(old).state == "failed"
    assert store.job(new).state == "queued"


def test_of_two_ended_jobs_for_one_article_one_is_resumed(store: Store) -> None:
    names = []
    for _ in range(2):
        names.append(add_job(store))
        store.fail_jobs(names[-1:], reason="x", error="", now=2.0)

    before = store.resume_jobs(names, now=9.0)

    assert sorted(before.values()) == ["failed", "replaced"]
    assert sorted(store.count_jobs().items()) == [("failed", 1), ("queued", 1)]


def test_a_cancel_of_many_is_one_transaction(store: Store) -> None:
    names = [name for name, _ in store.add_jobs([new_job(f"{n}.html") for n in range(1200)], now=1.0)]

    before = store.cancel_jobs(names, now=9.0)

    assert set(before.values()) == {"queued"}
    assert store.count_jobs() == {"cancelled": 1200}
    assert due(store) == set()
