"""Finding all values of a text: one walk over its tokens, each reader asked in turn."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.calendar import read_calendar
from locworker.values.codes import find_codes
from locworker.values.digits import read_number
from locworker.values.lexicon import load_lexicon
from locworker.values.ranges import share_units
from locworker.values.scan import Scanner
from locworker.values.tokens import NUMBER, SIGN, Token
from locworker.values.wording import read_words

if TYPE_CHECKING:
    from locworker.values.model import Value


class Reading(NamedTuple):
    """The values of a text, and its tokens for a look at the words around them."""

    values: list[Value]
    scanner: Scanner


def find_values(text: str, language: str) -> list[Value]:
    """Return the values of a text in order, read as its language (BCP 47) writes them; they do not overlap."""
    return read_text(text, language).values


@lru_cache(maxsize=64)
def read_text(text: str, language: str) -> Reading:
    """Return the values of a text with its tokens."""
    scanner = Scanner(text, load_lexicon(language))
    codes = find_codes(scanner.plain)
    taken = [(code.start, code.end) for code in codes]
    values: list[Value] = []
    stop = end = 0
    for index, token in enumerate(scanner.tokens):
        found = _read(scanner, index, token) if index >= stop and token.kind != SIGN else None
        if found is None:
            continue
        stop, value = found
        if value.start < end:
            value = replace(value, start=end, text=text[end : value.end])
        end = value.end
        values.append(value)
    values = share_units(values, scanner)
    if taken:
        values = [
            value for value in values if not any(value.start < stop and start < value.end for start, stop in taken)
        ]
        values = sorted([*values, *codes], key=lambda value: value.start)
    return Reading(values, scanner)


def _read(scanner: Scanner, index: int, token: Token) -> tuple[int, Value] | None:
    if token.kind == NUMBER:
        return read_calendar(scanner, index) or read_number(scanner, index)
    lexicon = scanner.lexicon
    if token.key in lexicon.readable or _is_roman(scanner, token):
        return read_calendar(scanner, index) or read_words(scanner, index)
    if token.key[:3] in lexicon.compounds.heads:
        return read_words(scanner, index)
    return None


def _is_roman(scanner: Scanner, token: Token) -> bool:
    return token.key[0] in "ivx" and scanner.plain[token.start].isupper()
