from __future__ import annotations

import pytest

from locworker.errors import EngineRejectedError
from locworker.jobs.reasons import reason_of

TEXT = 'Amazon <g id="1">cuts</g> 14,000 jobs &amp; more.'


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        pytest.param("deepl: bad\n\tparameter", "deepl: bad parameter", id="one line"),
        pytest.param("", "EngineRejectedError", id="nothing said"),
        pytest.param("x" * 1000, "x" * 300, id="long"),
    ],
)
def test_a_reason_is_one_short_line(says: str, reason: str) -> None:
    assert reason_of(EngineRejectedError(says)) == reason


@pytest.mark.parametrize(
    ("says", "text"),
    [
        pytest.param(f"cannot do {TEXT}", TEXT, id="whole"),
        pytest.param("cannot do 14,000 jobs & more", TEXT, id="part, as it is read"),
        pytest.param("cannot do 'Fed cuts'", "Fed cuts", id="short text"),
    ],
)
def test_a_reason_that_quotes_the_text_is_left_out(says: str, text: str) -> None:
    assert reason_of(EngineRejectedError(says), ["other", text]).startswith("EngineRejectedError; ")
