from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.values.numerals import Numeral, Style, read_numeral

ENGLISH = Style(".", ",")
GERMAN = Style(",", ".' ")
SWISS = Style(".", "'")


@pytest.mark.parametrize(
    ("text", "style", "number", "native"),
    [
        pytest.param("1234", ENGLISH, "1234", True, id="digits"),
        pytest.param("1,234", ENGLISH, "1234", True, id="en group"),
        pytest.param("1.234", ENGLISH, "1.234", True, id="en decimal"),
        pytest.param("1.234", GERMAN, "1234", True, id="de group"),
        pytest.param("1,234", GERMAN, "1.234", True, id="de decimal, not an English group"),
        pytest.param("18,432.10", GERMAN, "18432.10", False, id="en form in de"),
        pytest.param("18.432,10", ENGLISH, "18432.10", False, id="de form in en"),
        pytest.param("4.5", GERMAN, "4.5", False, id="en decimal in de"),
        pytest.param("0.500", GERMAN, "0.500", False, id="a zero is no group"),
        pytest.param("1,234,567", ENGLISH, "1234567", True, id="two groups"),
        pytest.param("1,234,567", GERMAN, "1234567", False, id="two en groups in de"),
        pytest.param("1,00,000", ENGLISH, "100000", True, id="Indian groups"),
        pytest.param("1'234.50", SWISS, "1234.50", True, id="Swiss"),
        pytest.param("1'234", SWISS, "1234", True, id="Swiss group"),
        pytest.param("0'75", ENGLISH, "0.75", False, id="apostrophe as decimal"),
        pytest.param("7\u202f812,44", GERMAN, "7812.44", True, id="narrow space"),
        pytest.param("25 000", ENGLISH, "25000", True, id="space"),
        pytest.param("65·7", ENGLISH, "65.7", True, id="middle dot"),
    ],
)
def test_reads_numbers_by_the_separators_of_a_language(text: str, style: Style, number: str, *, native: bool) -> None:
    assert read_numeral(text, style) == Numeral(Decimal(number), native)


@pytest.mark.parametrize("text", ["1.2.3", "12.34.56", "1,2.3,4", "1.234'5", "1" * 41])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_numeral(text, ENGLISH) is None


@given(st.text("0123456789.,' \u202f", min_size=1, max_size=60))
def test_reads_or_refuses_any_digits_and_separators(text: str) -> None:
    if text.strip(".,' \u202f") == text:
        read_numeral(text, ENGLISH)
