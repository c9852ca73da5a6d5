"""Character references: `&eacute;`, `&#233;` and their errors in, the characters that a browser shows out."""

from __future__ import annotations

import re
from html.entities import html5

REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{1,31};?)")
"""What may be a character reference."""

UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
"""A character that no catalog can be trusted to keep: controls, line separators, noncharacters, stray bytes."""

# What the standard reads the references to C1 controls as: windows-1252.
_WINDOWS = dict(zip(range(0x80, 0xA0), bytes(range(0x80, 0xA0)).decode("cp1252", "replace"), strict=True))
_LONGEST = max(map(len, html5))
_UNKNOWN = "\ufffd"


def read_reference(text: str, start: int, end: int, *, in_attribute: bool = False) -> tuple[str, int]:
    """Return the characters of a reference that may begin at an ampersand, and where it ends.

    When it is none, that is the ampersand itself.
    """
    match = REFERENCE.match(text, start, end)
    if not match:
        return "&", start + 1
    reference = match[0]
    if reference[1] == "#":
        return _numbered(reference[2:].rstrip(";")), match.end()
    for length in range(min(len(reference), _LONGEST + 1), 2, -1):
        characters = html5.get(reference[1:length])
        if characters is None:
            continue
        after = text[start + length : min(start + length + 1, end)]
        # A query string such as `?a=1&copy=2` is left alone.
        if in_attribute and reference[length - 1] != ";" and (after == "=" or (after.isascii() and after.isalnum())):
            break
        return characters, start + length
    return "&", start + 1


def decode_references(text: str, *, in_attribute: bool = False) -> str:
    """Return text with its character references resolved."""
    position = text.find("&")
    if position < 0:
        return text
    parts = [text[:position]]
    while 0 <= position < len(text):
        characters, position = read_reference(text, position, len(text), in_attribute=in_attribute)
        following = text.find("&", position)
        parts += (characters, text[position : following if following >= 0 else len(text)])
        position = following
    return "".join(parts)


def _numbered(digits: str) -> str:
    base = 10
    if digits[0] in "xX":
        base, digits = 16, digits[1:]
    digits = digits.lstrip("0")
    # Longer numbers are out of range, and Python refuses to read very long ones.
    code = int(digits or "0", base) if len(digits) <= 7 else 0x110000
    if code in _WINDOWS and _WINDOWS[code] != _UNKNOWN:
        return _WINDOWS[code]
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return _UNKNOWN
    return chr(code)
