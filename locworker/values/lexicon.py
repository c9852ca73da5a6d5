"""What the words and signs of values mean, by language: kept in `data/*.toml`, months and styles from CLDR."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from locworker.languages import base_language
from locworker.values.months import month_names, stand_alone_month_names
from locworker.values.numbers import compound_cardinals, compound_ordinals
from locworker.values.numerals import Style
from locworker.values.tokens import tokenise

FALLBACK = "en"
SPACELESS = frozenset({"ja", "zh"})
_MONTH_FIRST = frozenset({"en", "en-US", "en-CA"})
SIGNS = {
    "$": "DOLLAR",
    "€": "EUR",
    "£": "GBP",
    "¥": "YEN_SIGN",
    "₽": "RUB",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₪": "ILS",
    "₴": "UAH",
    "฿": "THB",
    "₿": "BTC",
    "¢": "CENT",
}
"""Currencies by their signs."""

DOLLAR_PREFIXES = {
    "us": "USD", "usd": "USD", "a": "AUD", "au": "AUD", "aud": "AUD", "c": "CAD", "ca": "CAD", "cad": "CAD",
    "nz": "NZD", "hk": "HKD", "s": "SGD", "sg": "SGD", "nt": "TWD", "r": "BRL", "mx": "MXN", "cl": "CLP",
}  # fmt: skip
"""What stands before a dollar sign: US$, A$, R$."""

_CODE_LIST = (
    "AED ARS AUD BGN BRL BTC CAD CHF CLP CNY COP CZK DEM DKK EGP "
    "EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KZT MXN MYR NGN NOK "
    "NZD PEN PHP PLN QAR RMB RON RUB SAR SEK SGD THB TRY TWD UAH "
    "USD VND ZAR"
)
CODES = frozenset(_CODE_LIST.split())
"""ISO 4217 codes that are read as such beside a number."""

_STYLE_OVERRIDES = {
    # A newspaper groups by a space or a full stop; CLDR names one of them only.
    "de": ".'\u00a0\u202f ",
    "fr": ".\u00a0\u202f ",
    "es": ".\u00a0\u202f ",
    "it": ".'\u00a0\u202f ",
    "pt": ".\u00a0\u202f ",
    "nl": ".\u00a0\u202f ",
    "pl": ".\u00a0\u202f ",
    "en": ",\u00a0\u202f ",
    "ja": ",",
}


_NUMBERED = (
    "cardinals", "articles", "ordinals", "multiples", "decades", "scales", "fractions", "mixed", "months", "periods",
)  # fmt: skip
"""Sections whose words start a value by themselves."""
_NAMED = ("units", "currencies", "connectors", "time", "suffixes", "before", "directions")
_SECTIONS = (*_NUMBERED, *_NAMED)


class Entry(NamedTuple):
    """One meaning of a word: which one of its section, and its number where it has one."""

    key: str
    number: Decimal = Decimal(0)


class Wordings(NamedTuple):
    """What can start at a token in one section: its own meaning, and longer wordings (the rest of their tokens)."""

    alone: Entry | None
    longer: tuple[tuple[tuple[str, ...], Entry], ...]


class Lexicon(NamedTuple):
    """All that is needed to read values of a language."""

    language: str
    style: Style
    sections: dict[str, dict[str, Wordings]]
    readable: frozenset[str]
    spaceless: bool
    month_first: bool
    magnitudes: frozenset[str]
    compounds: CompoundNumbers


class CompoundNumbers(NamedTuple):
    """Words that a number and a noun make together (`neunprozentig`): the numbers, and the endings with their units."""

    numbers: dict[str, Decimal]
    pattern: re.Pattern[str] | None
    units: dict[str, str]
    heads: frozenset[str]


@lru_cache(maxsize=32)
def load_lexicon(language: str) -> Lexicon:
    """Return the lexicon of a BCP 47 tag; a language without one is read with digits, signs and codes only."""
    base = base_language(language)
    table = _load_table(base)
    meanings: dict[str, dict[tuple[str, ...], Entry]] = {section: {} for section in _SECTIONS}
    spaceless = base in SPACELESS
    for section, key, number, wording in _entries(table, base):
        tokens = tuple(token.key for token in tokenise(wording, spaceless=spaceless))
        if tokens:
            meanings[section].setdefault(tokens, Entry(key, number))
    sections = {section: _by_first_token(wordings) for section, wordings in meanings.items()}
    return Lexicon(
        language=base,
        style=_style(language),
        sections=sections,
        readable=frozenset(word for section in _NUMBERED for word in sections[section]) | frozenset("q"),
        spaceless=spaceless,
        month_first=language in _MONTH_FIRST,
        magnitudes=_magnitudes(table),
        compounds=_compounds(table, base),
    )


def _load_table(base: str) -> dict[str, dict[str, list[str]]]:
    file = resources.files("locworker.values").joinpath("data", f"{base}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _style(language: str) -> Style:
    from babel import Locale, UnknownLocaleError

    base = base_language(language)
    try:
        locale = Locale.parse(language.replace("-", "_"))
        symbols = locale.number_symbols["latn"]
    except (ValueError, KeyError, UnknownLocaleError):
        locale, symbols = Locale.parse(FALLBACK), {"decimal": ".", "group": ","}
    decimal, group = str(symbols["decimal"]), str(symbols["group"]).replace("’", "'")
    usual = _STYLE_OVERRIDES.get(base, group)
    groups = "".join(dict.fromkeys(group + usual)).replace(decimal, "")
    return Style(decimal, groups)


def _entries(table: dict[str, dict[str, list[str]]], base: str) -> list[tuple[str, str, Decimal, str]]:
    endings = table.get("endings", {}).get("ordinal", [""])
    found: list[tuple[str, str, Decimal, str]] = []
    for section in _NUMBERED:
        for key, wordings in table.get(section, {}).items() if section != "periods" else ():
            for wording in wordings:
                forms = [wording[:-1] + ending for ending in endings] if wording.endswith("~") else [wording]
                found.extend((section, key, Decimal(key), form) for form in forms)
    for section in ("periods", *_NAMED):
        for key, wordings in table.get(section, {}).items():
            found.extend((section, key, Decimal(0), wording) for wording in wordings)
    found.extend(("cardinals", str(number), Decimal(number), word) for word, number in compound_cardinals(base))
    found.extend(("ordinals", str(number), Decimal(number), word) for word, number in compound_ordinals(base))
    found.extend(("months", width, Decimal(number), word) for word, width, number in _months(base))
    return found


def _months(base: str) -> list[tuple[str, str, int]]:
    """Return the names of months in CLDR with their width and number."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(base)
    except (ValueError, UnknownLocaleError):
        return []
    names: dict[str, tuple[str, int]] = {}
    for width in ("wide", "abbreviated"):
        for forms in (month_names(locale, width), stand_alone_month_names(locale, width)):
            for number, name in forms.items():
                if not name[0].isdigit():
                    names.setdefault(name.rstrip(".").lower(), (width, number))
    return [(name, width, number) for name, (width, number) in sorted(names.items())]


def _by_first_token(meanings: dict[tuple[str, ...], Entry]) -> dict[str, Wordings]:
    longer: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for tokens, entry in meanings.items():
        rest = longer.setdefault(tokens[0], [])
        if len(tokens) > 1:
            rest.append((tokens[1:], entry))
    return {
        first: Wordings(meanings.get((first,)), tuple(sorted(rest, key=lambda item: -len(item[0]))))
        for first, rest in longer.items()
    }


def _compounds(table: dict[str, dict[str, list[str]]], base: str) -> CompoundNumbers:
    units = {ending: unit for unit, endings in table.get("compounds", {}).items() for ending in endings}
    if not units:
        return CompoundNumbers({}, None, {}, frozenset())
    section = "prefixes" if "prefixes" in table else "cardinals"
    numbers = {word: Decimal(key) for key, words in table.get(section, {}).items() for word in words}
    numbers |= {word: Decimal(number) for word, number in compound_cardinals(base)}
    if "prefixes" in table:
        # Polish joins a ten and a unit: dwudziesto-cztero-letni.
        tens = [(word, number) for word, number in numbers.items() if 20 <= number < 100]
        ones = [(word, number) for word, number in numbers.items() if number < 10]
        numbers |= {ten + one: number + more for ten, number in tens for one, more in ones}
    endings = "|".join(sorted(map(re.escape, units), key=len, reverse=True))
    heads = frozenset((word + ending)[:3] for word in numbers for ending in units)
    return CompoundNumbers(numbers, re.compile(rf"(\w{{2,24}}?)({endings})\w{{0,14}}"), units, heads)


def _magnitudes(table: dict[str, dict[str, list[str]]]) -> frozenset[str]:
    """Return the words of magnitudes that mean one of them when they stand alone: the singular ones."""
    words: object = table.get("format", {}).get("words", {})
    if not isinstance(words, dict):
        return frozenset()
    return frozenset(str(forms[0]).lower() for key, forms in words.items() if key in {"6", "9", "12"})
