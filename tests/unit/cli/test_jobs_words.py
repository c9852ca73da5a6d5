from __future__ import annotations

import time
from decimal import Decimal

import pytest

from job_rows import make_job
from locworker.cli.jobs_words import (
    catalogs_of,
    count_states,
    iso_time,
    job_data,
    next_step,
    show_price,
    show_priority,
    show_state,
    show_time,
    show_why,
)


@pytest.fixture
def _berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()


@pytest.mark.usefixtures("_berlin")
def test_people_read_times_in_their_zone() -> None:
    assert show_time(1_700_000_000.0) == "2023-11-14 23:13:20 CET"
    assert show_time(None) == "-"


@pytest.mark.usefixtures("_berlin")
def test_programs_read_times_in_utc() -> None:
    assert iso_time(1_700_000_000.25) == "2023-11-14T22:13:20.250Z"
    assert iso_time(None) is None


@pytest.mark.parametrize(
    ("state", "reason", "shown"),
    [
        pytest.param("paused", "quota", "paused (quota)", id="a reason of one word"),
        pytest.param("partial", "2 texts were refused", "partial", id="a sentence stands elsewhere"),
        pytest.param("done", "", "done", id="no reason"),
    ],
)
def test_a_state_is_shown_with_its_reason(state: str, reason: str, shown: str) -> None:
    assert show_state(state, reason) == shown


@pytest.mark.parametrize(
    ("reason", "error", "why"),
    [
        pytest.param("quota", "", "", id="told by the state"),
        pytest.param("quota", "deepl: quota exceeded", "deepl: quota exceeded", id="an error beside it"),
        pytest.param("too often", "too often", "too often", id="the same twice"),
        pytest.param("2 refused", "BadError", "2 refused", id="a reason, and a class"),
        pytest.param("2 refused", "BadError: too long", "2 refused: too long", id="a reason, a class and a sentence"),
        pytest.param("quota", "QuotaError: deepl: used up", "deepl: used up", id="a class before the sentence"),
        pytest.param("", "InnerError", "InnerError", id="a class and nothing else"),
        pytest.param("cancelled", "", "", id="cancelled says it all"),
        pytest.param("\x1b[31mred", "", "\\u001b[31mred", id="control characters"),
    ],
)
def test_why_a_job_is_as_it_is(reason: str, error: str, why: str) -> None:
    assert show_why(reason, error) == why


def test_priorities_have_names() -> None:
    assert [show_priority(number) for number in (0, 3, 6, 9, 5)] == ["urgent", "high", "normal", "low", "5"]


@pytest.mark.parametrize(
    ("billed", "price"),
    [
        pytest.param({"deepl": 12_345}, ", about 0.25", id="a price"),
        pytest.param({"deepl": 0}, "", id="nothing billed"),
        pytest.param({"other": 12_345}, "", id="no price"),
        pytest.param({"deepl": 500_000, "other": 5}, ", about 10.00", id="one of two"),
    ],
)
def test_money_is_told_where_there_is_a_price(billed: dict[str, int], price: str) -> None:
    assert show_price(billed, {"deepl": Decimal(20)}) == price


@pytest.mark.parametrize(
    ("changes", "helps"),
    [
        pytest.param({"state": "queued"}, "locworker jobs watch 0123456789ab", id="queued"),
        pytest.param({"state": "running"}, "locworker jobs watch 0123456789ab", id="running"),
        pytest.param({"state": "paused", "reason": "quota"}, "quota is renewed: `locworker jobs resume", id="quota"),
        pytest.param({"state": "paused", "reason": "budget"}, "raise [budget]", id="budget"),
        pytest.param({"state": "paused", "reason": "busy"}, "later: `locworker jobs resume", id="busy"),
        pytest.param({"state": "paused", "reason": "?"}, "`locworker jobs resume 0123456789ab`", id="other reasons"),
        pytest.param({"state": "failed", "error": "AuthorisationError: 403"}, "DEEPL_AUTH_KEY", id="a refused key"),
        pytest.param({"state": "failed", "error": "InputError"}, "mend that, then `locworker jobs resume", id="failed"),
        pytest.param({"state": "partial"}, "the catalog names what is missing", id="partial"),
        pytest.param({"state": "partial", "error": "ReplyLostError"}, 'where on_unknown is "retry"', id="held"),
        pytest.param({"state": "cancelled"}, "locworker jobs submit news/fed.html --to de", id="cancelled"),
        pytest.param({"state": "done", "errors": 1, "catalog": "a.po"}, "locworker check a.po", id="done with errors"),
        pytest.param({"state": "done"}, "locworker rebuild news/fed.html --to de", id="done"),
    ],
)
def test_each_state_names_the_command_that_helps(changes: dict[str, object], helps: str) -> None:
    assert helps in next_step(make_job(**changes))


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        pytest.param({}, "no jobs", id="none"),
        pytest.param({"queued": 1, "done": 0}, "1 job: 1 queued", id="one"),
        pytest.param({"queued": 2, "done": 3}, "5 jobs: 2 queued, 3 done", id="several"),
    ],
)
def test_states_are_counted(counts: dict[str, int], line: str) -> None:
    assert count_states(counts) == line


def test_programs_get_what_is_theirs_of_a_job() -> None:
    data = job_data(make_job(owner="host:1", lease=5.0, finished=1_700_000_000.0))

    assert data["created"] == "2023-11-14T22:13:20.000Z"
    assert data["started"] is None
    assert data["priority"] == "normal"
    assert not {"owner", "lease", "fence"} & data.keys()


def test_only_written_catalogs_are_results() -> None:
    jobs = [make_job(state="done", catalog="a.po"), make_job(state="partial", catalog="b.po")]
    jobs += [make_job(state="running", catalog="c.po"), make_job(state="done", catalog="a.po"), make_job(state="done")]

    assert catalogs_of(jobs) == ["a.po", "b.po"]
