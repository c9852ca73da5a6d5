"""Waits grow with failures in a row, and a healthy life forgets them."""

from __future__ import annotations

import pytest

from locworker.supervisor.backoff import HEALTHY, LONGEST, MANY, Backoff


def test_waits_double_up_to_the_longest() -> None:
    backoff = Backoff()

    waits = [backoff.failed(lived=1.0) for _ in range(9)]

    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, LONGEST, LONGEST, LONGEST]


def test_a_child_that_fails_for_ever_is_still_tried() -> None:
    backoff = Backoff()
    backoff.failures = 10**6

    assert backoff.failed(lived=0.0) == LONGEST


@pytest.mark.parametrize(
    ("lived", "wait"),
    [
        pytest.param(HEALTHY - 0.1, 4.0, id="just before"),
        pytest.param(HEALTHY, 0.5, id="healthy"),
    ],
)
def test_a_healthy_life_forgets_earlier_failures(lived: float, wait: float) -> None:
    backoff = Backoff()
    for _ in range(3):
        backoff.failed(lived=0.0)

    assert backoff.failed(lived=lived) == wait


@pytest.mark.parametrize(
    ("failures", "lived", "told"),
    [
        pytest.param(MANY, HEALTHY, True, id="after many"),
        pytest.param(MANY - 1, HEALTHY, False, id="after few"),
        pytest.param(MANY, 1.0, False, id="too early"),
    ],
)
def test_only_recovery_from_many_failures_is_told(failures: int, lived: float, told: bool) -> None:  # noqa: FBT001
    backoff = Backoff()
    for _ in range(failures):
        backoff.failed(lived=0.0)

    assert backoff.survived(lived=lived) is told
    assert backoff.survived(lived=lived) is False
