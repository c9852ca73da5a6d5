"""Codes that a translation keeps letter by letter: ISINs and tickers with their exchange."""

from __future__ import annotations

import re

from locworker.text import mask_unspaced
from locworker.values.model import Kind, Value

_CODE = re.compile(
    r"(?=[A-Z0-9$])(?:"
    r"\b(?P<isin>[A-Z]{2}[A-Z0-9]{9}[0-9])\b"
    r"|\b(?:NYSE|NASDAQ|Nasdaq|LSE|XETRA|Xetra|AMEX|TSE|TYO|HKEX|SIX|ASX|TSX|FRA|ETR|EPA|BIT|BME|AMS|WSE)"
    r":[ \u00a0]?(?P<listed>[A-Z0-9]{1,6}(?:\.[A-Z]{1,2})?)\b"
    r"|(?<![\w.])(?P<dotted>[A-Z0-9]{2,6}\.(?:PA|DE|L|MI|MC|AS|SW|BR|LS|WA|T|HK|TO|AX|OL|ST|CO|HE|VI|N|O|OQ|SS|SZ|KS))\b"
    r"|(?<![\w$])\$(?P<cash>[A-Z]{1,5})\b(?![.\w]))"
)


def find_codes(plain: str) -> list[Value]:
    """Return the codes of a text: an ISIN needs its right check digit, a ticker its exchange."""
    found: list[Value] = []
    for match in _CODE.finditer(mask_unspaced(plain)):
        name = match.lastgroup or ""
        if name == "isin" and not is_isin(match[name]):
            continue
        start, end = match.span(name)
        found.append(Value(start=start, end=end, text=match[name], kind=Kind.CODE))
    return found


def is_isin(code: str) -> bool:
    """Say whether the check digit of an ISIN is right (ISO 6166, Luhn over digits and letters as two digits)."""
    digits = "".join(str(int(character, 36)) for character in code)
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if position % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
