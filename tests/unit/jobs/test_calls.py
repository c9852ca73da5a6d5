from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from builders import make_segment
from locworker.engines.base import Request
from locworker.errors import (
    AuthorisationError,
    EngineBusyError,
    EngineRejectedError,
    ReplyLostError,
    RequestTooLargeError,
    StoreBusyError,
)
from locworker.jobs.calls import LONGEST_WAIT, Caller
from locworker.jobs.owner import LEASE
from locworker.jobs.report import StoppedError
from locworker.jobs.surroundings import STORE_WAITS, WAITS, Outcome, Surroundings
from locworker.languages import LanguagePair
from locworker.pipeline import Setup, cut_batches, plan_items
from locworker.store import Claimant, Store, open_store
from small_engine import SmallEngine

TEXTS = [f"Text number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")]
SEGMENTS = [make_segment(text) for text in TEXTS]


class Watch:
    """Progress that is remembered, and a wish to stop after so many looks."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.lines: list[str] = []
        self.done = 0
        self._left = stop_after

    def say(self, line: str) -> None:
        self.lines.append(line)

    def start(self, label: str, total: int) -> None:
        self.lines.append(f"{label} {total}")

    def advance(self, count: int) -> None:
        self.done += count

    def stopping(self) -> bool:
        if self._left is None:
            return False
        self._left -= 1
        return self._left < 0


class Desk:
    """One caller's place at a store, with a clock that only sleeping moves."""

    def __init__(self, store: Store | None, engine: SmallEngine, *, owner: str = "me", resend: bool = True) -> None:
        self.store = store
        self.engine = engine
        self.watch = Watch()
        self.now = 1000.0
        self.slept: list[float] = []
        self.rested: list[float] = []
        self.on_rest: Callable[[], None] = lambda: None
        self.setup = Setup(pair=LanguagePair("en", "de"), engine=engine)
        self.owner = owner
        self.resend = resend
        self.waits: Sequence[float] = WAITS
        self.alive = True

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def rest(self, seconds: float) -> None:
        self.rested.append(seconds)
        self.now += seconds
        self.on_rest()

    def fetch(self, outcome: Outcome | None = None) -> Outcome:
        outcome = outcome or Outcome()
        around = Surroundings(
            claimant=Claimant(owner=self.owner, lease=60.0, is_alive=lambda _: self.alive),
            progress=self.watch,
            clock=lambda: self.now,
            sleep=self.sleep,
            rest=self.rest,
            resend=self.resend,
            waits=self.waits,
        )
        items = plan_items(SEGMENTS, self.setup)
        caller = Caller(self.engine, "news.txt", store=self.store, around=around)
        caller.recall([item.key for item in items], outcome)
        wanted = outcome.open(item.key for item in items)
        batches = cut_batches([item for item in items if item.key in wanted], SEGMENTS, self.setup)
        caller.fetch(batches, outcome)
        return outcome


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield opened
    opened.close()


def fail(times: int, error: Exception) -> SmallEngine:
    left = iter(range(times))

    def before(_: Request) -> None:
        if next(left, None) is not None:
            raise error

    return SmallEngine(before=before)


def test_texts_go_out_in_full_batches_and_in_order(store: Store) -> None:
    desk = Desk(store, SmallEngine(texts=3))

    outcome = desk.fetch()

    assert [list(request.texts) for request in desk.engine.requests] == [TEXTS[:3], TEXTS[3:6], TEXTS[6:]]
    assert {answer.text for answer in outcome.answers.values()} == {text.upper() for text in TEXTS}
    assert (outcome.sent, outcome.requests, outcome.billed) == (7, 3, sum(map(len, TEXTS)))
    assert desk.watch.done == 7


def test_what_was_paid_is_not_sent_again(store: Store) -> None:
    Desk(store, SmallEngine()).fetch()
    again = Desk(store, SmallEngine())

    outcome = again.fetch()

    assert again.engine.requests == []
    assert len(outcome.answers) == 7
    assert outcome.billed == 0


def test_other_settings_are_another_result(store: Store) -> None:
    Desk(store, SmallEngine()).fetch()
    formal = SmallEngine()
    formal.own_settings = {"formality": "prefer_more"}

    assert Desk(store, formal).fetch().sent == 7


def test_an_engine_that_was_busy_is_asked_again_after_a_wait(store: Store) -> None:
    desk = Desk(store, fail(2, EngineBusyError("busy")))

    outcome = desk.fetch()

    assert len(outcome.answers) == 7
    assert desk.slept == list(WAITS[:2])
    assert any("trying again in 1 s" in line for line in desk.watch.lines)


def test_the_engines_own_wait_is_kept(store: Store) -> None:
    desk = Desk(store, fail(1, EngineBusyError("busy", retry_after=7.0)))
    desk.fetch()

    assert desk.slept == [7.0]


@pytest.mark.parametrize(
    ("times", "retry_after"),
    [pytest.param(99, None, id="busy for ever"), pytest.param(1, LONGEST_WAIT + 1, id="busy for too long")],
)
def test_a_busy_engine_ends_the_job_and_nothing_is_held(store: Store, times: int, retry_after: float | None) -> None:
    with pytest.raises(EngineBusyError):
        Desk(store, fail(times, EngineBusyError("busy", retry_after=retry_after))).fetch()

    assert store.count()["claims"] == 0
    assert len(Desk(store, SmallEngine()).fetch().answers) == 7


def test_a_lost_reply_is_sent_again_once_and_said(store: Store) -> None:
    desk = Desk(store, fail(1, ReplyLostError("cut off")))

    outcome = desk.fetch()

    assert len(outcome.answers) == 7
    assert outcome.resent == 3
    assert any("may be billed twice" in line for line in desk.watch.lines)


def test_a_reply_that_is_lost_twice_ends_the_job(store: Store) -> None:
    with pytest.raises(ReplyLostError):
        Desk(store, fail(2, ReplyLostError("cut off"))).fetch()


def test_a_lost_reply_is_held_when_the_project_says_so(store: Store) -> None:
    desk = Desk(store, fail(1, ReplyLostError("cut off")), resend=False)

    outcome = desk.fetch()
    later = Desk(store, SmallEngine(), resend=False).fetch()

    assert len(outcome.held) == len(later.held) == 3
    assert len(outcome.answers) == 4
    assert later.sent == 0


def test_a_batch_that_is_too_large_goes_out_in_halves(store: Store) -> None:
    def before(request: Request) -> None:
        if len(request.texts) > 1:
            raise RequestTooLargeError("too large")

    desk = Desk(store, SmallEngine(before=before))

    assert len(desk.fetch().answers) == 7


def test_one_bad_text_is_named_and_the_others_go_on(store: Store) -> None:
    def before(request: Request) -> None:
        if TEXTS[1] in request.texts:
            raise EngineRejectedError("bad tag")

    desk = Desk(store, SmallEngine(before=before))

    outcome = desk.fetch()

    assert len(outcome.answers) == 6
    assert list(outcome.refused.values()) == ["bad tag"]
    assert store.count()["claims"] == 0


def test_an_engine_that_refuses_everything_is_left_in_peace(store: Store) -> None:
    desk = Desk(store, fail(999, EngineRejectedError("bad parameter")))

    with pytest.raises(EngineRejectedError):
        desk.fetch()

    assert len(desk.engine.requests) < 15


def test_a_refused_key_ends_the_job_at_once(store: Store) -> None:
    desk = Desk(store, fail(99, AuthorisationError("key refused")))

    with pytest.raises(AuthorisationError):
        desk.fetch()

    assert len(desk.engine.requests) == 1
    assert store.count()["claims"] == 0


def test_a_wish_to_stop_is_heard_between_requests(store: Store) -> None:
    desk = Desk(store, SmallEngine())
    desk.watch = Watch(stop_after=1)

    with pytest.raises(StoppedError):
        desk.fetch()

    assert len(desk.engine.requests) == 1
    assert store.count()["paid_results"] == 3
    assert Desk(store, SmallEngine()).fetch().sent == 4


def test_a_wish_to_stop_during_a_wait_leaves_nothing_claimed(store: Store) -> None:
    desk = Desk(store, fail(1, EngineBusyError("busy")))
    desk.watch = Watch(stop_after=1)

    with pytest.raises(StoppedError):
        desk.fetch()

    assert store.count()["claims"] == 0


def test_texts_that_another_process_has_out_are_waited_for(store: Store) -> None:
    other = Desk(store, SmallEngine(), owner="other")
    mine = Desk(store, SmallEngine(), owner="mine")
    keys = [item.key for item in plan_items(SEGMENTS, other.setup)]
    from locworker.store import Attempt, PaidResult

    call = Attempt(article="news.txt", engine="small", pair=other.setup.pair, texts=2, characters=9)
    who = Claimant(owner="other", lease=60.0, is_alive=lambda _: True)
    claim = store.claim(keys[:2], call, who, now=1000.0, resend=True)

    def sleep(seconds: float) -> None:
        mine.now += seconds
        store.finish(claim, {key: PaidResult(text="theirs") for key in keys[:2]}, now=mine.now)

    mine.sleep = sleep  # type: ignore[method-assign]

    outcome = mine.fetch()

    assert [outcome.answers[key].text for key in keys[:2]] == ["theirs", "theirs"]
    assert outcome.sent == 5


def test_texts_of_a_dead_process_are_taken_over(store: Store) -> None:
    crashed = Desk(store, fail(1, KeyboardInterrupt()), owner="crashed")  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        crashed.fetch()
    mine = Desk(store, SmallEngine(), owner="mine")
    mine.alive = False

    outcome = mine.fetch()

    assert len(outcome.answers) == 7
    assert outcome.resent == 3


def test_an_engine_whose_answers_are_not_kept_needs_no_store() -> None:
    outcome = Desk(None, SmallEngine()).fetch()

    assert len(outcome.answers) == 7
    assert outcome.sent == 7


@pytest.mark.parametrize("error", [pytest.param(None, id="an answer"), pytest.param(EngineBusyError("429"), id="429")])
def test_how_a_call_ended_is_told_to_a_store_that_is_locked_for_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    monkeypatch.setattr("locworker.store.connection.BUSY_TIMEOUT", 0.01)
    file = tmp_path / "store.sqlite3"
    with closing(open_store(f"sqlite:///{file}")) as store, closing(sqlite3.connect(file)) as other:
        errors = iter([error] if error else [])

        def before(_: Request) -> None:
            if not desk.rested:
                other.execute("BEGIN IMMEDIATE")
            if (problem := next(errors, None)) is not None:
                raise problem

        def on_rest() -> None:
            if sum(desk.rested) > 200:
                other.rollback()

        desk = Desk(store, SmallEngine(texts=len(TEXTS), before=before))
        desk.waits = ()
        desk.on_rest = on_rest
        if error is None:
            desk.fetch()
        else:
            with pytest.raises(EngineBusyError):
                desk.fetch()
        again = Desk(store, SmallEngine(), resend=False).fetch()

    assert sum(desk.rested) < LEASE
    assert desk.slept == []
    assert again.held == set()
    assert again.sent == (0 if error is None else len(TEXTS))


def test_a_store_that_stays_locked_ends_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.store.connection.BUSY_TIMEOUT", 0.01)
    file = tmp_path / "store.sqlite3"
    with closing(open_store(f"sqlite:///{file}")) as store, closing(sqlite3.connect(file)) as other:

        def before(_: Request) -> None:
            other.execute("BEGIN IMMEDIATE")

        desk = Desk(store, SmallEngine(before=before))

        with pytest.raises(StoreBusyError, match="locked"):
            desk.fetch()

    assert desk.rested == list(STORE_WAITS)
