"""What an engine must not touch: addresses, placeholders, tickers, security numbers. Linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from locworker.protection.model import HeldKind


class Piece(NamedTuple):
    """A span of plain text, and why it is held back."""

    start: int
    end: int
    kind: HeldKind


_URL = re.compile(r"(?<![A-Za-z0-9])(?:https?://|ftp://|www\.)[^\s<>\"«»“”„]{1,2000}")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?![A-Za-z0-9-])"
)
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{0,200}\}\}|\{%[^{}%\n]{0,200}%\}|\$\{[^{}\s]{1,100}\}"
    r"|\{[A-Za-z_][A-Za-z0-9_.\[\]]{0,60}(?:![rsa])?(?::[^{}\s]{0,20})?\}|\{[0-9]{0,3}\}"
    r"|%\([A-Za-z_][A-Za-z0-9_]{0,60}\)[a-z]|(?<![\w%.,])%(?:[0-9]{1,2}\$)?[sdi@](?![A-Za-z0-9])"
)
_EXCHANGES = (
    "NYSE American|NYSE Arca|NYSE|NASDAQ|Nasdaq|NasdaqGS|AMEX|OTCQX|OTCQB|OTCMKTS|OTC|CBOE|LSE|AIM|TSXV|TSX|ASX|HKEX"
    "|SEHK|SSE|SZSE|TSE|TYO|XETRA|Xetra|ETR|FWB|FRA|EPA|AMS|Euronext|BME|BIT|SIX|SWX|NSE|BSE|KRX|SGX|B3|JSE"
)
_LISTED = re.compile(rf"(?<![A-Za-z0-9])(?:{_EXCHANGES}): ?[A-Z0-9]{{1,6}}(?:[.\-][A-Z]{{1,2}})?(?![A-Za-z0-9])")
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Z]{1,5}(?:\.[A-Z])?(?![A-Za-z0-9])")
# One letter in brackets is a footnote or a rating as often as a ticker.
_BRACKETED = re.compile(r"(?<=\()[A-Z]{2,5}(?:[.\-][A-Z]{1,2})?(?=\))")
_ISIN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[A-Z0-9]{9}[0-9](?![A-Za-z0-9])")
# Letters after a dollar sign, or alone in brackets, that are no ticker: magnitudes, places, abbreviations with
# translations of their own (GDP is BIP in German).
_NO_CASHTAG = frozenset({"K", "M", "B", "T", "MN", "BN", "TN", "MM", "MIO", "MRD", "US"})
_NO_TICKER = frozenset(
    re.findall(
        "[A-Z]+",
        "AI API CEO CFO COO CTO CPI ECB EBIT EM EPS ESG EST ET ETF ETN EU EUR FX GBP GDP GMT HICP HR II III IMF IPO "
        "ISIN IT IV IX LLC LNG MA NGO NATO OECD OPEC PCE PE PMI PPI PR QE QOQ QT REIT ROE ROI SEC SPAC TV UAE UK UN US "
        "USA USD UTC VAT VC VI VII WKN WTO XI XII YOY YTD",
    )
)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def find_pieces(text: str) -> Iterator[Piece]:
    """Yield what must not be touched in a plain text, kind by kind; spans may overlap."""
    for match in _URL.finditer(text):
        yield Piece(match.start(), _trim(text, match.start(), match.end()), HeldKind.ADDRESS)
    for match in _EMAIL.finditer(text):
        yield Piece(*match.span(), HeldKind.ADDRESS)
    for match in _PLACEHOLDER.finditer(text):
        yield Piece(*match.span(), HeldKind.PLACEHOLDER)
    for match in _LISTED.finditer(text):
        yield Piece(*match.span(), HeldKind.TICKER)
    for match in _CASHTAG.finditer(text):
        if match[0][1:] not in _NO_CASHTAG:
            yield Piece(*match.span(), HeldKind.TICKER)
    for match in _BRACKETED.finditer(text):
        if _is_ticker(match[0], text[max(0, match.start() - 80) : match.start() - 1]):
            yield Piece(*match.span(), HeldKind.TICKER)
    for match in _ISIN.finditer(text):
        if _is_isin(match[0]):
            yield Piece(*match.span(), HeldKind.TICKER)


def _trim(text: str, start: int, end: int) -> int:
    """Return where an address ends: punctuation after it, and brackets that it does not open, are the sentence's."""
    address = text[start:end]
    while True:
        last = address[-1]
        opening = _CLOSING.get(last)
        if last not in ".,;:!?'’…" and (opening is None or address.count(opening) >= address.count(last)):
            break
        address = address[:-1]
    return start + len(address)


def _is_ticker(symbol: str, before: str) -> bool:
    """Say whether letters in brackets are a ticker: after a name, and no abbreviation of the words before them."""
    if symbol in _NO_TICKER:
        return False
    words = re.findall(r"[^\W_]+", before)
    if not words or not words[-1][0].isupper():
        return False
    initials = "".join(word[0] for word in words)
    capitals = "".join(initial for initial in initials if initial.isupper())
    return not (initials.upper().endswith(symbol) or capitals.endswith(symbol))


def _is_isin(text: str) -> bool:
    """Say whether the check digit of a security number is right (ISO 6166)."""
    digits = "".join(str(int(character, 36)) for character in text)
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number // 10 + number % 10
    return total % 10 == 0
