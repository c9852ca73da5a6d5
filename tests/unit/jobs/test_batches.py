"""What becomes of a batch when the engine, the store or this worker fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from job_desk import JobDesk
from locworker.engines.base import Answer, Request
from locworker.errors import (
    AuthorisationError,
    EngineBusyError,
    EngineRejectedError,
    QuotaExceededError,
    ReplyLostError,
    RequestTooLargeError,
    StoreBusyError,
)
from locworker.jobs.batches import LONGEST_PAUSE, LONGEST_WISH, MOST_BUSY
from locworker.settings import EngineLimit, MonthlyBudget
from locworker.store import ATTEMPTS, Attempt, Claimant, PaidResult

TEXTS = [f"Text number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")]


def failing(times: int, error: BaseException) -> Callable[[Request], None]:
    """Return what raises an error before so many requests."""
    left = iter(range(times))

    def before(_: Request) -> None:
        if next(left, None) is not None:
            raise error

    return before


def start(desk: JobDesk, *texts: str) -> tuple[str, list[str]]:
    """Queue an article and plan its batches; return the job's id and those of its batches."""
    job = desk.submit_one(*(texts or TEXTS[:3]))
    desk.do(desk.due()[0])
    return job, [message.id for message in desk.due()]


def sent(desk: JobDesk) -> list[str]:
    return [text for request in desk.engine.requests for text in request.texts]


def test_a_busy_engine_gets_the_batch_again_later_and_later(desk: JobDesk) -> None:
    desk.engine.before = failing(4, EngineBusyError("small: too busy (HTTP 503)"))
    job, [batch] = start(desk)
    desk.queue.run_batch(batch)
    waits = []
    for _ in range(3):
        wait = 0.0
        while not (messages := desk.due(wait=1.0)):
            wait += 1.0
        waits.append(wait + 1.0)
        desk.do(messages[0])

    desk.work()

    assert waits == [1.0, 2.0, 4.0]
    assert desk.state(job) == "done"
    assert [(row.attempts, row.busy) for row in desk.show(job).batches] == [(1, 4)]


def test_a_busy_engine_is_left_alone_by_all_batches(desk: JobDesk) -> None:
    desk.engine.before = failing(1, EngineBusyError("small: too busy (HTTP 429)", retry_after=90.0))
    _, batches = start(desk, *TEXTS)

    for batch in batches:
        desk.queue.run_batch(batch)

    assert len(desk.engine.requests) == 1


@pytest.mark.parametrize(
    ("asked", "kept"),
    [pytest.param(7.0, 7.0, id="kept"), pytest.param(86400.0, LONGEST_WISH, id="a day is too long")],
)
def test_the_engines_own_wait_is_kept(desk: JobDesk, asked: float, kept: float) -> None:
    desk.engine.before = failing(1, EngineBusyError("small: too busy (HTTP 429)", retry_after=asked))
    _, [batch] = start(desk)
    desk.queue.run_batch(batch)

    assert desk.due(wait=kept - 1.0) == []
    assert [message.id for message in desk.due(wait=1.0)] == [batch]


def test_a_job_whose_engine_stays_busy_is_paused(desk: JobDesk) -> None:
    desk.engine.before = failing(MOST_BUSY, EngineBusyError("small: too busy (HTTP 503)", retry_after=0.0))
    job, [batch] = start(desk)
    for _ in range(MOST_BUSY):
        desk.queue.run_batch(batch)
        desk.due(wait=LONGEST_PAUSE)

    row = desk.show(job).job
    assert (row.state, row.reason) == ("paused", "busy")
    assert row.error == "EngineBusyError: small: too busy (HTTP 503)"
    assert desk.queue.resume([job]) == {job: "paused"}
    desk.work()
    assert desk.state(job) == "done"


def test_a_used_up_quota_pauses_all_jobs_of_the_engine(desk: JobDesk) -> None:
    job, batches = start(desk, *TEXTS)
    other = desk.submit(desk.write("other.txt", "Text number eight."))
    free = desk.submit(desk.write("free.txt", "Bonds rose."), engine="pseudo")
    desk.queue.run_batch(batches[0])
    desk.engine.before = failing(1, QuotaExceededError("small: the quota is used up (HTTP 456)"))
    desk.queue.run_batch(batches[1])
    paid = len(sent(desk))

    desk.work()

    assert [desk.show(name).job.reason for name in (job, other[0].id)] == ["quota", "quota"]
    assert desk.show(job).job.error.startswith("QuotaExceededError: ")
    assert desk.state(free[0].id) == "done"
    assert len(sent(desk)) == paid
    desk.queue.resume([job, other[0].id])
    desk.work()
    assert [desk.state(name) for name in (job, other[0].id)] == ["done", "done"]
    billed = [desk.show(name).job.billed_characters for name in (job, other[0].id)]
    assert billed == [sum(map(len, TEXTS)), len("Text number eight.")]


def test_a_refused_key_ends_the_job(desk: JobDesk) -> None:
    desk.engine.before = failing(99, AuthorisationError("small: the key was refused (HTTP 403)"))
    job, batches = start(desk, *TEXTS)
    for batch in batches:
        desk.queue.run_batch(batch)

    row = desk.show(job).job
    assert (row.state, row.error, row.reason) == (
        "failed",
        "AuthorisationError",
        "small: the key was refused (HTTP 403)",
    )
    assert len(desk.engine.requests) == 1
    assert desk.store.count()["claims"] == 0


def test_an_engine_that_refuses_everything_ends_the_job(desk: JobDesk) -> None:
    desk.engine._limits = type(desk.engine.limits)(texts=50, bytes=10_000)
    desk.engine.before = failing(999, EngineRejectedError("small: bad parameter"))
    job, [batch] = start(desk, *(f"A text of number {number}." for number in range(40)))

    desk.queue.run_batch(batch)

    row = desk.show(job).job
    assert (row.state, row.error, row.reason) == ("failed", "EngineRejectedError", "small: bad parameter")
    assert len(desk.engine.requests) < 15


def test_a_batch_that_is_too_large_goes_out_in_halves_with_its_context(desk: JobDesk) -> None:
    def before(request: Request) -> None:
        if len(request.texts) > 1:
            raise RequestTooLargeError("small: too large")

    desk.engine.before = before
    job, _ = start(desk, *TEXTS)
    desk.work()

    assert desk.state(job) == "done"


@pytest.mark.parametrize("policy", ["retry", "hold"])
def test_a_lost_reply_is_sent_again_or_held_as_the_project_says(tmp_path: Path, policy: str) -> None:
    desk = JobDesk(tmp_path, on_unknown=policy)
    desk.engine.before = failing(1, ReplyLostError("small: no answer within the timeout"))
    job, _ = start(desk)

    desk.queue.run_batch(desk.show(job).batches[0].id)
    desk.work()

    row = desk.show(job).job
    again = policy == "retry"
    assert (row.state, row.error) == (("done", "") if again else ("partial", "ReplyLostError"))
    assert (row.resent, len(desk.engine.requests)) == ((3, 2) if again else (0, 1))
    assert "reply lost" in {event.kind for event in desk.show(job).events} or not again
    desk.close()


def test_a_reply_that_is_lost_twice_holds_its_texts(desk: JobDesk) -> None:
    desk.engine.before = failing(2, ReplyLostError("small: the answer broke off"))
    job, _ = start(desk, *TEXTS[:6])

    desk.queue.run_batch(desk.show(job).batches[0].id)
    first = desk.show(job).batches[0].id
    desk.due(wait=5.0)
    desk.queue.run_batch(first)
    desk.work()

    row = desk.show(job).job
    assert (row.state, row.error) == ("partial", "ReplyLostError")
    assert "3 texts are held" in row.reason
    assert len(desk.engine.requests) == 3


def test_only_the_texts_that_were_lost_twice_are_held(desk: JobDesk) -> None:
    desk.engine.before = failing(2, ReplyLostError("small: the answer broke off"))
    other = desk.submit(desk.write("other.txt", TEXTS[0]))[0].id
    desk.do(desk.due()[0])
    desk.queue.run_batch(desk.due()[0].id)
    desk.queue.cancel([other])
    job, [batch] = start(desk, *TEXTS[:3])

    desk.queue.run_batch(batch)
    desk.work()

    row = desk.show(job).job
    assert (row.state, row.error) == ("partial", "ReplyLostError")
    assert sum(row.held for row in desk.show(job).batches) == 1
    assert sorted(sent(desk)) == sorted([TEXTS[0], *TEXTS[:3], *TEXTS[1:3]])


def test_held_texts_go_out_after_resume_when_the_project_says_retry(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path, on_unknown="hold")
    desk.engine.before = failing(1, ReplyLostError("small: the answer broke off"))
    job, _ = start(desk)
    desk.queue.run_batch(desk.show(job).batches[0].id)
    desk.work()
    desk.queue.resume([job])
    desk.work()
    assert (desk.state(job), len(desk.engine.requests)) == ("partial", 1)
    desk.queue = desk.open(on_unknown="retry")

    desk.queue.resume([job])
    desk.work()

    assert (desk.state(job), len(desk.engine.requests)) == ("done", 2)
    desk.close()


def test_a_budget_that_is_reached_pauses_the_job_before_anything_is_sent(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path)
    desk.queue = desk.open(budget=MonthlyBudget(languages={"de": 60}))
    job, batches = start(desk, *TEXTS)
    for batch in batches:
        desk.queue.run_batch(batch)

    row = desk.show(job).job
    assert (row.state, row.reason) == ("paused", "budget")
    assert row.error.startswith("BudgetExceededError: the budget of 60 characters")
    assert len(desk.engine.requests) == 1
    desk.queue = desk.open(budget=MonthlyBudget(languages={"de": 600}))
    desk.queue.resume([job])
    desk.work()
    assert desk.state(job) == "done"
    assert sorted(sent(desk)) == sorted(TEXTS)
    desk.close()


def test_a_budget_does_not_count_what_costs_nothing(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path)
    desk.engine.billed = False  # type: ignore[misc]
    desk.queue = desk.open(budget=MonthlyBudget(characters_per_month=1))
    job, _ = start(desk)

    desk.work()

    assert desk.state(job) == "done"
    desk.close()


def test_texts_that_another_batch_has_out_are_waited_for_and_not_paid_twice(desk: JobDesk) -> None:
    job, [batch] = start(desk)
    items = desk.store.start_batch(batch, Claimant(owner="x", lease=0.0, is_alive=lambda _: False), now=desk.now)
    assert items is not None
    keys = [item.key for item in items.items]
    call = Attempt(article="other.txt", engine="small", pair=items.pair, texts=2, characters=9)
    claim = desk.store.claim(
        keys[:2],
        call,
        Claimant(owner="elsewhere:1:1", lease=600.0, is_alive=lambda _: True),
        now=desk.now,
        resend=True,
    )
    desk.due(wait=1.0)
    desk.queue.run_batch(batch)
    assert sent(desk) == [TEXTS[2]]
    desk.store.finish(claim, {key: PaidResult(text="theirs") for key in keys[:2]}, now=desk.now)

    desk.work()

    assert desk.state(job) == "done"
    assert sent(desk) == [TEXTS[2]]


def test_a_limit_that_lets_nothing_out_gives_the_batch_back_uncounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locworker.jobs.workshop.LONGEST_TURN", 0.2)
    desk = JobDesk(tmp_path)
    desk.queue = desk.open(limits={"small": EngineLimit(characters_per_second=0.5)})
    job, batches = start(desk, *TEXTS[:6])

    for batch in batches:
        desk.queue.run_batch(batch)

    rows = desk.show(job).batches
    assert sorted((row.state, row.attempts, row.busy) for row in rows) == [("done", 1, 0), ("pending", 0, 0)]
    assert len(desk.engine.requests) == 1
    desk.close()


def test_a_store_without_room_sends_nothing_says_so_and_tries_again(
    desk: JobDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job, [batch] = start(desk)

    def full(_: object) -> None:
        raise StoreBusyError("store: only 3 KiB are free on its disk; nothing was sent")

    with monkeypatch.context() as patch:
        patch.setattr("locworker.store.results.ensure_room", full)
        desk.queue.run_batch(batch)
    assert desk.engine.requests == []
    assert "only 3 KiB are free on its disk; nothing was sent; the batch is tried again in 10 s" in caplog.text

    desk.work()

    assert desk.state(job) == "done"


def test_a_fault_of_the_engines_code_is_tried_again_and_then_given_up(desk: JobDesk) -> None:
    def before(request: Request) -> None:
        if TEXTS[0] in request.texts:
            raise KeyError(TEXTS[0])

    desk.engine.before = before
    job, _ = start(desk, *TEXTS)
    desk.store.unpublish([batch.id for batch in desk.show(job).batches])
    runs = 0
    for _ in range(40):
        for message in desk.due(wait=5.0):
            try:
                desk.do(message)
            except KeyError as error:
                runs += 1
                desk.queue.give_up(message.id, type(error).__name__, counts=True)

    row = desk.show(job).job
    assert (row.state, runs) == ("partial", ATTEMPTS)
    assert "3 texts were refused: started 4 times without an end" in row.reason
    assert not [event for event in desk.show(job).events if "Text number" in event.says]


def test_work_that_somebody_else_has_by_now_is_left_to_them(desk: JobDesk) -> None:
    desk.engine.before = failing(1, KeyError("x"))
    job, [batch] = start(desk)
    with pytest.raises(KeyError):
        desk.queue.run_batch(batch)
    desk.queue.cancel([job])
    desk.store.expire(now=desk.now + 1e6, is_alive=lambda _: False)

    desk.queue.give_up(batch, "KeyError", counts=True)
    desk.queue.give_up("0" * 16, "KeyError", counts=True)

    assert desk.state(job) == "cancelled"


def test_a_round_that_fails_by_a_fault_of_ours_is_tried_again(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    job = desk.submit_one(*TEXTS)
    with monkeypatch.context() as patch:
        patch.setattr("locworker.jobs.advancing.prepare", lambda *_: 1 / 0)
        for message in desk.due():
            with pytest.raises(ZeroDivisionError):
                desk.do(message)
            desk.queue.give_up(message.id, "ZeroDivisionError", counts=True)
    assert desk.show(job).job.attempts == 1

    desk.work()

    assert desk.state(job) == "done"


def test_wrong_answers_of_an_engine_are_a_lost_reply(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(desk.engine, "translate", lambda _: [Answer(text="one", billed=3)])
        job, [batch] = start(desk)
        desk.queue.run_batch(batch)

    desk.work()

    assert (desk.state(job), desk.show(job).job.resent) == ("done", 3)


def test_what_was_started_before_without_an_end_is_run_alone(desk: JobDesk) -> None:
    job, [batch] = start(desk)
    dead = Claimant(owner="dead:1:1", lease=1e9, is_alive=lambda _: True)
    assert desk.store.start_batch(batch, dead, now=desk.now) is not None
    assert desk.store.expire(now=desk.now, is_alive=lambda _: False) == 1
    inside: list[bool] = []
    gate = desk.queue._gate
    desk.engine.before = lambda _: inside.append(gate._closed_until > 0)

    desk.queue.run_batch(batch)
    desk.work()

    assert (desk.state(job), inside) == ("done", [True])


def test_a_batch_whose_terms_are_gone_is_a_fault(desk: JobDesk) -> None:
    from locworker.errors import StoreError

    job, [batch] = start(desk)
    with desk.store._writing() as connection:
        connection.exec_driver_sql("DELETE FROM glossary_versions")
        connection.exec_driver_sql("UPDATE batches SET glossary = 'feed'")

    with pytest.raises(StoreError, match="feed"):
        desk.queue.run_batch(batch)

    desk.queue.give_up(batch, "StoreError", counts=True)
    assert desk.show(job).batches[0].state == "pending"


def test_work_that_was_broken_off_by_a_busy_store_does_not_count(desk: JobDesk) -> None:
    desk.engine.before = failing(1, KeyError("x"))
    job, [batch] = start(desk)
    with pytest.raises(KeyError):
        desk.queue.run_batch(batch)

    desk.queue.give_up(batch, "StoreBusyError", counts=False)

    assert [(row.state, row.attempts) for row in desk.show(job).batches] == [("pending", 0)]


@pytest.mark.parametrize(
    ("error", "level", "message", "reason"),
    [
        pytest.param(
            QuotaExceededError("small: used up by 'Text'"),
            "WARNING",
            "all jobs of the engine are paused",
            "quota",
            id="quota",
        ),
        pytest.param(AuthorisationError("small: refused 'Text'"), "ERROR", "job failed", "failed", id="key"),
    ],
)
def test_a_job_that_stops_stands_out_in_the_log_and_quotes_nothing(
    desk: JobDesk, caplog: pytest.LogCaptureFixture, error: Exception, level: str, message: str, reason: str
) -> None:
    desk.engine.before = failing(1, error)
    job, [batch] = start(desk)

    desk.queue.run_batch(batch)

    [record] = [record for record in caplog.records if record.message == message]
    told = vars(record)
    assert (record.levelname, told["job"], told["engine"]) == (level, job, "small")
    assert (told["reason"], told["error"]) == (reason, type(error).__name__)
    assert "Text" not in repr(told)
