from __future__ import annotations

import json
from decimal import Decimal

import pytest

from job_rows import make_batch_row, make_job
from locworker.cli.jobs_sheet import sheet, sheet_data
from locworker.store import Event


def text(**changes: object) -> str:
    return "\n".join(sheet(make_job(**changes), [], [], prices={"deepl": Decimal(20)}))


def test_a_sheet_tells_what_was_billed_beside_what_was_estimated() -> None:
    told = text(billed_characters=50_000, estimated_characters=60_000, resent=1)

    assert "50000 characters of 60000 estimated, about 1.00; 1 text re-sent after a lost reply" in told


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"engine_used": ""}, "not chosen yet (asked: auto)", id="an engine to be chosen"),
        pytest.param({}, "deepl (asked: auto)", id="a chosen engine"),
        pytest.param({"engine": "deepl"}, "engine     deepl\n", id="a named engine"),
        pytest.param({"path": "/in/fed.html"}, "news/fed.html (/in/fed.html)", id="an article from elsewhere"),
        pytest.param({"state": "failed", "reason": "the disk is full"}, "why        the disk is full", id="a reason"),
        pytest.param(
            {"state": "done", "catalog": "a.po", "errors": 1}, "a.po, 1 error, 0 warnings", id="a catalog's findings"
        ),
        pytest.param({"state": "done"}, "nothing had to be sent (5 segments", id="all known before"),
        pytest.param({}, "none planned yet (5 segments", id="no batch yet"),
        pytest.param({"rounds": 2, "attempts": 3}, "rounds     2\n  attempts   3", id="a long way"),
    ],
)
def test_a_sheet_tells_how_a_job_stands(changes: dict[str, object], says: str) -> None:
    assert says in text(**changes)


def test_texts_are_counted_by_what_became_of_them() -> None:
    batches = [make_batch_row(), make_batch_row(number=2, state="calling", answered=0, texts=6, refused=2, held=1)]

    told = "\n".join(sheet(make_job(), batches, [], prices={}))

    assert "4 of 10 answered, 2 refused, 1 held, for their reply was lost, 3 waiting (5 segments" in told


def test_many_batches_show_those_that_are_not_done() -> None:
    batches = [make_batch_row(number=number) for number in range(30)]
    batches.append(make_batch_row(number=30, state="failed", error="EngineError"))

    lines = sheet(make_job(), batches, [], prices={})

    failed = next(line for line in lines if "failed" in line)
    assert lines.index(failed) < lines.index(next(line for line in lines if " done " in line))
    assert any("and 11 more" in line for line in lines)


def test_many_events_show_the_last() -> None:
    events = [Event(job="0123456789ab", batch=None, at=float(n), kind="moved", says=f"step {n}") for n in range(25)]

    told = "\n".join(sheet(make_job(), [], events, prices={}))

    assert "step 24" in told
    assert "step 4\n" not in told
    assert "5 before" in told


def test_programs_get_everything() -> None:
    events = [Event(job="0123456789ab", batch="b", at=float(n), kind="moved", says="x") for n in range(25)]

    data = json.loads(json.dumps(sheet_data(make_job(), [make_batch_row()], events)))

    assert data["texts"] == {"texts": 4, "answered": 4, "refused": 0, "held": 0}
    assert len(data["events"]) == 25
    assert data["events"][0]["at"] == "1970-01-01T00:00:00.000Z"
    assert data["batches"][0]["billed_characters"] == 100
    assert data["next"]
