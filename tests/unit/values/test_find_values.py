from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locworker.values import Day, Kind, find_values

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "cs")


@pytest.mark.parametrize(
    ("language", "text", "kind", "number", "unit"),
    [
        pytest.param("en", "$71.20", Kind.MONEY, "71.20", "DOLLAR", id="en sign"),
        pytest.param("en", "US$1.04 billion", Kind.MONEY, "1.04E9", "USD", id="en prefix and magnitude"),
        pytest.param("en", "£80m", Kind.MONEY, "80E6", "GBP", id="en letter"),
        pytest.param("en", "EUR 5bn", Kind.MONEY, "5E9", "EUR", id="en code before"),
        pytest.param("en", "5 million Swiss francs", Kind.MONEY, "5E6", "CHF", id="en words"),
        pytest.param("en", "a 3-dollar fee", Kind.MONEY, "3", "DOLLAR", id="en hyphen"),
        pytest.param("en", "1.1%", Kind.PERCENT, "1.1", "percent", id="en percent"),
        pytest.param("en", "25 basis points", Kind.BASIS_POINTS, "25", "bp", id="en basis points"),
        pytest.param("en", "0.5 percentage points", Kind.POINTS, "0.5", "pp", id="en points"),
        pytest.param("en", "a quarter point", Kind.POINTS, "0.25", "pp", id="en share of a point"),
        pytest.param("en", "18-year-old", Kind.QUANTITY, "18", "year", id="en age"),
        pytest.param("en", "1,200 barrels", Kind.QUANTITY, "1200", "barrel", id="en barrels"),
        pytest.param("en", "2½ miles", Kind.QUANTITY, "2.5", "mile", id="en half sign"),
        pytest.param("en", "two and a half million dollars", Kind.MONEY, "2.5E6", "DOLLAR", id="en half in words"),
        pytest.param("en", "half a billion dollars", Kind.MONEY, "5E8", "DOLLAR", id="en half a billion"),
        pytest.param("en", "1.2m", Kind.NUMBER, "1.2", "", id="en letter without a currency"),
        pytest.param("en", "a tenth", Kind.FRACTION, "0.1", "", id="en share"),
        pytest.param("en", "two hundred thousand", Kind.NUMBER, "2E5", "", id="en thousands"),
        pytest.param("it", "mezzo milione di euro", Kind.MONEY, "5E5", "EUR", id="it half a million"),
        pytest.param("de", "einen halben Prozentpunkt", Kind.POINTS, "0.5", "pp", id="de half a point"),
        pytest.param("es", "mil euros", Kind.MONEY, "1000", "EUR", id="es a thousand"),
        pytest.param("es", "dos y medio", Kind.NUMBER, "2.5", "", id="es and a half"),
        pytest.param("en", "three hundred and five", Kind.NUMBER, "305", "", id="en hundreds"),
        pytest.param("en", "a million", Kind.NUMBER, "1E6", "", id="en article"),
        pytest.param("en", "a hundred", Kind.NUMBER, "100", "", id="en a hundred"),
        pytest.param("en", "twenty-first", Kind.ORDINAL, "21", "", id="en ordinal"),
        pytest.param("en", "the 1990s", Kind.DECADE, "1990", "", id="en decade"),
        pytest.param("en", "the sixties", Kind.DECADE, "60", "", id="en decade in words"),
        pytest.param("en", "Q4", Kind.QUARTER, "4", "quarter", id="en quarter letter"),
        pytest.param("en", "4Q", Kind.QUARTER, "4", "quarter", id="en quarter number"),
        pytest.param("en", "fourth-quarter", Kind.QUARTER, "4", "quarter", id="en quarter words"),
        pytest.param("en", "H1", Kind.HALF_YEAR, "1", "half", id="en half-year"),
        pytest.param("en", "the first half", Kind.HALF_YEAR, "1", "half", id="en half in words"),
        pytest.param("en", "8.15 a.m.", Kind.TIME, "495", "", id="en time"),
        pytest.param("en", "3 pm", Kind.TIME, "900", "", id="en afternoon"),
        pytest.param("en", "14:30", Kind.TIME, "870", "", id="en 24 hours"),
        pytest.param("en", "1200 GMT", Kind.TIME, "720", "", id="en zone"),
        pytest.param("de", "neunprozentig", Kind.PERCENT, "9", "percent", id="de percent compound"),
        pytest.param("de", "zehnjährige", Kind.QUANTITY, "10", "year", id="de year compound"),
        pytest.param("de", "dreiundzwanzig", Kind.NUMBER, "23", "", id="de compound"),
        pytest.param("de", "zweieinhalb Millionen Pfund", Kind.MONEY, "2.5E6", "POUND", id="de half"),
        pytest.param("de", "6 Mrd. Euro", Kind.MONEY, "6E9", "EUR", id="de abbreviation"),
        pytest.param("de", "45 Bio. Yen", Kind.MONEY, "45E12", "JPY", id="de Billion"),
        pytest.param("de", "700 000 $", Kind.MONEY, "700000", "DOLLAR", id="de sign behind"),
        pytest.param("de", "360 $ Millionen", Kind.MONEY, "360E6", "DOLLAR", id="de magnitude behind the sign"),
        pytest.param("de", "viertes Quartal", Kind.QUARTER, "4", "quarter", id="de quarter"),
        pytest.param("de", "3. Quartal", Kind.QUARTER, "3", "quarter", id="de quarter number"),
        pytest.param("de", "15 Uhr", Kind.TIME, "900", "", id="de time"),
        pytest.param("de", "90er", Kind.DECADE, "90", "", id="de decade"),
        pytest.param("de", "eine Milliarde", Kind.NUMBER, "1E9", "", id="de one milliard"),
        pytest.param("de", "die Milliarde", Kind.NUMBER, "1E9", "", id="de the milliard"),
        pytest.param("de", "vierfach", Kind.ORDINAL, "4", "", id="de multiple"),
        pytest.param("de", "zwölffach", Kind.NUMBER, "12", "", id="de built multiple"),
        pytest.param("de-CH", "CHF 1'234.50", Kind.MONEY, "1234.50", "CHF", id="de-CH"),
        pytest.param("fr", "quatre-vingt mille", Kind.NUMBER, "80000", "", id="fr four twenties"),
        pytest.param("fr", "quatre-vingt-dix-sept", Kind.NUMBER, "97", "", id="fr 97"),
        pytest.param("fr", "soixante et onze", Kind.NUMBER, "71", "", id="fr 71"),
        pytest.param("fr", "5 milliards d'euros", Kind.MONEY, "5E9", "EUR", id="fr of"),
        pytest.param("fr", "4e trimestre", Kind.QUARTER, "4", "quarter", id="fr quarter"),
        pytest.param("fr", "15h30", Kind.TIME, "930", "", id="fr time"),
        pytest.param("fr", "22 h 08", Kind.TIME, "1328", "", id="fr time with spaces"),
        pytest.param("fr", "XIXe", Kind.ORDINAL, "19", "", id="fr Roman"),
        pytest.param("fr", "années 90", Kind.DECADE, "90", "", id="fr decade"),
        pytest.param("es", "2.631 millones", Kind.NUMBER, "2631E6", "", id="es thousands of millions"),
        pytest.param("es", "3 mil millones de dólares", Kind.MONEY, "3E9", "DOLLAR", id="es milliard"),
        pytest.param("es", "6 mil 74", Kind.NUMBER, "6074", "", id="es spoken thousands"),
        pytest.param("es", "treinta y cinco", Kind.NUMBER, "35", "", id="es and"),
        pytest.param("es-MX", "1,280.50", Kind.NUMBER, "1280.50", "", id="es-MX"),
        pytest.param("it", "80mila €", Kind.MONEY, "80000", "EUR", id="it mila"),
        pytest.param("it", "ventotto", Kind.NUMBER, "28", "", id="it elision"),
        pytest.param("it", "anni Novanta", Kind.DECADE, "90", "", id="it decade"),
        pytest.param("it", "anni '70", Kind.DECADE, "70", "", id="it decade with apostrophe"),
        pytest.param("it", "IV trimestre", Kind.QUARTER, "4", "quarter", id="it Roman quarter"),
        pytest.param("pt-BR", "1,5 bilhão de reais", Kind.MONEY, "1.5E9", "BRL", id="pt-BR"),
        pytest.param("pt-PT", "2 mil milhões de euros", Kind.MONEY, "2E9", "EUR", id="pt-PT"),
        pytest.param("nl", "tweeëntwintig", Kind.NUMBER, "22", "", id="nl compound"),
        pytest.param("it", "il decennale", Kind.QUANTITY, "10", "year", id="it years in one word"),
        pytest.param("it", "ventennali", Kind.QUANTITY, "20", "year", id="it years in one word, plural"),
        pytest.param("fr", "biennaux", Kind.QUANTITY, "2", "year", id="fr years in one word"),
        pytest.param("es", "quinquenal", Kind.QUANTITY, "5", "year", id="es years in one word"),
        pytest.param("pt", "decenais", Kind.QUANTITY, "10", "year", id="pt years in one word"),
        pytest.param("nl", "tweede kwartaal", Kind.QUARTER, "2", "quarter", id="nl quarter"),
        pytest.param("nl", "jaren 30", Kind.DECADE, "30", "", id="nl decade"),
        pytest.param("pl", "45 bln zł", Kind.MONEY, "45E12", "PLN", id="pl bilion"),
        pytest.param("pl", "dwadzieścia trzy procent", Kind.PERCENT, "23", "percent", id="pl words"),
        pytest.param("pl", "dwugodzinnego", Kind.QUANTITY, "2", "hour", id="pl compound"),
        pytest.param("pl", "lata dwudzieste", Kind.DECADE, "20", "", id="pl decade"),
        pytest.param("pl", "II kw", Kind.QUARTER, "2", "quarter", id="pl quarter"),
        pytest.param("ja", "4万8580円", Kind.MONEY, "48580", "JPY", id="ja chain"),
        pytest.param("ja", "1 億 6,940 万ドル", Kind.MONEY, "169400000", "DOLLAR", id="ja chain with spaces"),
        pytest.param("ja", "5億ドル", Kind.MONEY, "5E8", "DOLLAR", id="ja hundred million"),
        pytest.param("ja", "第4四半期", Kind.QUARTER, "4", "quarter", id="ja quarter"),
        pytest.param("ja", "午後3時15分", Kind.TIME, "195", "", id="ja time"),
        pytest.param("ja", "１５％", Kind.PERCENT, "15", "percent", id="ja full width"),
    ],
)
def test_reads_a_value(language: str, text: str, kind: Kind, number: str, unit: str) -> None:
    (value,) = find_values(text, language)

    assert (value.kind, value.number) == (kind, Decimal(number))
    assert (value.currency or value.unit) == unit
    assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        pytest.param("en", "May 6, 2026", Day(2026, 5, 6), id="en"),
        pytest.param("en", "6th of May 2026", Day(2026, 5, 6), id="en ordinal"),
        pytest.param("en", "January 1st", Day(0, 1, 1), id="en month and day"),
        pytest.param("en", "Nov. 2025", Day(2025, 11, 0), id="en abbreviated"),
        pytest.param("en", "in May", Day(0, 5, 0), id="en month"),
        pytest.param("de", "6. Mai 2026", Day(2026, 5, 6), id="de"),
        pytest.param("de", "06.05.26", Day(2026, 5, 6), id="de numbers"),
        pytest.param("de", "01.12.1999", Day(1999, 12, 1), id="de four digits"),
        pytest.param("en", "2026-05-06", Day(2026, 5, 6), id="ISO"),
        pytest.param("fr", "1er mai", Day(0, 5, 1), id="fr"),
        pytest.param("es", "6 de mayo de 2026", Day(2026, 5, 6), id="es"),
        pytest.param("pl", "6 maja 2026", Day(2026, 5, 6), id="pl"),
        pytest.param("ja", "2026年5月6日", Day(2026, 5, 6), id="ja"),
        pytest.param("ja", "5月6日", Day(0, 5, 6), id="ja without a year"),
    ],
)
def test_reads_a_date(language: str, text: str, day: Day) -> None:
    (value,) = find_values(text, language)

    assert (value.kind, value.days) == (Kind.DATE, (day,))


def test_a_date_in_numbers_has_two_readings_the_languages_first() -> None:
    (american,), (british,) = find_values("05/06/2026", "en-US"), find_values("05/06/2026", "en-GB")

    assert american.days == (Day(2026, 5, 6), Day(2026, 6, 5))
    assert british.days == (Day(2026, 6, 5), Day(2026, 5, 6))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("en", "They may go there", id="a verb"),
        pytest.param("en", "a bond of the state", id="an article"),
        pytest.param("en", "millions of people", id="a bare plural"),
        pytest.param("fr", "mardi, la mer", id="no month"),
        pytest.param("de", "zu Hause", id="no number"),
        pytest.param("en", "", id="empty"),
        pytest.param("it", "I tassi", id="an article that looks Roman"),
        pytest.param("fr", "l&#39;euro", id="a character reference"),
        pytest.param("en", "{0} of {1}", id="placeholders"),
    ],
)
def test_finds_no_value_where_there_is_none(language: str, text: str) -> None:
    assert find_values(text, language) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("€5-6bn", {"5E9", "6E9"}, id="dash"),
        pytest.param("5 to 6 billion euros", {"5E9", "6E9"}, id="words"),
        pytest.param("1, 2 and 3 million", {"1", "2", "3E6"}, id="a list keeps its numbers first"),
    ],
)
def test_a_range_shares_its_magnitude(text: str, numbers: set[str]) -> None:
    found = find_values(text, "en")

    assert {value.readings[0].number for value in found} == {Decimal(number) for number in numbers}


def test_a_range_shares_its_unit() -> None:
    first, second = find_values("between 30 and 37 percent", "en")

    assert "percent" in {measure.unit for measure in first.readings}
    assert second.unit == "percent"


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        pytest.param("-$2.1bn", True, id="before the sign"),
        pytest.param("(−3%)", True, id="in brackets"),
        pytest.param("5-6", False, id="a range"),
        pytest.param("G-20", False, id="a name"),
    ],
)
def test_tells_a_minus_from_a_hyphen(text: str, *, negative: bool) -> None:
    assert any(value.negative for value in find_values(text, "en")) is negative


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("ISIN US0231351067 rose", "US0231351067", id="ISIN"),
        pytest.param("Orange (ORA.PA)", "ORA.PA", id="exchange behind"),
        pytest.param("NASDAQ: AMZN", "AMZN", id="exchange before"),
        pytest.param("buy $TSLA now", "TSLA", id="cash tag"),
    ],
)
def test_reads_codes(text: str, code: str) -> None:
    assert [value.text for value in find_values(text, "en") if value.kind is Kind.CODE] == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("ISINはUS0231351067です", "US0231351067", id="ISIN"),
        pytest.param("株価NASDAQ:AAPLは", "AAPL", id="exchange before"),
        pytest.param("今$TSLAを", "TSLA", id="cash tag"),
        pytest.param("銘柄7203.Tは", "7203.T", id="exchange behind"),
    ],
)
def test_reads_codes_among_kana_without_spaces(text: str, code: str) -> None:
    assert [value.text for value in find_values(text, "ja") if value.kind is Kind.CODE] == [code]


def test_an_isin_with_a_wrong_check_digit_is_no_code() -> None:
    assert "US0231351068" not in {value.text for value in find_values("US0231351068", "en")}


def test_what_is_no_number_is_kept_as_a_code() -> None:
    assert [(value.kind, value.text) for value in find_values("1.2.3.4", "en")] == [(Kind.CODE, "1.2.3.4")]


def test_a_long_run_of_digits_is_a_code() -> None:
    (value,) = find_values("1" * 1_000_000, "de")

    assert value.kind is Kind.CODE


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.one_of(st.sampled_from("0123456789.,:'/-–%$€£ Q4mbn年月日万億\u202f"), st.characters()), max_size=80),
    st.sampled_from(LANGUAGES),
)
def test_values_of_any_text_are_in_order_and_do_not_overlap(text: str, language: str) -> None:
    values = find_values(text, language)

    ends = [0]
    for value in values:
        assert ends[-1] <= value.start < value.end <= len(text)
        assert text[value.start : value.end] == value.text
        ends.append(value.end)
