"""Writing a value in the form of a language: numbers and dates by CLDR, magnitudes and currencies by our words."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from locworker.languages import base_language, choose_variant
from locworker.values.model import Day, Kind, Value
from locworker.values.months import stand_alone_month_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from babel import Locale

_ROMAN = ("", "I", "II", "III", "IV")
_JAPANESE_SCALES = ((12, "兆"), (8, "億"), (4, "万"))
_YEARS = range(1000, 3000)


class Forms(NamedTuple):
    """How a language writes amounts: patterns by kind, words by magnitude, currency or unit (singular, plural)."""

    locale: Locale
    patterns: Mapping[str, str]
    words: Mapping[str, Sequence[str]]


def format_value(value: Value, language: str) -> str | None:
    """Return the value as a language (BCP 47) writes it, or None when its form is not sure there.

    Number words, ordinals, times without a half of the day and codes have no sure form.
    """
    forms = _load_forms(language)
    if forms is None or value.from_word or not value.sure:
        return None
    if value.kind is Kind.DATE:
        return _format_date(value.days, forms.locale)
    if value.kind in {Kind.QUARTER, Kind.HALF_YEAR}:
        return _format_period(value, forms)
    if value.number is None or value.kind in {Kind.TIME, Kind.ORDINAL, Kind.DECADE, Kind.FRACTION, Kind.CODE}:
        return None
    number = -value.number if value.negative else value.number
    return _format_amount(value, number, forms)


@lru_cache(maxsize=32)
def _load_forms(language: str) -> Forms | None:
    import tomllib

    from babel import Locale, UnknownLocaleError

    variant = choose_variant(language)
    file = resources.files("locworker.values").joinpath("data", f"{base_language(language)}.toml")
    try:
        locale = Locale.parse(variant.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None
    if not file.is_file():
        return None
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    words = table["format"]["words"] | table.get("variants", {}).get(variant, {})
    return Forms(locale, table["format"]["patterns"], words)


def _format_amount(value: Value, number: Decimal, forms: Forms) -> str | None:
    unscaled = number.scaleb(-value.scale)
    if value.kind is Kind.NUMBER:
        return _with_scale(value, unscaled, forms)
    if value.kind is Kind.PERCENT:
        from babel.numbers import format_decimal, format_percent

        written = format_percent(number.scaleb(-2), locale=forms.locale, decimal_quantization=False)
        digits = format_decimal(number, locale=forms.locale, decimal_quantization=False)
        return written.replace(digits, _keep_zeros(digits, number, forms), 1)
    if value.kind in {Kind.POINTS, Kind.BASIS_POINTS}:
        word = _word(forms, value.unit, unscaled)
        space = "" if forms.locale.language == "ja" else " "
        return f"{_with_scale(value, unscaled, forms)}{space}{word}" if word else None
    if value.kind is Kind.MONEY:
        return _format_money(value, unscaled, forms)
    return None


def _format_money(value: Value, unscaled: Decimal, forms: Forms) -> str | None:
    currency = _word(forms, value.currency or "", unscaled if not value.scale else unscaled * 2 + 2)
    if currency is None:
        return None
    amount = _with_scale(value, unscaled, forms)
    if amount is None:
        return None
    if forms.locale.language == "ja":
        return amount + currency
    spoken = forms.words.get(str(value.scale), ("",))[0] if value.scale else ""
    # French, Spanish, Italian and Portuguese say `millones de dólares`, but `mil dólares`.
    linked = " de " in forms.patterns["money"] or " di " in forms.patterns["money"]
    link = " "
    if spoken and linked and value.scale >= 6:
        link = " di " if " di " in forms.patterns["money"] else " d'" if _elides(currency, forms) else " de "
    return f"{amount}{link}{currency}"


def _elides(word: str, forms: Forms) -> bool:
    return forms.locale.language == "fr" and word[0] in "aeéiou"


def _with_scale(value: Value, unscaled: Decimal, forms: Forms) -> str | None:
    from babel.numbers import format_decimal

    if forms.locale.language == "ja" and value.scale:
        return _japanese(unscaled.scaleb(value.scale))
    is_year = value.kind is Kind.NUMBER and value.text.isdigit() and len(value.text) == 4 and int(value.text) in _YEARS
    # Spanish groups from five digits on; a year, and a number without separators, keeps its digits together.
    grouped = not is_year and not (value.text.isdigit() and len(value.text) <= 4)
    number = format_decimal(unscaled, locale=forms.locale, decimal_quantization=False, group_separator=grouped)
    number = _keep_zeros(number, unscaled, forms)
    if not value.scale:
        return number
    scale = _word(forms, str(value.scale), unscaled)
    return f"{number} {scale}" if scale else None


def _keep_zeros(written: str, number: Decimal, forms: Forms) -> str:
    """Put the closing zeros back that CLDR's pattern drops: 4.50 stays 4,50."""
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    separator = str(forms.locale.number_symbols["latn"]["decimal"])
    whole, _, fraction = written.partition(separator)
    return f"{whole}{separator}{fraction.ljust(decimals, '0')}" if decimals else written


def _japanese(number: Decimal) -> str | None:
    if number != number.to_integral_value():
        return None
    rest, parts = int(number), ""
    for power, word in _JAPANESE_SCALES:
        count, rest = divmod(rest, 10**power)
        parts += f"{count}{word}" if count else ""
    return parts + (str(rest) if rest or not parts else "")


def _word(forms: Forms, key: str, count: Decimal) -> str | None:
    words = forms.words.get(key)
    if words is None:
        return None
    one = abs(count) == 1 or (forms.locale.language in {"fr", "pt"} and abs(count) < 2)
    return words[0] if one else words[1]


def _format_date(days: tuple[Day, ...], locale: Locale) -> str | None:
    from babel.dates import format_date, format_skeleton

    if len(set(days)) != 1:
        return None
    year, month, day = days[0]
    try:
        date = dt.date(year or 2000, month, day or 1)
    except ValueError:
        return None
    if year and day:
        return format_date(date, "long", locale=locale)
    if not year and not day:
        return stand_alone_month_names(locale, "wide")[month]
    return format_skeleton("yMMMM" if year else "MMMMd", date, locale=locale)


def _format_period(value: Value, forms: Forms) -> str | None:
    pattern = forms.patterns["quarter" if value.kind is Kind.QUARTER else "half"]
    if not pattern or len(value.text) != 2 or value.number is None:
        return None
    number = int(value.number)
    return pattern.format(n=number, roman=_ROMAN[number])
