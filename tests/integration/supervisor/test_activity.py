"""The store tells what the workers of a machine have in hand, and when they last took something up."""

from __future__ import annotations

from locworker.languages import LanguagePair
from locworker.store import BatchItem, BatchOutcome, Claimant, JobFacts, NewBatch, NewJob, Store
from locworker.store.activity import QueueActivity

_PAIR = LanguagePair("en", "de")


def _claimant(owner: str) -> Claimant:
    return Claimant(owner=owner, lease=60.0, is_alive=lambda _owner: True)


def _plan(store: Store) -> tuple[str, str]:
    """Return a job and its batch, which waits; the host `planner` has planned it at 2."""
    ((job, _),) = store.add_jobs([NewJob(article="a.md", path="a.md", pair=_PAIR, engine="deepl")], now=1.0)
    claim = store.start_job(job, _claimant("planner:1:1"), now=2.0)
    assert claim is not None
    text = BatchItem(key="k", text="One", characters=3)
    store.plan_batches(claim, [NewBatch(engine="deepl", pair=_PAIR, items=(text,))], JobFacts(), now=2.0)
    return job, store.batches_of(job)[0].id


def test_a_batch_that_is_called_is_in_its_owners_hand(store: Store) -> None:
    _, batch = _plan(store)

    store.start_batch(batch, _claimant("here:1:1"), now=5.0)

    here, elsewhere = store.activity("mt", owner="here:", since=1.0), store.activity("mt", owner="her:", since=1.0)
    assert (here.out, here.last_started) == (1, 5.0)
    assert (elsewhere.out, elsewhere.last_started) == (0, None)


def test_a_batch_that_was_given_back_is_in_nobodys_hand(store: Store) -> None:
    _, batch = _plan(store)
    claim = store.start_batch(batch, _claimant("here:1:1"), now=5.0)
    assert claim is not None

    store.release_batch(claim, not_before=6.0, busy=True, now=6.0)

    found = store.activity("mt", owner="here:", since=1.0)
    assert (found.out, found.last_started) == (0, 5.0)


def test_a_job_is_in_hand_while_its_round_is_planned(store: Store) -> None:
    ((job, _),) = store.add_jobs([NewJob(article="a.md", path="a.md", pair=_PAIR, engine="deepl")], now=1.0)

    store.start_job(job, _claimant("here:1:1"), now=3.0)

    here, elsewhere = (
        store.activity("cpu", owner="here:", since=1.0),
        store.activity("cpu", owner="elsewhere:", since=1.0),
    )
    assert (here.out, here.last_started) == (1, 3.0)
    assert elsewhere.out == 0


def test_rounds_that_others_did_and_new_jobs_are_no_sign_of_life(store: Store) -> None:
    _, batch = _plan(store)
    claim = store.start_batch(batch, _claimant("here:1:1"), now=5.0)
    assert claim is not None
    store.settle_batch(claim, BatchOutcome(), now=6.0)
    store.add_jobs([NewJob(article="b.md", path="b.md", pair=_PAIR, engine="deepl")], now=7.0)

    assert store.activity("cpu", owner="here:", since=1.0) == QueueActivity(out=0, last_started=None)
    assert store.activity("cpu", owner="planner:", since=1.0) == QueueActivity(out=0, last_started=2.0)


def test_starts_before_the_time_are_not_looked_for(store: Store) -> None:
    _, batch = _plan(store)
    store.start_batch(batch, _claimant("here:1:1"), now=5.0)

    assert store.activity("mt", owner="here:", since=5.0).last_started == 5.0
    assert store.activity("mt", owner="here:", since=5.1) == QueueActivity(out=1, last_started=None)
    assert store.activity("cpu", owner="planner:", since=2.1).last_started is None


def test_an_empty_store_knows_of_no_activity(store: Store) -> None:
    assert [store.activity(queue, owner="here:", since=1.0).last_started for queue in ("mt", "cpu")] == [None, None]
