"""Jobs and batches for tests of the queue."""

from __future__ import annotations

from collections.abc import Sequence

from locworker.languages import LanguagePair
from locworker.store import (
    Attempt,
    BatchClaim,
    BatchItem,
    Claimant,
    JobClaim,
    JobFacts,
    NewBatch,
    NewJob,
    Store,
)

PAIR = LanguagePair("en", "de")


def owner(name: str = "host:1:1", *, lease: float = 60.0, others_live: bool = True) -> Claimant:
    """Return who claims, and whether it takes the others for alive."""
    return Claimant(owner=name, lease=lease, is_alive=lambda _: others_live)


def new_job(article: str = "news.html", language: str = "de", *, engine: str = "deepl", priority: int = 6) -> NewJob:
    """Return a job to be queued."""
    return NewJob(
        article=article,
        path=f"articles/{article}",
        pair=LanguagePair("en", language),
        engine=engine,
        priority=priority,
    )


def new_batch(*keys: str, engine: str = "deepl", context: str | None = "A headline") -> NewBatch:
    """Return a batch to be planned: a text of ten code points for each key."""
    return NewBatch(
        engine=engine,
        pair=PAIR,
        context=context,
        items=tuple(
            BatchItem(key=key, text=f"Text {key}"[:10], characters=10, place=place, position=place)
            for place, key in enumerate(keys)
        ),
    )


def call_of(claim: BatchClaim) -> Attempt:
    """Return the call of a batch."""
    return Attempt(
        article=claim.article,
        engine=claim.engine,
        pair=claim.pair,
        texts=len(claim.items),
        characters=claim.characters,
        job=claim.job,
        batch=claim.id,
    )


def add_job(store: Store, job: NewJob | None = None, *, now: float = 1.0) -> str:
    """Queue a job and return its id."""
    [(name, _)] = store.add_jobs([job or new_job()], now=now)
    return name


def start_job(store: Store, job: str, *, who: Claimant | None = None, now: float = 2.0) -> JobClaim:
    """Start a job that can be started."""
    claim = store.start_job(job, who or owner(), now=now)
    assert claim is not None
    return claim


def plan(
    store: Store,
    job: str,
    *planned: NewBatch,
    now: float = 2.0,
    facts: JobFacts | None = None,
) -> list[str]:
    """Start a job, plan batches and return their ids in order."""
    before = {batch.id for batch in store.batches_of(job)}
    store.plan_batches(start_job(store, job, now=now), planned, facts or JobFacts(engine_used="deepl"), now=now)
    return [batch.id for batch in store.batches_of(job) if batch.id not in before]


def planned_job(
    store: Store, *planned: NewBatch, article: str = "news.html", now: float = 1.0
) -> tuple[str, list[str]]:
    """Queue a job, plan its batches, and return its id and theirs."""
    job = add_job(store, new_job(article), now=now)
    return job, plan(store, job, *(planned or (new_batch("a", "b"), new_batch("c"))), now=now)


def start_batch(store: Store, batch: str, *, who: Claimant | None = None, now: float = 3.0) -> BatchClaim:
    """Start a batch that can be started."""
    claim = store.start_batch(batch, who or owner(), now=now)
    assert claim is not None
    return claim


def due(store: Store, *, now: float = 1000.0) -> set[str]:
    """Publish what is due and return its ids."""
    return {message.id for message in store.take_due(now=now, limit=100_000)}


def states(store: Store, job: str) -> Sequence[str]:
    """Return the states of a job's batches in order."""
    return [batch.state for batch in store.batches_of(job)]
