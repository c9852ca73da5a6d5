from __future__ import annotations

import os
import time

import pytest

from locworker.engines.apertium_pipe import Pipe, PipeError


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def interrupt() -> float:
    raise KeyboardInterrupt


def exchange_thrice(pipe: Pipe) -> None:
    """Send until a program that fails late has failed."""
    for _ in range(3):
        pipe.exchange("some text", soon(0.5))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_texts_go_through_one_after_another() -> None:
    pipe = Pipe([["cat"], ["cat"]])

    answers = [pipe.exchange(text, soon()) for text in ("one", "", "trois €")]

    pipe.close()
    assert answers == ["one", "", "trois €"]


def test_a_text_larger_than_the_pipes_goes_through() -> None:
    pipe = Pipe([["cat"], ["cat"]])
    text = "é" * 500_000

    assert pipe.exchange(text, soon(20)) == text
    pipe.close()


@pytest.mark.parametrize(
    ("program", "timed_out"),
    [
        pytest.param(["false"], False, id="ends-at-once"),
        pytest.param(["head", "-c", "3"], False, id="ends-in-the-middle"),
        pytest.param(["sleep", "60"], True, id="does-not-answer"),
        pytest.param(["sed", "-u", "-z", "s/.*/\\xff/"], False, id="answers-no-utf-8"),
        pytest.param(["sed", "-u", "-z", "p"], False, id="answers-twice"),
    ],
)
def test_programs_that_fail_are_told_and_ended(program: list[str], *, timed_out: bool) -> None:
    pipe = Pipe([["cat"], program])
    pids = pipe.pids

    with pytest.raises(PipeError) as caught:
        exchange_thrice(pipe)

    assert caught.value.timed_out is timed_out
    assert not pipe.is_usable
    pipe.close()
    assert [pid for pid in pids if is_running(pid)] == []


def test_a_program_that_is_not_there_leaves_no_others_behind() -> None:
    with pytest.raises(PipeError, match="no-such-program does not start"):
        Pipe([["cat"], ["no-such-program"]])


def test_a_pipe_that_is_forgotten_ends_its_programs() -> None:
    pipe = Pipe([["cat"]])
    pids = pipe.pids

    del pipe

    assert [pid for pid in pids if is_running(pid)] == []


def test_after_an_interrupted_exchange_the_next_answer_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Pipe([["cat"]])
    with monkeypatch.context() as patched:
        patched.setattr(time, "monotonic", interrupt)
        with pytest.raises(KeyboardInterrupt):
            pipe.exchange("the old text", 0.0)

    assert not pipe.is_usable
    pipe.close()


def test_a_closed_pipe_is_of_no_use() -> None:
    pipe = Pipe([["cat"]])
    pipe.close()
    pipe.close()

    with pytest.raises(PipeError):
        pipe.exchange("text", soon())


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_neither_uses_nor_ends_its_parents_programs() -> None:
    pipe = Pipe([["cat"]])
    child = os.fork()
    if child == 0:
        usable = True
        try:
            usable = pipe.is_usable
            pipe.close()
        finally:
            os._exit(1 if usable else 0)

    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert pipe.exchange("still here", soon()) == "still here"
    pipe.close()
