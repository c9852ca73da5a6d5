"""Cutting a text into numbers, words and signs, in one pass."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = r"[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?|[0-9]+(?:[.,'·][0-9]+)*"
# The digits of a character reference or a numbered placeholder are no values.
_MARKUP = r"&#[0-9]+;|\{[0-9]+\}"
_TOKEN = re.compile(rf"({_NUMBER})|([^\W\d_]+)|({_MARKUP}|[^\w\s])")
# Japanese has no spaces: a run of katakana or of Latin letters is a word, any other letter is one.
_TOKEN_JA = re.compile(rf"({_NUMBER})|([ァ-ヴー]+|[A-Za-z]+|[^\W\d_])|({_MARKUP}|[^\w\s])")
_SAME_LENGTH = str.maketrans(
    {chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)}
    | {"’": "'", "−": "-", "‑": "-", "﹣": "-", "‐": "-", "￥": "¥", "￡": "£", "～": "~", "〜": "~", "﹪": "%"}
    | {chr(0x0660 + digit): str(digit) for digit in range(10)}
    | {chr(0x06F0 + digit): str(digit) for digit in range(10)}
)
NUMBER, WORD, SIGN = "n", "w", "s"
_KINDS = {1: NUMBER, 2: WORD, 3: SIGN}


class Token(NamedTuple):
    """A piece of a text; `key` is its form for looking up: folded, with plain apostrophes and digits."""

    kind: str
    key: str
    start: int
    end: int


def plain_form(text: str) -> str:
    """Return the text, at the same length, with full-width forms, digits, dashes and apostrophes made plain."""
    return text if text.isascii() else text.translate(_SAME_LENGTH)


def tokenise(plain: str, *, spaceless: bool) -> list[Token]:
    """Return the tokens of a text in its plain form."""
    pattern = _TOKEN_JA if spaceless else _TOKEN
    lowered = plain.lower()
    if len(lowered) != len(plain):
        # A few capitals are two characters in lower case: these are kept as they are.
        lowered = "".join(lower if len(lower := character.lower()) == 1 else character for character in plain)
    kinds = _KINDS
    return [
        Token(kinds[match.lastindex or 3], match[0], match.start(), match.end()) for match in pattern.finditer(lowered)
    ]
