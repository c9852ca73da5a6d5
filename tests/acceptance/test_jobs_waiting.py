from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from command_line import Run, environment
from job_service import Desk, ids_of, jobs_in
from locworker.settings import PRIORITIES
from locworker.store import open_store


def test_an_urgent_job_goes_before_those_that_wait(desk: Desk) -> None:
    desk.add("0.txt", "1.txt", "2.txt", priority=PRIORITIES["low"])
    desk.add("fed.html", priority=PRIORITIES["high"])

    listed = desk.run("jobs", "list")

    lines = listed.out.splitlines()
    assert max(map(len, lines)) <= 80
    places = {line.split()[-1]: line.split()[2] for line in lines[1:]}
    assert places == {"fed.html": "#1", "0.txt": "#2", "1.txt": "#3", "2.txt": "#4"}
    assert listed.err == "4 jobs: 4 queued\n"


def test_jobs_are_found_by_state_language_and_article(desk: Desk) -> None:
    ids = desk.add("fed.html", "bonds.html", to="de,fr")
    desk.store.cancel_jobs(ids[:1], now=desk.now)

    def found(*flags: str) -> set[str]:
        lines = desk.run("jobs", "list", "--output-format", "concise", *flags).out.splitlines()
        return {line.split("\t")[0] for line in lines}

    assert found("--state", "cancelled") == {ids[0]}
    assert found("--state", "cancelled", "--state", "queued") == set(ids)
    assert found("--lang", "fr") == {ids[1], ids[3]}
    assert found("--article", "bond") == {ids[2], ids[3]}
    assert found("--article", "f*.html") == {ids[0], ids[1]}
    cut = desk.run("jobs", "list", "--limit", "1")
    assert cut.err == "1 job shown of 4 jobs: 3 queued, 1 cancelled; --all shows all\n"


def test_programs_get_jobs_as_json(desk: Desk) -> None:
    identity = desk.add("fed.html", priority=PRIORITIES["urgent"])[0]

    listed = json.loads(desk.run("jobs", "list", "--output-format", "json").out)
    shown = json.loads(desk.run("jobs", "show", identity[:6], "--output-format", "json").out)

    assert listed["counts"] == {"queued": 1}
    assert listed["jobs"][0]["position"] == 1
    assert shown["id"] == listed["jobs"][0]["id"] == identity
    assert shown["priority"] == "urgent"
    assert shown["created"].endswith("Z")
    assert [event["kind"] for event in shown["events"]] == ["queued"]


def test_programs_get_an_object_a_line_where_they_read_lines(desk: Desk) -> None:
    ids = desk.add("fed.html", "ecb.html")

    listed = desk.run("jobs", "list", "--output-format", "jsonl")

    assert [json.loads(line)["id"] for line in listed.out.splitlines()] == ids[::-1]
    assert listed.err == "2 jobs: 2 queued\n"


@pytest.mark.parametrize("command", ["show", "watch", "cancel", "resume"])
def test_an_unknown_job_is_one_line_and_exit_2(run: Run, command: str) -> None:
    ran = run("jobs", command, "nosuch\x1b[31m")

    assert ran.code == 2
    assert "there is no job" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "\x1b" not in ran.err


def test_looking_loads_neither_celery_nor_the_flow(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['locworker', 'jobs', 'list'];"
        "from locworker.cli import main\n"
        "try:\n main()\nexcept SystemExit:\n pass\n"
        "print(sorted({'celery', 'redis', 'locworker.pipeline', 'rich'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_job_is_cancelled_once(desk: Desk) -> None:
    identity = desk.add("fed.html")[0]

    first, second = desk.run("jobs", "cancel", identity[:8]), desk.run("jobs", "cancel", identity)

    assert (first.code, first.out) == (0, f"{identity} fed.html en → de: cancelled\n")
    assert (second.code, second.out) == (0, f"{identity} fed.html en → de: already cancelled\n")


def test_all_that_waits_is_cancelled(desk: Desk) -> None:
    desk.add("fed.html", "bonds.html", to="de,fr")

    ran, nothing = desk.run("jobs", "cancel", "--all"), desk.run("jobs", "cancel", "--all")

    assert len(ran.out.splitlines()) == 4
    assert (nothing.code, nothing.err) == (0, "no job is queued, running or paused\n")
    assert desk.counts() == {"cancelled": 4}


@pytest.mark.parametrize("command", ["cancel", "resume"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param([], "name the jobs by their ids, or give --all", id="nothing"),
        pytest.param(["abc", "--all"], "give ids or --all, not both", id="both"),
    ],
)
def test_which_jobs_has_to_be_said(run: Run, command: str, arguments: list[str], says: str) -> None:
    ran = run("jobs", command, *arguments)

    assert ran.code == 2
    assert says in ran.err


def test_a_cancelled_job_is_not_resumed(queue: Run, tmp_path: Path) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))[0]
    with closing(open_store(f"sqlite:///{tmp_path}/.locworker/store.sqlite3")) as store:
        store.cancel_jobs([identity], now=time.time())

    ran = queue("jobs", "resume", identity)

    assert ran.code == 2
    assert "was cancelled: `locworker jobs submit fed.html --to de` starts again" in ran.out


def test_a_job_that_waits_needs_no_resuming(queue: Run) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))[0]

    one, every = queue("jobs", "resume", identity), queue("jobs", "resume", "--all")

    assert (one.code, one.out) == (0, f"{identity} fed.html en → de: is queued already\n")
    assert (every.code, every.err) == (0, "no job is paused, failed or partial\n")


def fail(desk: Desk, ids: list[str]) -> None:
    desk.store.fail_jobs(ids, reason="too often", error="", now=desk.now)


def test_a_resumed_job_says_what_is_left_and_what_it_costs(queue: Run, desk: Desk) -> None:
    identity = desk.add("fed.html")[0]
    fail(desk, [identity])

    ran = queue("jobs", "resume", identity[:10])

    assert ran.code == 0
    assert re.fullmatch(
        rf"{identity} fed\.html en → de: queued again, 3 texts left, at most 6\d characters.*\n", ran.out
    )
    assert desk.counts() == {"queued": 1}


def test_a_job_whose_article_is_gone_is_resumed_with_a_word_of_it(queue: Run, desk: Desk) -> None:
    identity = desk.add("gone.html")[0]
    fail(desk, [identity])

    ran = queue("jobs", "resume", identity)

    assert ran.code == 0
    assert "queued again, but " in ran.out
    assert "gone.html: not found" in ran.out


def test_a_job_that_a_newer_one_replaced_is_left_as_it_is(queue: Run, desk: Desk) -> None:
    old = desk.add("fed.html")
    fail(desk, old)
    new = desk.add("fed.html")

    ran = queue("jobs", "resume", *old)
    whole = json.loads(queue("jobs", "resume", *old, "--output-format", "json").out)

    assert ran.code == 2
    assert f"is left as it is: job {new[0]} was submitted for the same since" in ran.out
    assert whole["jobs"][0]["newer"] == new[0]
    assert whole["jobs"][0]["resumed"] is False


def test_of_very_many_jobs_the_rest_is_told_as_it_was_planned(queue: Run, desk: Desk) -> None:
    ids = desk.add(*(f"{number}.html" for number in range(51)))
    fail(desk, ids)

    ran = queue("jobs", "resume", "--all")

    assert ran.code == 0
    assert (
        ran.out.splitlines()[0] == f"{ids[0]} 0.html en → de: queued again, 3 texts left, at most 90 characters to bill"
    )
    assert desk.counts() == {"queued": 51}


def test_programs_are_told_what_was_cancelled(desk: Desk) -> None:
    one, other = desk.add("fed.html", "bonds.html")
    fail(desk, [other])

    whole = json.loads(desk.run("jobs", "cancel", one, other, "--output-format", "json").out)

    assert whole["jobs"] == [
        {"id": one, "before": "queued", "cancelled": True},
        {"id": other, "before": "failed", "cancelled": False},
    ]


def test_the_time_to_wait_has_an_end(queue: Run, tmp_path: Path) -> None:
    ran = queue("jobs", "submit", "fed.html", "--to", "de", "--wait", "--timeout", "0.2")

    assert ran.code == 75
    assert ran.out == ""
    assert "the time is over and 1 job not at an end: `locworker jobs watch " in ran.err
    assert jobs_in(tmp_path) == {"queued": 1}


@pytest.mark.parametrize("count", [5, 6])
def test_many_jobs_that_stopped_for_the_same_reason_are_told_together(desk: Desk, count: int) -> None:
    ids = desk.add(*(f"{number}.html" for number in range(count)))
    error = "QuotaExceededError: deepl: the quota is used up"
    desk.store.pause_jobs(ids=ids, reason="quota", error=error, now=desk.now)

    ran = desk.run("jobs", "watch", *ids)

    steps = [line for line in ran.err.splitlines() if line.startswith("    →")]
    assert ran.code == 75
    assert "QuotaExceededError" not in ran.err
    assert ("6 jobs: paused (quota): deepl: the quota is used up" in ran.err) is (count == 6)
    assert len(steps) == (5 if count == 5 else 1)
    assert ("`locworker jobs resume --all`" in steps[0]) is (count == 6)


def test_nothing_to_watch_is_no_fault(run: Run) -> None:
    ran = run("jobs", "watch")

    assert ran.code == 0
    assert "no jobs" in ran.err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_watching_stops_nothing_else(desk: Desk, sent: signal.Signals) -> None:
    identity = desk.add("fed.html")[0]
    command = [sys.executable, "-m", "locworker", "jobs", "watch"]
    with subprocess.Popen(command, cwd=desk.root, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "watching 1 job: 1 queued\n"

        process.send_signal(sent)
        said = process.stderr.read()

    assert process.returncode == 130
    assert said == f"stopped watching; the jobs go on without it: `locworker jobs watch {identity}`\n"
    assert desk.counts() == {"queued": 1}


def on_a_terminal(folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """Run a command on a terminal of its own, and return its exit code and all that it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "locworker", *arguments],
        cwd=folder,
        env=environment(**{"TERM": "xterm", "COLUMNS": "100", **environ}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = bytearray()
    # The system tells of a terminal that everybody has closed by an error.
    with suppress(OSError):
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    return process.wait(timeout=60), shown.decode()


@pytest.mark.parametrize(
    ("environ", "flags", "escapes"),
    [
        pytest.param({}, [], True, id="a terminal"),
        pytest.param({"TERM": "dumb"}, [], False, id="a dumb terminal"),
        pytest.param({}, ["--quiet"], False, id="quiet"),
    ],
)
def test_a_bar_shows_where_it_can(desk: Desk, environ: dict[str, str], flags: list[str], *, escapes: bool) -> None:
    desk.add("fed.html", to="de,fr")

    code, shown = on_a_terminal(desk.root, "jobs", "watch", "--timeout", "1", *flags, **environ)

    assert code == 75
    assert ("\x1b" in shown) is escapes
    assert ("0/2 jobs" in shown) is escapes
    assert ("0/6 texts, 0 characters billed" in shown) is escapes


def test_a_narrow_terminal_gets_less_and_no_part_of_a_number(desk: Desk) -> None:
    desk.add("fed.html", to="de,fr")

    _, shown = on_a_terminal(desk.root, "jobs", "watch", "--timeout", "1", COLUMNS="36")

    frames = [frame for frame in re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)) if "━" in frame]
    assert frames
    assert all(re.fullmatch(r"0/2 ━+ 0/6 0:00:0\d *", frame) for frame in frames), frames


def test_no_colour_is_shown_to_who_wants_none(desk: Desk) -> None:
    desk.add("fed.html", to="de,fr")

    _, shown = on_a_terminal(desk.root, "jobs", "watch", "--timeout", "1", NO_COLOR="1")

    assert "0/2 jobs" in shown
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", shown)
