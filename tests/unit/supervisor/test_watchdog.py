"""The watchdog tells idleness with work waiting from idleness without, and from work."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from locworker.errors import BrokerError
from locworker.supervisor.watchdog import PATIENCE, Progress, Watchdog

_STILL = Progress(waiting=3, out=0, last_started=None)


def _watch(looks: Sequence[tuple[float, Progress]]) -> list[float]:
    """Return at which moments the child was started again."""
    restarts: list[float] = []
    at = 0.0
    current = _STILL
    dog = Watchdog(lambda: {"mt": current}, lambda _queue: restarts.append(at), clock=lambda: at)
    for moment, progress in looks:
        at, current = moment, progress
        dog.look()
    return restarts


@pytest.mark.parametrize(
    ("looks", "restarts"),
    [
        pytest.param([(0.0, _STILL), (PATIENCE - 1, _STILL)], [], id="not yet"),
        pytest.param([(0.0, _STILL), (PATIENCE, _STILL)], [PATIENCE], id="too long"),
        pytest.param(
            [(0.0, _STILL), (60.0, Progress(waiting=3, out=1, last_started=59.0)), (130.0, _STILL)],
            [],
            id="something was out",
        ),
        pytest.param(
            [(0.0, _STILL), (60.0, Progress(waiting=0, out=0, last_started=None)), (130.0, _STILL)],
            [],
            id="nothing waited",
        ),
        pytest.param(
            [(0.0, _STILL), (130.0, Progress(waiting=3, out=0, last_started=50.0))], [], id="short work in between"
        ),
        pytest.param(
            [(0.0, _STILL), (170.0, Progress(waiting=3, out=0, last_started=50.0))], [170.0], id="and none since"
        ),
        pytest.param(
            [(float(at), _STILL) for at in range(0, 400, 10)], [120.0, 250.0, 380.0], id="again, with patience anew"
        ),
    ],
)
def test_a_child_is_started_again_when_its_queue_stands_still(
    looks: Sequence[tuple[float, Progress]], restarts: list[float]
) -> None:
    assert _watch(looks) == restarts


def test_queues_are_watched_each_on_its_own() -> None:
    restarts: list[str] = []
    at = [0.0]
    states = {"mt": _STILL, "cpu": Progress(waiting=1, out=1, last_started=0.0)}
    dog = Watchdog(lambda: states, restarts.append, clock=lambda: at[0])

    dog.look()
    at[0] = PATIENCE
    dog.look()

    assert restarts == ["mt"]


def test_a_queue_that_cannot_be_looked_at_gives_patience_anew() -> None:
    restarts: list[str] = []
    at = [0.0]
    away = [False]

    def read() -> dict[str, Progress]:
        if away[0]:
            raise BrokerError("the queue is away")
        return {"mt": _STILL}

    dog = Watchdog(read, restarts.append, clock=lambda: at[0])
    for moment, gone in [(0.0, False), (60.0, True), (PATIENCE + 60, False), (2 * PATIENCE, False)]:
        at[0], away[0] = moment, gone
        dog.look()

    assert restarts == []
