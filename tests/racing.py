"""Processes that race at one store: what each of them does, and how they are started together."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import Any, TypeVar

from locworker.engines import EngineOptions, GlossaryTerm, Request
from locworker.errors import BudgetExceededError, StaleClaimError
from locworker.languages import LanguagePair
from locworker.plugins import load_engine
from locworker.store import (
    Attempt,
    BatchOutcome,
    Budget,
    Claimant,
    JobFacts,
    PaidResult,
    Store,
    open_store,
)
from queue_builders import new_batch, new_job

T = TypeVar("T")

MONTH = "2026-07"

_barrier: Barrier | None = None


def race(processes: int, run: Callable[..., T], url: str, *values: object) -> list[T]:
    """Run a function in processes that begin together; each gets the address, its number and the values."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(processes)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_remember, initargs=(barrier,)) as pool:
        running = [pool.submit(_begin, run, url, number, *values) for number in range(processes)]
        return [future.result(timeout=300) for future in running]


def _remember(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - a barrier can be inherited but not sent
    _barrier = barrier


def _begin(run: Callable[..., T], url: str, number: int, *values: object) -> T:
    assert _barrier is not None
    _barrier.wait(timeout=120)
    return run(url, number, *values)


def open_it(url: str, number: int) -> dict[str, int]:
    """Open the store and count what is in it."""
    store = open_store(url)
    found = store.count()
    store.close()
    assert number >= 0
    return found


def claim_keys(url: str, number: int, count: int) -> tuple[list[str], int]:
    """Claim all keys in batches of an order of one's own and commit their results; return those that were ours."""
    store, mine, billed = open_store(url), list[str](), 0
    keys = [f"k{key}" for key in range(count)]
    _dice(number).shuffle(keys)
    call = Attempt(article="a", engine="deepl", pair=LanguagePair("en", "de"), texts=50, characters=50)
    for start in range(0, count, 50):
        claim = store.claim(keys[start : start + 50], call, _claimant(number), now=1.0, resend=False)
        if claim.keys:
            store.finish(claim, {key: PaidResult(text=key, billed=1) for key in claim.keys}, now=1.0)
        mine += claim.keys
        billed += len(claim.keys)
    store.close()
    return mine, billed


def run_batches(url: str, number: int, batches: Sequence[str]) -> tuple[list[str], int]:
    """Start and settle every batch that can be started; return ours, and how often one was the job's last."""
    store, mine, last = open_store(url), list[str](), 0
    for batch in _dice(number).sample(batches, len(batches)):
        claim = store.start_batch(batch, _claimant(number), now=2.0)
        if claim is not None:
            mine.append(batch)
            last += store.settle_batch(claim, BatchOutcome(), now=3.0)
    store.close()
    return mine, last


def start_jobs(url: str, number: int, jobs: Sequence[str]) -> list[str]:
    """Start every job that can be started; return ours."""
    store = open_store(url)
    mine = [job for job in jobs if store.start_job(job, _claimant(number), now=2.0) is not None]
    store.close()
    return mine


def take_messages(url: str, number: int) -> list[str]:
    """Take what is due until nothing is."""
    store, mine = open_store(url), list[str]()
    misses = 0
    # A taker steps over the rows that another one has just locked, and may come back with nothing.
    while misses < 3:
        taken = [message.id for message in store.take_due(now=5.0, limit=7)]
        mine += taken
        misses = 0 if taken else misses + 1
    store.close()
    assert number >= 0
    return mine


def submit_jobs(url: str, number: int, count: int) -> list[tuple[str, str, bool]]:
    """Queue the same jobs in an order of one's own; return article, id and whether it was new."""
    store = open_store(url)
    articles = _dice(number).sample([f"{article}.html" for article in range(count)], count)
    added = store.add_jobs([new_job(article) for article in articles], now=1.0)
    store.close()
    return [(article, name, new) for article, (name, new) in zip(articles, added, strict=True)]


def spend(url: str, number: int, calls: int, total: int) -> tuple[int, int]:
    """Make calls of ten characters within a budget; return how many went out, and the most that was ever spent."""
    store, sent, most = open_store(url), 0, 0
    call = Attempt(article="a", engine="deepl", pair=LanguagePair("en", "de"), texts=1, characters=10)
    for turn in range(calls):
        budget = Budget(month=MONTH, total=total, languages={"de": total})
        try:
            claim = store.claim([f"{number}.{turn}"], call, _claimant(number), now=1.0, resend=True, budget=budget)
        except BudgetExceededError:
            continue
        spent = store.spent(MONTH)[""]
        most = max(most, spent.reserved + spent.billed)
        if turn % 3 == 0:
            store.fail(claim, now=1.0, error="EngineBusyError")
        else:
            sent += 1
            store.finish(claim, {claim.keys[0]: PaidResult(text="x", billed=10)}, now=1.0)
    store.close()
    return sent, most


def do_anything(url: str, number: int, jobs: Sequence[str], turns: int) -> int:
    """Do what workers, people and reconcilers do, in an order of one's own; return how many claims were stale."""
    store, dice, stale = open_store(url), _dice(number), 0
    for turn in range(turns):
        job, now = dice.choice(jobs), 10.0 + turn
        act: Callable[..., Any] = dice.choice(_ACTS)
        try:
            act(store, job, _claimant(number), now)
        except StaleClaimError:
            stale += 1
    store.close()
    return stale


def use_glossary(url: str, number: int, server: str, key: str) -> str:
    """Translate a text with a term, as the first thing that this process does with DeepL."""
    store = open_store(url)
    engine = load_engine("deepl", EngineOptions(key=key, url=server, take_turn=store.take_turn))
    terms = (GlossaryTerm(source="bond", target="Anleihe"),)
    [answer] = engine.translate(Request(texts=(f"Bond {number}",), pair=LanguagePair("en", "de"), glossary=terms))
    engine.close()
    store.close()
    return answer.text


def _plan(store: Store, job: str, who: Claimant, now: float) -> None:
    claim = store.start_job(job, who, now=now)
    if claim is not None:
        planned = [new_batch(f"{job}.{now}.{number}") for number in range(3)]
        store.plan_batches(claim, planned, JobFacts(engine_used="deepl"), now=now)


def _work(store: Store, job: str, who: Claimant, now: float) -> None:
    for row in store.batches_of(job):
        claim = store.start_batch(row.id, who, now=now) if row.state in {"pending", "calling"} else None
        if claim is not None and int(now) % 3:
            store.settle_batch(claim, BatchOutcome(billed=1), now=now)
        elif claim is not None:
            store.release_batch(claim, not_before=now, busy=True, now=now)


_ACTS: list[Callable[[Store, str, Claimant, float], object]] = [
    _plan,
    _plan,
    _work,
    _work,
    lambda store, job, _, now: store.pause_jobs(ids=[job], reason="busy", now=now),
    lambda store, _, __, now: store.pause_jobs(engine="deepl", reason="quota", now=now),
    lambda store, job, _, now: store.resume_jobs([job], now=now),
    lambda store, _, __, now: store.resume_jobs([row.id for row in store.find_jobs()], now=now),
    lambda store, job, _, now: store.start_job(
        job, Claimant(owner="dead", lease=1.0, is_alive=lambda _: True), now=now
    ),
    lambda store, _, __, now: store.expire(now=now, is_alive=lambda owner: owner != "dead"),
    lambda store, _, __, now: store.take_due(now=now, limit=5),
    lambda store, _, __, now: store.take_lost("mt", 5, older_than=now, now=now),
]


def _dice(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311 - an order, not a secret


def _claimant(number: int) -> Claimant:
    return Claimant(owner=f"racer {number}", lease=1000.0, is_alive=lambda _: True)
