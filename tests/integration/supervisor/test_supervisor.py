"""A supervisor keeps real processes running, ends them in an orderly way, and leaves none behind."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from brokers import PATIENCE

Running = Callable[[int], bool]


def _children_of(pid: int) -> list[str]:
    """Return the states of a process's children as proc(5) has them."""
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            states.append(fields[0])
    return states


def test_a_child_that_ends_unasked_is_started_again_after_growing_waits(supervised: Any) -> None:
    supervised.start(supervised.program("a", "end=0"))

    supervised.until(lambda: len(supervised.notes("a", "child")) >= 4)

    waits = [line["says"] for line in supervised.log("ended unasked")]
    assert waits[:3] == [f"ended unasked; starting it again in {wait} s" for wait in (0.05, 0.1, 0.2)]


def test_a_child_that_keeps_failing_is_told_of_once_and_still_tried(supervised: Any) -> None:
    supervised.start(supervised.program("a", "end=3"))

    supervised.until(lambda: len(supervised.log("ended unasked", exit=3)) >= 7)

    told = supervised.log("a has ended 5 times in a row")
    assert [line["level"] for line in told] == ["ERROR"]


def test_a_failing_child_does_not_disturb_the_others(supervised: Any, running: Running) -> None:
    supervised.start(supervised.program("good"), supervised.program("bad", "end=1"))

    supervised.until(lambda: len(supervised.notes("bad", "child")) >= 3)

    assert len(supervised.notes("good", "child")) == 1
    assert running(supervised.pid("good"))


def test_environment_and_folder_are_passed_on_and_no_files(supervised: Any) -> None:
    folder = supervised.folder / "elsewhere"
    folder.mkdir()

    supervised.start(supervised.program("a", "files", folder=str(folder), environment={"MARK": "here"}))

    supervised.until(lambda: supervised.notes("a", "files"))
    assert supervised.notes("a", "child")[0][2:] == [str(folder), "here"]
    # The fourth is the listing's own.
    assert supervised.notes("a", "files")[0][1:] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("program", "says"),
    [
        pytest.param({"arguments": ["/no/such/program"]}, "ended unasked", id="no program"),
        pytest.param({"folder": "/no/such/folder"}, "cannot be started", id="no folder"),
    ],
)
def test_a_program_that_cannot_be_started_is_tried_again(
    supervised: Any, program: dict[str, object], says: str
) -> None:
    supervised.start({**supervised.program("a"), **program}, supervised.program("good"))

    supervised.until(lambda: len(supervised.log(says, child="a")) >= 3)

    assert supervised.pid("good")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_reaches_each_child_once_as_sigterm_and_lets_it_finish(
    supervised: Any, number: signal.Signals
) -> None:
    process = supervised.start(supervised.program("a", "slow=0.3"), supervised.program("b"))
    supervised.pid("a")
    supervised.pid("b")

    process.send_signal(number)

    assert process.wait(PATIENCE) == 0
    for name in ("a", "b"):
        assert supervised.notes(name)[1:] == [["signal", "SIGTERM"], ["finished"]]
    assert supervised.log("over", signal=number, killed=[])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_that_was_ignored_at_the_start_stays_so(supervised: Any, number: signal.Signals) -> None:
    process = supervised.start(supervised.program("a"), ignored=number)
    supervised.pid("a")

    process.send_signal(number)
    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert supervised.log("over", signal=signal.SIGTERM)


def test_what_ends_while_stopping_is_not_started_again(supervised: Any) -> None:
    process = supervised.start(supervised.program("quick"), supervised.program("slow", "slow=0.5"))
    supervised.pid("quick")
    supervised.pid("slow")

    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert len(supervised.notes("quick", "child")) == 1


def test_a_child_that_waits_for_its_new_start_does_not_hold_the_end_up(supervised: Any) -> None:
    process = supervised.start(supervised.program("a", "end=1"), first_wait=30)
    supervised.until(lambda: supervised.log("ended unasked"))

    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert len(supervised.notes("a", "child")) == 1


def test_a_child_that_does_not_end_in_time_is_killed_with_its_family(supervised: Any, running: Running) -> None:
    process = supervised.start(supervised.program("a", "ignore", "family"), grace=0.5)
    child, grandchild = supervised.pid("a"), supervised.pid("a", "grandchild")

    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert supervised.notes("a", "signal") == [["signal", "SIGTERM"]]
    assert not running(child)
    # Killed by then; it may take a moment to go.
    supervised.until(lambda: not running(grandchild))
    assert supervised.log("over", killed=["a"])


def test_a_second_signal_kills_at_once(supervised: Any, running: Running) -> None:
    process = supervised.start(supervised.program("a", "ignore", "family"), grace=600)
    child, grandchild = supervised.pid("a"), supervised.pid("a", "grandchild")

    process.send_signal(signal.SIGINT)
    supervised.until(lambda: supervised.notes("a", "signal"))
    process.send_signal(signal.SIGINT)

    assert process.wait(PATIENCE) == 0
    assert not running(child)
    # Killed by then; it may take a moment to go.
    supervised.until(lambda: not running(grandchild))
    assert supervised.log("over", signal=signal.SIGINT, killed=["a"])


def test_children_of_children_do_not_outlive_them(supervised: Any, running: Running) -> None:
    process = supervised.start(supervised.program("a", "family"))
    child, grandchild = supervised.pid("a"), supervised.pid("a", "grandchild")

    _kill(child)
    supervised.until(lambda: len(supervised.notes("a", "child")) == 2)

    supervised.until(lambda: not running(grandchild))
    assert "Z" not in _children_of(process.pid)


def test_a_killed_supervisor_takes_children_and_grandchildren_with_it(supervised: Any, running: Running) -> None:
    lock = supervised.folder / "lock"
    process = supervised.start(supervised.program("a", "ignore", "family"), supervised.program("b"), lock=str(lock))
    pids = [supervised.pid("a"), supervised.pid("a", "grandchild"), supervised.pid("b")]

    process.kill()

    supervised.until(lambda: not any(running(pid) for pid in pids))
    # The guard gives the lock back last.
    supervised.until(lambda: _can_lock(lock))


def test_the_lock_is_held_until_no_child_runs(supervised: Any, running: Running) -> None:
    lock = supervised.folder / "lock"
    process = supervised.start(supervised.program("a", "ignore"), lock=str(lock))
    pid = supervised.pid("a")

    process.kill()

    while running(pid):
        assert not _can_lock(lock) or not running(pid)
    supervised.until(lambda: _can_lock(lock))


def test_a_killed_guard_is_replaced_by_one_that_knows_what_runs(supervised: Any, running: Running) -> None:
    process = supervised.start(supervised.program("a", "family"))
    pids = [supervised.pid("a"), supervised.pid("a", "grandchild")]

    _kill(_guard_of(process.pid))
    supervised.until(lambda: supervised.log("the guard had ended"))
    process.kill()

    supervised.until(lambda: not any(running(pid) for pid in pids))


def test_nothing_is_left_after_an_orderly_end(supervised: Any, running: Running) -> None:
    process = supervised.start(supervised.program("a", "family"))
    grandchild = supervised.pid("a", "grandchild")
    guard = _guard_of(process.pid)

    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert not running(guard)
    supervised.until(lambda: not running(grandchild))


def test_ready_is_told_when_every_child_has_said_so(supervised: Any) -> None:
    programs = [supervised.program(name, "ready", tells_ready=True) for name in ("a", "b")]

    supervised.start(*programs, supervised.program("c"))

    supervised.until(lambda: supervised.log("all ready"))
    assert {line["child"] for line in supervised.log("ready") if "child" in line} == {"a", "b"}


def test_ready_is_not_told_while_a_child_is_not(supervised: Any) -> None:
    silent = supervised.program("silent", "end=1", tells_ready=True)

    supervised.start(supervised.program("a", "ready", tells_ready=True), silent)

    supervised.until(lambda: len(supervised.notes("silent", "child")) >= 4)
    assert supervised.log("ready", child="a")
    assert not supervised.log("all ready")


def test_a_duty_can_have_a_child_started_again_at_once(supervised: Any, running: Running) -> None:
    told = supervised.program("a", "ready", tells_ready=True)
    supervised.start(told, supervised.program("b"), restart="a", first_wait=60)
    before = supervised.pid("a")

    supervised.until(lambda: len(supervised.notes("a", "child")) == 2 and supervised.notes("b", "child"))

    assert not running(before)
    assert supervised.log("ended as asked", child="a")
    assert len(supervised.notes("b", "child")) == 1


def test_what_is_away_is_said_once_and_said_when_it_is_back(supervised: Any) -> None:
    away = supervised.folder / "away"
    away.touch()
    supervised.start(supervised.program("a"), duty=str(supervised.folder))
    supervised.until(lambda: len(supervised.notes("rounds")) >= 5)

    away.unlink()

    supervised.until(lambda: supervised.log("works again", duty="flaky"))
    assert len(supervised.log("the broker is away; trying again", duty="flaky")) == 1


def test_a_duty_that_ends_by_an_error_of_its_own_is_started_again(supervised: Any) -> None:
    (supervised.folder / "bug").touch()

    supervised.start(supervised.program("a"), duty=str(supervised.folder))

    supervised.until(lambda: supervised.log("a duty has ended by an error", duty="flaky"))
    supervised.until(lambda: len(supervised.notes("rounds")) >= 3)


def _guard_of(pid: int) -> int:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            words = stat.with_name("cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid and b"guard.py" in words:
            return int(stat.parent.name)
    raise AssertionError("there is no guard")


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _can_lock(path: Path) -> bool:
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
