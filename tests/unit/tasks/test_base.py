from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import make_settings
from job_desk import JobDesk
from locworker.errors import BrokerError, StoreBusyError
from locworker.jobs import JobQueue
from locworker.tasks.base import ProcessQueue, perform, read_id

JOB = "0123456789ab"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[ProcessQueue]:
    desk = JobDesk(tmp_path)
    desk.close()
    opened = ProcessQueue(make_settings(tmp_path))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("arguments", "named", "found"),
    [
        pytest.param((JOB,), {}, JOB, id="a job"),
        pytest.param((JOB + "cdef",), {}, JOB + "cdef", id="a batch"),
        pytest.param((), {}, None, id="nothing"),
        pytest.param((JOB, JOB), {}, None, id="two"),
        pytest.param((JOB,), {"batch": JOB}, None, id="named"),
        pytest.param((12,), {}, None, id="a number"),
        pytest.param(("../etc/passwd",), {}, None, id="no id"),
        pytest.param(({"id": JOB},), {}, None, id="an object"),
    ],
)
def test_a_message_holds_one_id(arguments: tuple[object, ...], named: dict[str, object], found: str | None) -> None:
    assert read_id(arguments, named) == found


def test_work_is_done_with_the_queue_of_this_process(queue: ProcessQueue) -> None:
    seen: list[tuple[JobQueue, str]] = []

    for _ in range(2):
        perform(queue, lambda jobs, work: seen.append((jobs, work)), JOB, task="t")

    assert seen == [(queue.get(), JOB)] * 2


@pytest.mark.parametrize("error", [BrokerError("away"), StoreBusyError("locked")], ids=["broker", "store"])
def test_what_is_away_for_a_moment_is_tried_again(queue: ProcessQueue, error: Exception) -> None:
    tries: list[str] = []

    def work(_: JobQueue, identity: str) -> None:
        tries.append(identity)
        if len(tries) < 3:
            raise error

    perform(queue, work, JOB, task="t", pauses=(0.0, 0.0, 0.0))

    assert len(tries) == 3


def test_what_stays_away_is_left_to_the_reconciler(queue: ProcessQueue, caplog: pytest.LogCaptureFixture) -> None:
    tries: list[str] = []

    def work(_: JobQueue, identity: str) -> None:
        tries.append(identity)
        raise StoreBusyError("locked")

    perform(queue, work, JOB, task="t", pauses=(0.0, 0.0))

    assert len(tries) == 3
    assert {record.levelname for record in caplog.records} == {"WARNING"}


def test_a_fault_is_logged_without_what_it_says(queue: ProcessQueue, caplog: pytest.LogCaptureFixture) -> None:
    def work(_: JobQueue, __: str) -> None:
        raise KeyError("the text of an article")

    perform(queue, work, JOB, task="t")

    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert (record.__dict__["work"], record.__dict__["error"]) == (JOB, "KeyError")
    assert record.__dict__["path"].startswith("test_base.py:")
    assert "article" not in repr(vars(record))


def test_a_store_that_cannot_be_opened_ends_no_worker(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / ".locworker").write_text("no folder")
    queue = ProcessQueue(make_settings(tmp_path))

    perform(queue, lambda *_: None, JOB, task="t", pauses=(0.0,))

    assert any("left to the reconciler" in record.getMessage() for record in caplog.records)


def test_the_end_of_a_worker_is_told_to_its_queue(queue: ProcessQueue) -> None:
    queue.stop()
    jobs = queue.get()

    queue.stop()

    assert jobs._shop.stop.is_set()


def test_a_child_opens_a_queue_of_its_own(queue: ProcessQueue) -> None:
    parents = queue.get()
    queue._process = -1

    mine = queue.get()

    assert mine is not parents
    parents.close()
