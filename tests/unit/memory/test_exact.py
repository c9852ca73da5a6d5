"""Exact memory."""

from __future__ import annotations

import pytest

from builders import make_segment
from locworker.memory import look_up


@pytest.mark.parametrize(
    ("known", "target"),
    [
        pytest.param([], None, id="nothing"),
        pytest.param([("p", "Fluss")], "Fluss", id="same context"),
        pytest.param([("h2", "Strom"), ("p", "Fluss")], "Fluss", id="same context first"),
        pytest.param([("p", "Strom"), ("p", "Fluss")], "Fluss", id="the newest"),
        pytest.param([("h2", "Strom")], "Strom", id="other context"),
        pytest.param([("h2", "Strom"), ("li", "Strom")], "Strom", id="others agree"),
        pytest.param([("h2", "Strom"), ("li", "Fluss")], None, id="others differ"),
        pytest.param([("p", ""), ("h2", "Strom")], "Strom", id="an empty one counts for nothing"),
    ],
)
def test_finds_what_was_reviewed(known: list[tuple[str, str]], target: str | None) -> None:
    assert look_up(make_segment("Flow"), {"Flow": known}) == target


def test_other_texts_are_not_found() -> None:
    assert look_up(make_segment("Flow"), {"flow": [("p", "Fluss")]}) is None
