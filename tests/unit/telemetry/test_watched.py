"""Questions that may hang, and readiness made of them."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable

import pytest

from locworker.errors import BrokerError, EngineBusyError, TransientError
from locworker.telemetry import Readiness, ReadinessCheck
from locworker.telemetry.watched import Watched


def test_gives_an_answer_again_for_a_moment() -> None:
    numbers = itertools.count(1)
    watched = Watched(lambda: next(numbers), keep=60)

    assert [watched.answer(), watched.answer()] == [1, 1]


def test_asks_anew_after_the_moment() -> None:
    numbers = itertools.count(1)
    watched = Watched(lambda: next(numbers), keep=0)

    assert [watched.answer(), watched.answer()] == [1, 2]


def test_gives_an_error_again_for_a_moment() -> None:
    asked: list[int] = []

    def fail() -> None:
        asked.append(1)
        raise BrokerError("down")

    watched = Watched(fail, keep=60)

    for _ in range(2):
        with pytest.raises(BrokerError, match="down"):
            watched.answer()
    assert len(asked) == 1


def test_waits_no_longer_than_its_limit_and_asks_once_while_it_hangs() -> None:
    asked: list[int] = []
    release = threading.Event()

    def hang() -> str:
        asked.append(1)
        release.wait(60)
        return "late"

    watched = Watched(hang, limit=0.05, keep=60)

    for _ in range(3):
        with pytest.raises(TransientError, match=r"no answer in 0\.05 s"):
            watched.answer()
    release.set()

    assert len(asked) == 1
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            assert watched.answer() == "late"
            break
        except TransientError:
            continue
    assert len(asked) == 1


def test_asks_once_for_many_at_the_same_time() -> None:
    asked: list[int] = []
    gate = threading.Barrier(8)
    watched = Watched(lambda: asked.append(1), keep=60)

    def ask() -> None:
        gate.wait()
        watched.answer()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(asked) == 1


def test_tells_a_failure_of_another_kind_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def fail() -> None:
        raise ValueError("the secret")

    with pytest.raises(TransientError, match=r"^failed$"):
        Watched(fail).answer()


def fine() -> None:
    """Answer."""


def failing(error: Exception) -> Callable[[], None]:
    def ask() -> None:
        raise error

    return ask


def test_is_ready_when_all_parts_answer() -> None:
    assert ReadinessCheck({"broker": fine, "store": fine})() == Readiness(
        ready=True, parts={"broker": "ok", "store": "ok"}
    )


def test_says_what_is_missing_and_no_secret() -> None:
    check = ReadinessCheck(
        {
            "broker": failing(BrokerError("redis://:secret@h refused")),
            "engine": failing(EngineBusyError("a text")),
            "store": fine,
        },
        secrets=["secret"],
    )

    found = check()

    assert not found.ready
    assert found.parts == {
        "broker": "redis://:***@h refused", "engine": "EngineBusyError", "store": "ok",
    }  # fmt: skip


def test_asks_all_parts_at_once() -> None:
    gate = threading.Barrier(3)
    check = ReadinessCheck(dict.fromkeys(("broker", "store", "worker"), lambda: gate.wait(60)), limit=60)

    assert check().ready


def test_gives_up_on_a_part_that_hangs() -> None:
    release = threading.Event()
    check = ReadinessCheck({"store": fine, "worker": lambda: release.wait(60)}, limit=1.0)

    found = check()
    release.set()

    assert found.parts == {"store": "ok", "worker": "no answer in 1 s"}
