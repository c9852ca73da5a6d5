from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locworker.values import find_values, format_value

NB = "\u00a0"


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        pytest.param("18,432.10", "de", "18.432,10", id="de number"),
        pytest.param("4.50", "de", "4,50", id="closing zero"),
        pytest.param("1,234.50", "de-CH", "1’234.50", id="de-CH"),
        pytest.param("1,234,567", "es", "1.234.567", id="es"),
        pytest.param("2026", "de", "2026", id="a year"),
        pytest.param("1.1%", "de", f"1,1{NB}%", id="de percent"),
        pytest.param("1.1%", "it", "1,1%", id="it percent"),
        pytest.param("25 basis points", "de", "25 Basispunkte", id="de basis points"),
        pytest.param("1 percentage point", "es", "1 punto porcentual", id="es one point"),
        pytest.param("0.5 percentage points", "ja", "0.5ポイント", id="ja points"),
        pytest.param("£27 million", "de", "27 Millionen Pfund", id="de million pounds"),
        pytest.param("$1 billion", "de", "1 Milliarde Dollar", id="de one milliard"),
        pytest.param("$5bn", "es", "5 mil millones de dólares", id="es milliard"),
        pytest.param("€5 billion", "fr", "5 milliards d'euros", id="fr elision"),
        pytest.param("$1.5 billion", "fr", "1,5 milliard de dollars", id="fr singular under two"),
        pytest.param("$3 million", "it", "3 milioni di dollari", id="it of"),
        pytest.param("$500 million", "ja", "5億ドル", id="ja hundred millions"),
        pytest.param("$12.5 million", "ja", "1250万ドル", id="ja ten thousands"),
        pytest.param("$3bn", "pt-BR", "3 bilhões de dólares", id="pt-BR"),
        pytest.param("$3bn", "pt-PT", "3 mil milhões de dólares", id="pt-PT"),
        pytest.param("$3bn", "pt", "3 mil milhões de dólares", id="pt is Portugal's"),
        pytest.param("-$2.1bn", "de", "-2,1 Milliarden Dollar", id="minus"),
        pytest.param("$1", "pl", "1 dolar", id="pl one"),
        pytest.param("May 6, 2026", "de", "6. Mai 2026", id="de date"),
        pytest.param("May 6", "es", "6 de mayo", id="es day and month"),
        pytest.param("May 2026", "fr", "mai 2026", id="fr month and year"),
        pytest.param("in November", "de", "November", id="de month"),
        pytest.param("Q4", "fr", "T4", id="fr quarter"),
        pytest.param("Q2", "pl", "II kw.", id="pl quarter"),
        pytest.param("H1", "es", "S1", id="es half-year"),
    ],
)
def test_writes_a_value_as_the_language_does(text: str, language: str, written: str) -> None:
    (value,) = find_values(text, "en")

    assert format_value(value, language) == written


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("fifty percent", "de", id="a number word"),
        pytest.param("05/06/2026", "de", id="a date with two readings"),
        pytest.param("2026-02-31", "de", id="a day that is not"),
        pytest.param("8.15 a.m.", "de", id="a time"),
        pytest.param("the 1990s", "de", id="a decade"),
        pytest.param("12 miles", "de", id="a quantity"),
        pytest.param("12 rand", "de", id="a currency without a word of ours"),
        pytest.param("fourth quarter", "de", id="a quarter in words"),
        pytest.param("H1", "pl", id="a half-year without a form"),
        pytest.param("$1.23456789012 billion", "ja", id="a fraction of a unit"),
        pytest.param("5%", "cs", id="a language without data"),
        pytest.param("5%", "xx-tlh", id="a language without a locale"),
        pytest.param("ORA.PA", "de", id="a code"),
    ],
)
def test_writes_nothing_when_the_form_is_not_sure(text: str, language: str) -> None:
    (value,) = find_values(text, "en")

    assert format_value(value, language) is None


@settings(max_examples=60, deadline=None)
@given(st.decimals("0.01", "999999999", places=2), st.sampled_from(["de", "fr", "es", "it", "pt", "nl", "pl", "ja"]))
def test_what_is_written_reads_as_the_same_value(number: object, language: str) -> None:
    (value,) = find_values(f"{number:,}%", "en")

    written = format_value(value, language)

    assert written is not None
    assert [found.number for found in find_values(written, language)] == [value.number]
