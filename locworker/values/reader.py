"""Finding all values of a text: one walk over its tokens, each reader asked in turn."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.calendar import read_calendar
from locworker.values.codes import find_codes
from locworker.values.digits import read_number
from locworker.values.lexicon import load_lexicon
from locworker.values.ranges import share_units
from locworker.values.scan import Scanner
from locworker.values.tokens import NUMBER, SIGN
from locworker.values.wording import read_words

if TYPE_CHECKING:
    from locworker.values.model import Value


_LONGEST_LETTERS = 3


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
    values: list[Value] = []
    # Most of the time goes into the words that are nothing: they are told by look-ups, without a call.
    readable, heads = scanner.lexicon.readable, scanner.lexicon.compounds.heads
    stop = end = 0
    for index, token in enumerate(scanner.tokens):
        kind, key = token.kind, token.key
        if kind == SIGN or index < stop:
            continue
        if kind == NUMBER:
            found = read_calendar(scanner, index) or read_number(scanner, index)
        elif key in readable or key[:3] in heads or (key[0] in "ivx" and scanner.plain[token.start].isupper()):
            found = _read_word(scanner, index, key)
        else:
            continue
        if found is None:
            continue
        stop, value = found
        if value.start < end:
            value = replace(value, start=end, text=text[end : value.end])
        end = value.end
        values.append(value)
    values = share_units(values, scanner)
    return Reading(_with_codes(values, codes) if codes else values, scanner)


def _with_codes(values: list[Value], codes: list[Value]) -> list[Value]:
    """Return the values in order with the codes among them, and without the numbers inside of a code."""
    starts = [code.start for code in codes]

    def is_free(value: Value) -> bool:
        before = bisect_left(starts, value.end) - 1
        return before < 0 or codes[before].end <= value.start

    return sorted([*filter(is_free, values), *codes], key=lambda value: value.start)


def _read_word(scanner: Scanner, index: int, key: str) -> tuple[int, Value] | None:
    sections = scanner.lexicon.sections
    # Most words that may start a value are articles, which start no date.
    dated = key in sections["months"] or key in sections["ordinals"] or len(key) <= _LONGEST_LETTERS
    found = read_calendar(scanner, index) if dated and key not in sections["articles"] else None
    return found or read_words(scanner, index)
