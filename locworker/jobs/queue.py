"""The queue of jobs. In: articles and languages; out: jobs that workers do, and where each of them stands.

The store is the truth: everything here is a move in it, and the broker only wakes workers. `docs/flow.md` has the round
that a job goes through.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from locworker.broker import Limiter
from locworker.errors import StaleClaimError
from locworker.jobs.advancing import Advancer
from locworker.jobs.batches import BatchRunner
from locworker.jobs.engines import Engines
from locworker.jobs.gate import Gate
from locworker.jobs.owner import own_claimant
from locworker.jobs.post import Post
from locworker.jobs.reconciling import Reconciled, Reconciler
from locworker.jobs.report import Progress, Silence
from locworker.jobs.submitting import Submitted, Submitter
from locworker.jobs.workshop import Workshop
from locworker.settings import Settings
from locworker.store import (
    JOB_ID_LENGTH,
    BatchClaim,
    BatchRow,
    Event,
    JobClaim,
    JobFilter,
    JobProgress,
    JobRow,
    open_store,
)

_AGAIN = 5.0
"""Seconds before work is started again that was broken off."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """All that is known of a job."""

    job: JobRow
    batches: tuple[BatchRow, ...]
    events: tuple[Event, ...]


@contextmanager
def open_queue(
    settings: Settings, progress: Progress | None = None, *, clock: Callable[[], float] = time.time
) -> Iterator[JobQueue]:
    """Yield the queue of a project, and release the store, the engines and the broker at the end.

    Raises:
        StoreError: The store cannot be opened.
        ConfigError: Its address is malformed.
    """
    queue = JobQueue(settings, progress or Silence(), clock=clock)
    try:
        yield queue
    finally:
        queue.close()


class JobQueue:
    """What can be done with jobs. One object a process, made after a fork; its threads share it."""

    def __init__(self, settings: Settings, progress: Progress, *, clock: Callable[[], float] = time.time) -> None:
        store = open_store(settings.database_url)
        self._shop = Workshop(
            settings=settings,
            store=store,
            engines=Engines(settings, take_turn=store.take_turn),
            claimant=own_claimant(settings),
            post=Post(settings, store, clock),
            limiter=Limiter(settings),
            clock=clock,
        )
        self._submitter = Submitter(self._shop, progress)
        self._advancer = Advancer(self._shop)
        self._runner = BatchRunner(self._shop)
        self._reconciler = Reconciler(self._shop)
        self._gate = Gate()
        self._jobs_held: dict[str, JobClaim] = {}
        self._batches_held: dict[str, BatchClaim] = {}

    def submit(
        self, articles: Sequence[Path], languages: Sequence[str], *, engine: str, priority: str
    ) -> tuple[Submitted, ...]:
        """Queue a job for each article and language, and return them; one that is unfinished stands for a new one.

        The engine is chosen here and stays the job's: a worker that cannot use it does not take a worse one. Jobs are
        stored together, then published; a queue that cannot be reached only means that they start later.

        Args:
            articles: Files, under the project's root or elsewhere.
            languages: The target languages.
            engine: An engine's name, or `auto`.
            priority: `low`, `normal`, `high` or `urgent`.

        Raises:
            InputError: An article or a glossary cannot be read; nothing was queued.
            NoEngineError: No engine can do one of the languages; nothing was queued.
            ConfigError: A name is unknown, or more characters than `max_chars` would be billed; nothing was queued.
        """
        return tuple(self._submitter.submit(articles, languages, engine=engine, priority=priority))

    def list(self, wanted: JobFilter | None = None) -> tuple[JobRow, ...]:
        """Return the jobs that fit a filter, the newest first."""
        return tuple(self._shop.store.find_jobs(wanted or JobFilter()))

    def count(self) -> dict[str, int]:
        """Return how many jobs there are by state."""
        return self._shop.store.count_jobs()

    def show(self, beginning: str) -> JobView:
        """Return a job by its id, or by the beginning of it, with its batches and what happened to it.

        Raises:
            UnknownJobError: There is none, or more than one.
        """
        job = self._shop.store.job(beginning)
        batches, events = self._shop.store.batches_of(job.id), self._shop.store.events(job.id)
        return JobView(job=job, batches=tuple(batches), events=tuple(events))

    def snapshot(self, ids: Iterable[str]) -> dict[str, JobProgress]:
        """Return how far jobs are, by id, in one look at the store."""
        return self._shop.store.progress(ids)

    def cancel(self, ids: Iterable[str]) -> dict[str, str]:
        """Cancel jobs by id or its beginning, and return the state that each had; what is paid is kept.

        Raises:
            UnknownJobError: An id names no job, or more than one; nothing was cancelled.
        """
        return self._shop.store.cancel_jobs(self._whole(ids), now=self._shop.clock())

    def resume(self, ids: Iterable[str]) -> dict[str, str]:
        """Queue paused, failed and partial jobs again, and return the state that each had; only the rest is billed.

        Raises:
            UnknownJobError: An id names no job, or more than one; nothing was resumed.
        """
        before = self._shop.store.resume_jobs(self._whole(ids), now=self._shop.clock())
        self._shop.post.try_publish_due()
        return before

    def advance_job(self, job: str) -> None:
        """Do one round of a job, if it is due and nobody else does it."""
        claim = self._shop.store.start_job(job, self._shop.claimant, now=self._shop.clock())
        if claim is None:
            return
        self._jobs_held[job] = claim
        self._advancer.advance(claim)
        del self._jobs_held[job]

    def run_batch(self, batch: str) -> None:
        """Have a batch translated, if it is due and nobody else does it.

        One that was started before and did not come to an end may have killed its worker: it is run alone.
        """
        with self._gate.beside():
            claim = self._start(batch)
            if claim is None:
                return
            if claim.attempts == 1:
                self._run(claim)
                return
            # While it waits for its turn it must not be counted as started: others may kill this process.
            self._runner.give_back(claim, pause=0.0)
        with self._gate.alone():
            claim = self._start(batch)
            if claim is not None:
                self._run(claim)

    def give_up(self, work: str, error: str, *, counts: bool) -> None:
        """Put a job or batch back whose work was broken off, if it was started here: it is started again later.

        Args:
            work: The id that `advance_job` or `run_batch` was called with.
            error: The class of what was raised.
            counts: Whether it was a fault that may come again: after some of them the work is given up for good.

        Raises:
            StoreError: The store fails, or stays busy; the lease of the work will end.
        """
        job, batch = self._jobs_held.pop(work, None), self._batches_held.pop(work, None)
        try:
            if job is not None:
                self._note(Event(job=job.id, batch=None, at=self._shop.clock(), kind="fault", says=error))
                self._advancer.give_back(job, pause=_AGAIN, counts=counts)
            if batch is not None:
                self._note(Event(job=batch.job, batch=batch.id, at=self._shop.clock(), kind="fault", says=error))
                self._runner.give_back(batch, pause=_AGAIN, counts=counts)
        except StaleClaimError:
            _log.info("somebody else has it already", extra={"work": work})

    def reconcile(self) -> Reconciled:
        """Put back the work of the dead, publish what is due and what the queue has lost, delete what is old.

        Raises:
            BrokerError: The queue cannot be reached; what was to be done in the store is done.
            StoreError: The store fails.
        """
        return self._reconciler.reconcile()

    def stop(self) -> None:
        """Let what is out come to its end, and begin no request any more; waits end now."""
        self._shop.stop.set()

    def close(self) -> None:
        """Release the store, the engines and the broker."""
        self._shop.stop.set()
        self._shop.post.close()
        self._shop.limiter.close()
        self._shop.engines.close()
        self._shop.store.close()

    def _start(self, batch: str) -> BatchClaim | None:
        return self._shop.store.start_batch(batch, self._shop.claimant, now=self._shop.clock())

    def _run(self, claim: BatchClaim) -> None:
        self._batches_held[claim.id] = claim
        self._runner.run(claim)
        del self._batches_held[claim.id]

    def _note(self, event: Event) -> None:
        self._shop.tell(lambda: self._shop.store.note_event(event))

    def _whole(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the whole ids; of those that are whole there may be thousands, which are not looked up one by one."""
        store = self._shop.store
        names = dict.fromkeys(beginning.lower() for beginning in ids)
        return tuple(name if len(name) == JOB_ID_LENGTH else store.job(name).id for name in names)
