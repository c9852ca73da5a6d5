"""What the reconciler asks of the store, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from locworker.store import Attempt, BatchOutcome, Budget, GlossaryVersion, JobFacts, PaidResult, Spending, Store
from locworker.store.activity import QueueActivity
from queue_builders import (
    PAIR,
    add_job,
    call_of,
    due,
    new_batch,
    new_job,
    owner,
    planned_job,
    start_batch,
    start_job,
    states,
)


def lives(_: str) -> bool:
    return True


def is_dead(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("now", "others_live"),
    [pytest.param(63.0, True, id="the lease is over"), pytest.param(10.0, False, id="the owner is dead")],
)
def test_batches_of_the_dead_are_put_back(store: Store, now: float, *, others_live: bool) -> None:
    job, [left, waiting] = planned_job(store)
    start_batch(store, left, now=3.0)
    due(store)

    assert store.expire(now=now, is_alive=lives if others_live else is_dead) == 1

    assert states(store, job) == ["pending", "pending"]
    assert due(store, now=now) == {left}
    assert start_batch(store, left, now=now).attempts == 2
    assert store.events(job)[-1].kind == "put back"
    assert left != waiting


def test_what_the_dead_had_reserved_counts_as_billed_until_their_call_comes_back(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a", "b"))
    claim = start_batch(store, batch)
    call = store.claim(["a", "b"], call_of(claim), owner(), now=3.0, resend=True, budget=Budget(month="2026-07"))
    store.cancel_jobs([job], now=4.0)

    store.expire(now=5.0, is_alive=lives)
    assert store.spent("2026-07")[""] == Spending(reserved=20, billed=0)
    store.expire(now=5.0, is_alive=is_dead)
    assert store.spent("2026-07")[""] == Spending(reserved=0, billed=20)

    store.finish(call, {"a": PaidResult(text="x", billed=7), "b": PaidResult(text="y", billed=8)}, now=6.0)
    assert store.spent("2026-07")[""] == Spending(reserved=0, billed=15)
    assert set(store.find_paid(["a", "b"])) == {"a", "b"}


@pytest.mark.parametrize("resend", [True, False])
def test_texts_of_a_lost_call_are_sent_again_or_held_as_before(store: Store, *, resend: bool) -> None:
    call = Attempt(article="a", engine="deepl", pair=PAIR, texts=1, characters=10)
    store.claim(["a"], call, owner("one", lease=60.0), now=1.0, resend=True)

    store.expire(now=100.0, is_alive=lives)

    again = store.claim(["a"], call, owner("two"), now=100.0, resend=resend)
    assert (again.resent, again.unknown) == ((("a",), ()) if resend else ((), ("a",)))


@pytest.mark.parametrize(
    ("now", "others_live"),
    [pytest.param(63.0, True, id="the lease is over"), pytest.param(10.0, False, id="the owner is dead")],
)
def test_jobs_of_the_dead_are_put_back(store: Store, now: float, *, others_live: bool) -> None:
    job = add_job(store)
    start_job(store, job, now=2.0)
    due(store)

    assert store.expire(now=now, is_alive=lives if others_live else is_dead) == 1

    assert store.job(job).state == "queued"
    assert due(store, now=now) == {job}
    assert start_job(store, job, now=now).attempts == 2


def test_work_of_the_living_is_left_alone(store: Store) -> None:
    _, [batch, _] = planned_job(store)
    start_batch(store, batch, now=3.0)
    start_job(store, add_job(store, new_job("other.html")), now=3.0)
    due(store)

    assert store.expire(now=10.0, is_alive=lives) == 0
    assert due(store) == set()


@pytest.mark.parametrize(
    ("stop", "after"), [pytest.param("pause", "pending", id="paused"), pytest.param("cancel", "cancelled", id="over")]
)
def test_batches_of_the_dead_follow_their_stopped_job(store: Store, stop: str, after: str) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    start_batch(store, batch, now=3.0)
    if stop == "pause":
        store.pause_jobs(ids=[job], reason="quota", now=4.0)
    else:
        store.cancel_jobs([job], now=4.0)

    assert store.expire(now=100.0, is_alive=lives) == 1

    assert states(store, job) == [after]
    assert due(store) == set()


def test_old_jobs_are_deleted_with_all_that_is_theirs(store: Store) -> None:
    old, [batch] = planned_job(store, new_batch("a"), article="old.html")
    store.settle_batch(start_batch(store, batch), BatchOutcome(), now=4.0)
    store.end_job(start_job(store, old, now=5.0), "done", now=5.0)
    young = add_job(store, new_job("young.html"))
    store.end_job(start_job(store, young), "done", now=50.0)
    unfinished, _ = planned_job(store, article="unfinished.html")

    assert store.purge(before=50.0) == 1

    assert {row.id for row in store.find_jobs()} == {young, unfinished}
    assert store.events(old) == []
    assert store.batches_of(old) == []
    assert store.purge(before=50.0) == 0


def test_more_jobs_are_deleted_than_a_transaction_takes(store: Store) -> None:
    names = [name for name, _ in store.add_jobs([new_job(f"{n}.html") for n in range(450)], now=1.0)]
    store.cancel_jobs(names, now=2.0)

    assert store.purge(before=10.0) == 450
    assert store.find_jobs() == []


def test_a_deleted_job_leaves_no_task_behind(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    start_batch(store, batch)
    store.cancel_jobs([job], now=4.0)

    assert store.purge(before=1000.0) == 1

    assert store.waiting() == store.outstanding() == {}
    assert due(store) == set()


def test_old_glossaries_are_deleted_unless_a_job_needs_them(store: Store) -> None:
    for name, kept in (("old", 1.0), ("needed", 1.0), ("young", 9.0), ("again", 1.0), ("again", 9.0)):
        store.keep_glossary(GlossaryVersion(hash=name, pair=PAIR, terms="[]", created=kept))
    planned_job(store, replace(new_batch("a"), glossary="needed"))
    ended, _ = planned_job(store, replace(new_batch("b"), glossary="old"), article="ended.html")
    store.cancel_jobs([ended], now=4.0)

    assert store.purge_glossaries(before=5.0) == 1

    assert store.glossary_version("old") is None
    assert None not in [store.glossary_version(name) for name in ("needed", "young", "again")]


def test_old_results_are_deleted_and_what_they_cost_stays(store: Store) -> None:
    pay(store, "a", now=1.0)
    pay(store, "b", now=2.0)
    pay(store, "young", now=9.0)

    assert store.purge_results(before=5.0, limit=1) == 1
    assert set(store.find_paid(["a", "b", "young"])) == {"b", "young"}
    assert store.purge_results(before=5.0, limit=9) == 1

    assert set(store.find_paid(["a", "b", "young"])) == {"young"}
    assert store.count()["billed_characters"] == 30
    assert store.spent("2026-07")[""].billed == 30


def test_what_an_unfinished_job_has_paid_stays(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    claim = start_batch(store, batch)
    pay(store, "a", now=3.0, call=call_of(claim))
    store.settle_batch(claim, BatchOutcome(), now=4.0)
    store.pause_jobs(ids=[job], reason="quota", now=4.0)

    assert store.purge_results(before=100.0, limit=9) == 0

    store.cancel_jobs([job], now=5.0)
    assert store.purge_results(before=100.0, limit=9) == 1


def pay(store: Store, key: str, *, now: float, call: Attempt | None = None) -> None:
    """Have a text paid with ten characters."""
    call = call or Attempt(article="a", engine="deepl", pair=PAIR, texts=1, characters=10)
    claim = store.claim([key], call, owner(), now=now, resend=True, budget=Budget(month="2026-07"))
    store.finish(claim, {key: PaidResult(text="x", billed=10)}, now=now)


def test_what_the_workers_of_a_machine_do_is_known(store: Store) -> None:
    _, [first, second] = planned_job(store)
    start_batch(store, first, who=owner("here:1:9"), now=5.0)
    start_batch(store, second, who=owner("there:1:9"), now=6.0)
    start_job(store, add_job(store, new_job("other.html")), who=owner("here:1:9"), now=7.0)

    assert store.activity("mt", owner="here:", since=2.0) == QueueActivity(out=1, last_started=5.0)
    assert store.activity("mt", owner="nobody:", since=2.0) == QueueActivity(out=0, last_started=None)
    assert store.activity("cpu", owner="here:", since=2.0) == QueueActivity(out=1, last_started=7.0)


def test_a_large_article_is_planned_at_once(store: Store) -> None:
    job = add_job(store)
    planned = [new_batch(*(f"{batch}.{text}" for text in range(50))) for batch in range(200)]

    store.plan_batches(start_job(store, job), planned, JobFacts(segments=10_000), now=3.0)

    assert store.progress([job])[job].total == 10_000
    assert len(due(store)) == 200
    assert start_batch(store, store.batches_of(job)[199].id, who=owner()).items[49].key == "199.49"
