"""Jobs from their first round to their end, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from job_desk import JobDesk
from locworker.engines.base import Request
from locworker.errors import EngineRejectedError, QuotaExceededError

TEXTS = [f"Text number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")]


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[JobDesk]:
    opened = JobDesk(tmp_path, database_url=database_url)
    yield opened
    opened.close()


def test_a_job_ends_with_its_catalog(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)

    desk.work()

    row = desk.show(job).job
    assert (row.state, row.reason) == ("done", "")
    assert desk.catalog().exists()


def test_a_job_that_was_paused_and_partial_ends_after_all(desk: JobDesk) -> None:
    faults: list[Exception] = [QuotaExceededError("small: used up"), EngineRejectedError("small: bad")]

    def before(request: Request) -> None:
        if faults and TEXTS[0] in request.texts:
            error = faults[0] if len(request.texts) > 1 else faults.pop()
            if isinstance(error, QuotaExceededError):
                faults.remove(error)
            raise error

    desk.engine.before = before
    job = desk.submit_one(*TEXTS)
    desk.work()
    states = [desk.state(job)]
    for _ in range(2):
        desk.queue.resume([job])
        desk.work()
        states.append(desk.state(job))

    assert states == ["paused", "partial", "done"]
    assert desk.show(job).job.billed_characters == sum(map(len, TEXTS))
