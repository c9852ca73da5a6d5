"""Whatever is done in whatever order: nothing is lost, and everything that can go on will."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from databases import empty_store
from locworker.errors import BudgetExceededError, StaleClaimError
from locworker.store import (
    ENDED,
    BatchClaim,
    BatchOutcome,
    Budget,
    Claim,
    Claimant,
    JobClaim,
    JobFacts,
    PaidResult,
    open_store,
)
from queue_builders import call_of, new_batch, new_job, owner

MONTH = "2026-07"
LIMIT = 400
KEYS = [f"key {number}" for number in range(12)]


class Queue(RuleBasedStateMachine):
    """People, workers and reconcilers at one store."""

    job_claims = Bundle[JobClaim]("job_claims")
    batch_claims = Bundle[BatchClaim]("batch_claims")
    calls = Bundle[tuple[BatchClaim, Claim]]("calls")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="locworker-"))
        shutil.copyfile(empty_store(), self.folder / "store.sqlite3")
        self.store = open_store(f"sqlite:///{self.folder / 'store.sqlite3'}")
        with closing(self.store._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA synchronous=OFF")
        self.clock = itertools.count(10)
        self.order: list[str] = []
        self.dead: set[str] = set()
        self.wanted: dict[str, set[str]] = {}
        self.billed: dict[str, int] = {}

    def teardown(self) -> None:
        """Close the store."""
        self.store.close()
        shutil.rmtree(self.folder)

    def now(self) -> float:
        return float(next(self.clock))

    def job_ids(self) -> list[str]:
        found = {row.id for row in self.store.find_jobs()}
        return [name for name in self.order if name in found]

    @initialize()
    def submit_first(self) -> None:
        self.submit()

    @rule()
    def submit(self) -> None:
        added = self.store.add_jobs([new_job("1.html"), new_job("2.html")], now=self.now())
        assert len({name for name, _ in added}) == 2
        # Ids are random; what is picked by its place must be the same each time a failure is played again.
        self.order += [name for name, new in added if new]

    @rule(target=job_claims, pick=st.integers(0, 9), name=st.sampled_from(["one", "two"]))
    def start_job(self, pick: int, name: str) -> MultipleResults[JobClaim] | JobClaim:
        jobs = self.job_ids()
        claim = self.store.start_job(jobs[pick % len(jobs)], self.worker(name), now=self.now())
        return multiple() if claim is None else claim

    @rule(claim=consumes(job_claims), keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=6, unique=True))
    def plan(self, claim: JobClaim, keys: list[str]) -> None:
        planned = [new_batch(*keys[:3])] + ([new_batch(*keys[3:])] if keys[3:] else [])
        try:
            self.store.plan_batches(claim, planned, JobFacts(engine_used="deepl"), now=self.now())
        except StaleClaimError:
            return
        self.wanted[claim.id] = set(keys)

    @rule(claim=consumes(job_claims), state=st.sampled_from(ENDED))
    def end_job(self, claim: JobClaim, state: str) -> None:
        try:
            self.store.end_job(claim, state, now=self.now())
        except StaleClaimError:
            return
        self.wanted.pop(claim.id, None)

    @rule(claim=consumes(job_claims), later=st.integers(0, 30), counts=st.booleans())
    def release_job(self, claim: JobClaim, later: int, *, counts: bool) -> None:
        now = self.now()
        try:
            self.store.release_job(claim, not_before=now + later, now=now, counts=counts)
        except StaleClaimError:
            return

    @rule(target=batch_claims, pick=st.integers(0, 99), name=st.sampled_from(["one", "two"]))
    def start_batch(self, pick: int, name: str) -> MultipleResults[BatchClaim] | BatchClaim:
        found = [row.id for job in self.job_ids() for row in self.store.batches_of(job)]
        if not found:
            return multiple()
        claim = self.store.start_batch(found[pick % len(found)], self.worker(name), now=self.now())
        return multiple() if claim is None else claim

    @rule(target=calls, claim=batch_claims, resend=st.booleans())
    def claim(
        self, claim: BatchClaim, *, resend: bool
    ) -> MultipleResults[tuple[BatchClaim, Claim]] | tuple[BatchClaim, Claim]:
        keys = [item.key for item in claim.items]
        budget = Budget(month=MONTH, total=LIMIT)
        who = self.worker(claim.owner)
        try:
            call = self.store.claim(keys, call_of(claim), who, now=self.now(), resend=resend, budget=budget)
        except BudgetExceededError:
            return multiple()
        assert set(keys) == {*call.keys, *call.paid, *call.busy, *call.unknown}
        assert len(keys) == len(call.keys) + len(call.paid) + len(call.busy) + len(call.unknown)
        assert not set(call.keys) & self.billed.keys()
        return (claim, call) if call.keys else multiple()

    @rule(out=consumes(calls), end=st.sampled_from(["finish", "fail", "lose"]))
    def end_call(self, out: tuple[BatchClaim, Claim], end: str) -> None:
        _, call = out
        if end == "finish":
            self.store.finish(call, {key: PaidResult(text=key, billed=9) for key in call.keys}, now=self.now())
            self.billed |= dict.fromkeys(call.keys, 9)
        elif end == "fail":
            self.store.fail(call, now=self.now(), error="EngineBusyError")
        else:
            self.store.lose(call, now=self.now(), error="ReplyLostError")

    @rule(claim=consumes(batch_claims), refused=st.booleans(), held=st.booleans())
    def settle(self, claim: BatchClaim, *, refused: bool, held: bool) -> None:
        keys = [item.key for item in claim.items]
        outcome = BatchOutcome(refused={keys[0]: "odd"} if refused else {}, held=keys[-1:] if held else ())
        try:
            self.store.settle_batch(claim, outcome, now=self.now())
        except StaleClaimError:
            return

    @rule(claim=consumes(batch_claims), later=st.integers(0, 30), busy=st.booleans(), counts=st.booleans())
    def release_batch(self, claim: BatchClaim, later: int, *, busy: bool, counts: bool) -> None:
        now = self.now()
        try:
            self.store.release_batch(claim, not_before=now + later, busy=busy, now=now, counts=counts)
        except StaleClaimError:
            return

    @rule(pick=st.integers(0, 9), what=st.sampled_from(["pause", "cancel", "fail", "resume", "quota"]))
    def control(self, pick: int, what: str) -> None:
        jobs, now = self.job_ids(), self.now()
        job = jobs[pick % len(jobs)]
        if what == "pause":
            self.store.pause_jobs(ids=[job], reason="busy", now=now)
        elif what == "quota":
            self.store.pause_jobs(engine="deepl", reason="quota", now=now)
        elif what == "cancel":
            self.store.cancel_jobs([job], now=now)
        elif what == "fail":
            self.store.fail_jobs([job], reason="key", error="AuthorisationError", now=now)
        elif self.store.resume_jobs([job], now=now)[job] in {"paused", "failed", "partial"}:
            self.wanted.pop(job, None)

    @rule(fails=st.booleans())
    def publish(self, *, fails: bool) -> None:
        taken = self.store.take_due(now=self.now(), limit=99)
        if fails:
            self.store.unpublish([message.id for message in taken])

    @rule()
    def lose_messages(self) -> None:
        now = self.now()
        self.store.take_lost("mt", 99, older_than=now, now=now)
        self.store.take_lost("cpu", 99, older_than=now, now=now)

    @rule(name=st.sampled_from(["one", "two"]))
    def die(self, name: str) -> None:
        self.dead = {name}
        self.store.expire(now=self.now(), is_alive=self.lives)
        self.dead = set()

    @rule()
    def wait_long(self) -> None:
        self.clock = itertools.count(next(self.clock) + 100)

    @rule(back=st.integers(1, 200))
    def set_the_clock_back(self, back: int) -> None:
        self.clock = itertools.count(max(1, next(self.clock) - back))

    @rule()
    def purge(self) -> None:
        if len(self.job_ids()) > 2:
            self.store.purge(before=self.now())

    def worker(self, name: str) -> Claimant:
        return replace(owner(name), is_alive=self.lives)

    def lives(self, name: str) -> bool:
        return name not in self.dead

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.store._reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    @invariant()
    def what_can_go_on_is_in_the_outbox_or_with_an_owner(self) -> None:
        stuck = self.rows(
            "SELECT batches.id FROM batches JOIN jobs ON jobs.id = batches.job WHERE batches.state = 'pending'"
            " AND jobs.state IN ('queued', 'running') AND batches.id NOT IN (SELECT id FROM outbox)"
        )
        assert stuck == []
        without_end = self.rows(
            "SELECT id FROM jobs WHERE state IN ('queued', 'running') AND owner IS NULL"
            " AND id NOT IN (SELECT id FROM outbox)"
            " AND id NOT IN (SELECT job FROM batches WHERE state IN ('pending', 'calling'))"
        )
        assert without_end == []
        left_alone = self.rows("SELECT id FROM batches WHERE state = 'calling' AND (owner IS NULL OR lease IS NULL)")
        assert left_alone == []

    @invariant()
    def the_outbox_holds_nothing_that_cannot_run(self) -> None:
        idle = self.rows(
            "SELECT id FROM outbox WHERE id NOT IN (SELECT id FROM jobs WHERE state IN ('queued', 'running'))"
            " AND id NOT IN (SELECT id FROM batches WHERE state IN ('pending', 'calling'))"
        )
        assert idle == []

    @invariant()
    def no_text_is_lost(self) -> None:
        for job, keys in self.wanted.items():
            found = {
                key
                for batch, key in self.rows(f"SELECT batch, key FROM segments WHERE job = '{job}'")  # noqa: S608
                if batch
            }
            ended = self.rows(f"SELECT 1 FROM jobs WHERE id = '{job}'") == []  # noqa: S608
            assert ended or keys <= found
        counts = self.rows("SELECT id, texts, (SELECT count(*) FROM segments WHERE batch = batches.id) FROM batches")
        assert [row for row in counts if row[1] != row[2]] == []

    @invariant()
    def one_unfinished_job_an_article(self) -> None:
        assert (
            self.rows(
                "SELECT article FROM jobs WHERE state IN ('queued', 'running', 'paused')"
                " GROUP BY article, target_language HAVING count(*) > 1"
            )
            == []
        )

    @invariant()
    def the_budget_holds_and_adds_up(self) -> None:
        spent = self.store.spent(MONTH).get("")
        if spent is None:
            return
        assert spent.reserved >= 0
        assert spent.billed >= 0
        # A lost call that comes back after all may add to what was sent in its place, for both were paid.
        [(out, done, unknown)] = self.rows(
            "SELECT coalesce(sum(reserved * (state = 'calling')), 0), coalesce(sum(billed_characters), 0),"
            " coalesce(sum(reserved * (state = 'unknown')), 0) FROM attempts"
        )
        assert (spent.reserved, spent.billed) == (out, int(str(done)) + int(str(unknown)))

    @invariant()
    def texts_of_the_ended_are_forgotten(self) -> None:
        assert (
            self.rows(
                "SELECT 1 FROM segments JOIN jobs ON jobs.id = segments.job"
                " WHERE segments.text <> '' AND jobs.state IN ('done', 'partial', 'failed', 'cancelled')"
            )
            == []
        )


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
