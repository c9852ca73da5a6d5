from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from job_rows import make_job, make_progress
from locworker.cli import jobs_watching
from locworker.cli.exits import Exit
from locworker.cli.jobs_screen import JobsScreen, Totals, describe
from locworker.cli.jobs_watching import Pace, Watch, exit_of
from locworker.errors import StoreBusyError, StoreError
from locworker.store import JobProgress, JobRow

ONE = "0123456789ab"
Look = Callable[[], Mapping[str, JobProgress]]
FAST = Pace(interval=0.001)


class Screen(JobsScreen):
    """Keeps what is shown."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.lines: list[str] = []
        self.totals: list[Totals] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def show(self, totals: Totals) -> None:
        self.totals.append(totals)


def looks(*steps: Mapping[str, JobProgress] | StoreError) -> Look:
    """Return a look that sees one step after the other; an error is raised."""
    left = list(steps)

    def look() -> Mapping[str, JobProgress]:
        step = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(step, StoreError):
            raise step
        return step

    return look


def watch(look: Look, *jobs: JobRow) -> tuple[Watch, Screen]:
    screen = Screen()
    return Watch(look, jobs or [make_job()], screen, prices={}), screen


def test_each_change_of_state_is_one_line() -> None:
    queued, running = make_progress(), make_progress(state="running", total=4, answered=1)
    done = make_progress(state="done", total=4, answered=4, billed=99, catalog="a.po", warnings=1)
    watching, screen = watch(looks({ONE: queued}, {ONE: running}, {ONE: running}, {ONE: done}))

    assert watching.follow(FAST)

    assert screen.lines == [
        f"{ONE} news/fed.html en → de: running",
        f"{ONE} news/fed.html en → de: done, a.po, 0 errors, 1 warning",
    ]
    assert watching.jobs[ONE].billed_characters == 99


def test_totals_count_what_is_expected_until_texts_are_cut() -> None:
    other = make_job(id="b" * 12, to_send=0)
    done = {ONE: make_progress(state="done", total=3, answered=2, refused=1, billed=5)}
    done["b" * 12] = make_progress(state="done")
    watching, screen = watch(
        looks({ONE: make_progress(), "b" * 12: make_progress(segments=7)}, done), make_job(), other
    )

    watching.follow(FAST)

    assert screen.totals[0] == Totals(jobs_settled=0, jobs=2, texts_done=0, texts=11, billed=0, price="")
    assert screen.totals[-1] == Totals(jobs_settled=2, jobs=2, texts_done=3, texts=3, billed=5, price="")


def test_a_pause_ends_the_watch_and_tells_why() -> None:
    paused = make_progress(state="paused", reason="quota", error="deepl: quota exceeded")
    watching, screen = watch(looks({ONE: paused}))

    assert watching.follow(FAST)

    assert screen.lines == [f"{ONE} news/fed.html en → de: paused (quota): deepl: quota exceeded"]


def test_texts_that_are_sent_again_are_told() -> None:
    again = make_progress(state="running", resent=2)
    watching, screen = watch(looks({ONE: again}, {ONE: make_progress(state="done", resent=2)}))

    watching.follow(FAST)

    assert [line for line in screen.lines if "re-sent" in line] == [
        f"{ONE} news/fed.html en → de: re-sent 2 texts: their reply was lost, they may be billed twice"
    ]


def test_a_store_that_is_away_is_told_once_and_when_it_is_back() -> None:
    away, done = StoreBusyError("store: connection refused"), {ONE: make_progress(state="done")}
    watching, screen = watch(looks({ONE: make_progress()}, away, away, away, done))

    assert watching.follow(FAST)

    assert screen.lines[0].startswith("store: connection refused; the jobs are not touched by that")
    assert screen.lines[1].startswith("the store is back after 0 s")
    assert len(screen.lines) == 3


def test_a_store_that_is_broken_for_good_ends_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_watching, "PATIENCE", 0.01)
    watching, _ = watch(looks({ONE: make_progress()}, StoreError("store: file is not a database")))

    with pytest.raises(StoreError, match="not a database"):
        watching.follow(FAST)


def test_time_is_over_before_the_jobs_are() -> None:
    watching, _ = watch(looks({ONE: make_progress(state="running")}))

    assert not watching.follow(Pace(interval=0.001, timeout=0.01))


def test_a_store_that_stays_away_does_not_outlast_the_timeout() -> None:
    watching, _ = watch(looks(StoreBusyError("store: locked")))

    assert not watching.follow(Pace(interval=0.001, timeout=0.01))


def test_a_job_that_is_gone_counts_as_failed() -> None:
    watching, screen = watch(looks({ONE: make_progress()}, {}))

    assert watching.follow(FAST)

    assert screen.lines[-1].endswith("is no longer in the store")
    assert exit_of(list(watching.jobs.values())) is Exit.FAILED


def test_when_nothing_moves_a_look_at_the_workers_is_advised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_watching, "QUIET", 0.005)
    watching, screen = watch(looks({ONE: make_progress()}))

    watching.follow(Pace(interval=0.001, timeout=0.5))

    assert [line for line in screen.lines if "locworker doctor" in line] == [
        "nothing has moved for 0 s; `locworker doctor` says whether a worker is there"
    ]


@pytest.mark.parametrize(
    ("jobs", "code"),
    [
        pytest.param([], Exit.DONE, id="no jobs"),
        pytest.param([("done", "")], Exit.DONE, id="all done"),
        pytest.param([("done", ""), ("paused", "")], Exit.TRY_AGAIN, id="one paused"),
        pytest.param([("paused", ""), ("partial", "")], Exit.FAILED, id="one partial"),
        pytest.param([("cancelled", "")], Exit.FAILED, id="cancelled"),
        pytest.param([("failed", "InputError: no file")], Exit.FAILED, id="failed"),
        pytest.param([("partial", ""), ("failed", "AuthorisationError: 403")], Exit.NOT_AUTHORISED, id="a wrong key"),
        pytest.param([("running", "")], Exit.TRY_AGAIN, id="one under way"),
    ],
)
def test_jobs_give_an_exit_code_together(jobs: Sequence[tuple[str, str]], code: Exit) -> None:
    assert exit_of([make_job(state=state, error=error) for state, error in jobs]) is code


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        pytest.param(100, ("36/325 jobs", "390/1905 texts, 29431 characters billed, about 0.59"), id="wide"),
        pytest.param(60, ("36/325 jobs", "390/1905 texts"), id="narrow"),
        pytest.param(40, ("36/325", "390/1905"), id="very narrow"),
        pytest.param(10, ("36/325", "390/1905"), id="nothing left to leave out"),
    ],
)
def test_what_stands_beside_the_bar_fits_the_terminal(width: int, shown: tuple[str, str]) -> None:
    totals = Totals(jobs_settled=36, jobs=325, texts_done=390, texts=1905, billed=29431, price=", about 0.59")

    assert describe(totals, width=width) == shown
