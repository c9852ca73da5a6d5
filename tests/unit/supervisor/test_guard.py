"""The guard reads which groups run, and is not led astray by what is no group."""

from __future__ import annotations

import pytest

from locworker.supervisor.guard import note


@pytest.mark.parametrize(
    ("lines", "groups"),
    [
        pytest.param([b"+10\n", b"+11\n"], {10, 11}, id="two that run"),
        pytest.param([b"+10\n", b"-10\n"], set(), id="one that has ended"),
        pytest.param([b"-10\n", b"+10\n"], {10}, id="a number used again"),
        pytest.param([b"+10\n", b"+10\n", b"-10\n"], set(), id="named twice"),
        pytest.param([b"+0\n", b"+1\n", b"+-5\n", b"+\n", b"\n", b"10\n", b"+x\n"], set(), id="no groups"),
    ],
)
def test_the_guard_knows_what_runs(lines: list[bytes], groups: set[int]) -> None:
    known: set[int] = set()

    note(known, lines)

    assert known == groups
