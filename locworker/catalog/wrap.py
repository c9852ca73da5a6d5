"""Where a PO string is broken over lines: the rules of GNU gettext, so that other tools change nothing on saving.

gettext breaks at 79 columns by Unicode's line breaking rules (UAX 14). This is the part of them that texts in Latin,
Greek, Cyrillic and East Asian scripts meet, by pairs of character classes; linear in the text. As gettext 0.21 does, a
full stop may end a line inside an address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WIDTH = 79
"""gettext's page width; a line ends one column earlier, with its closing quote."""

# Letters and digits that never break between each other are one token; any other character is one of its own.
_TOKEN = re.compile(r"[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u0373\u0386-\u058f]+|.", re.DOTALL)
# Anything beside these may be wide, combining or invisible.
_UNEVEN = re.compile(r"[^ -\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")

_CLASSES = {
    **dict.fromkeys(" ", "SP"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2011", "GL"),
    **dict.fromkeys("-", "HY"),
    **dict.fromkeys("|\u00ad\u058a\u2010\u2012\u2013\u2027", "BA"),
    **dict.fromkeys("\u00b4", "BB"),
    **dict.fromkeys("\u2014", "B2"),
    **dict.fromkeys("\"'«»‹›“”‘’‛‟", "QU"),
    **dict.fromkeys("([{¡¿„‚", "OP"),
    **dict.fromkeys(")]", "CP"),
    **dict.fromkeys("}", "CL"),
    **dict.fromkeys("!?！？؛؟۔", "EX"),
    **dict.fromkeys(",.:;،", "IS"),
    **dict.fromkeys("/", "SY"),
    **dict.fromkeys("+\\±−№￥￡", "PR"),
    **dict.fromkeys("%¢°‰′″‵℃℉％٪", "PO"),
    **dict.fromkeys("․‥…", "IN"),
    **dict.fromkeys("\u200b", "ZW"),
    **dict.fromkeys("\u2060\ufeff", "WJ"),
    **dict.fromkeys("、。，．｡､", "CL"),
    **dict.fromkeys("々〻ゝゞヽヾー：；・･゛゜〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ‼⁇⁈⁉", "NS"),
}
_CATEGORIES = {
    "Nd": "NU", "Ps": "OP", "Pe": "CL", "Pi": "QU", "Pf": "QU", "Sc": "PR", "Zs": "BA",
    "Mn": "CM", "Mc": "CM", "Me": "CM",
}  # fmt: skip

# Pairs that stay together even with spaces between them, and those that stay together without.
_NEVER_AFTER = frozenset({"CL", "CP", "EX", "IS", "SY", "WJ"})
_CLOSE = frozenset(
    {("B2", "B2"), ("CL", "NS"), ("CP", "NS"), ("QU", "OP")}
)  # fmt: skip
_JOINED = frozenset(
    [(before, "IN") for before in ("AL", "EX", "ID", "IN", "NU")]
    + [("ID", "PO"), ("PR", "ID"), ("AL", "NU"), ("NU", "AL"), ("AL", "AL"), ("NU", "NU")]
    + [("PR", "AL"), ("PO", "AL"), ("AL", "PR"), ("AL", "PO")]
    + [(before, after) for before in ("CL", "CP", "NU") for after in ("PO", "PR")]
    + [(before, after) for before in ("PO", "PR") for after in ("OP", "NU")]
    + [("HY", "NU"), ("IS", "NU"), ("SY", "NU"), ("AL", "OP"), ("NU", "OP"), ("CP", "AL"), ("CP", "NU")]
)


@lru_cache(maxsize=4096)
def _break_class(character: str) -> str:
    known = _CLASSES.get(character)
    if known:
        return known
    category = unicodedata.category(character)
    if category in _CATEGORIES:
        return _CATEGORIES[category]
    return "ID" if unicodedata.east_asian_width(character) in "WF" else "AL"


@lru_cache(maxsize=4096)
def _column_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") and character != "\u00ad":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _breaks_between(before: str, after: str, *, spaces: bool) -> bool:
    if before == "ZW":
        return True
    if after in _NEVER_AFTER or after == "ZW" or before == "OP" or (before, after) in _CLOSE:
        return False
    if spaces:
        return True
    if "WJ" in (before, after) or "QU" in (before, after) or before == "GL":
        return False
    if after == "GL":
        return before in ("BA", "HY")
    if after in ("BA", "HY", "NS") or before == "BB":
        return False
    return (before, after) not in _JOINED


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Yield the parts of escaped text that no line break may divide, with their widths."""
    start = width = 0
    before, spaces, escape = "", False, False
    # A line end stays with what stands before it, even with a space.
    last = len(text) - 2 if text.endswith("\\n") else len(text)
    for match in _TOKEN.finditer(text):
        part, position = match[0], match.start()
        first = _break_class(part[0])
        joined = escape or position == last
        escape = part == "\\" and not escape
        if first == "SP":
            spaces = True
            width += 1
            continue
        if first == "CM":
            if before and not spaces:
                width += _column_width(part[0])
                continue
            # A mark without a letter before it stands as one itself.
            first = "AL"
        if before and not joined and _breaks_between(before, first, spaces=spaces):
            yield text[start:position], width
            start, width = position, 0
        before = first if len(part) == 1 else _break_class(part[-1])
        spaces = False
        width += len(part) if len(part) > 1 else _column_width(part)
    yield text[start:], width


def wrap_line(text: str, *, column: int, width: int) -> list[str]:
    """Return escaped text, without a line end inside, in lines of at most `width` columns.

    Args:
        text: One line of a PO string, escaped.
        column: The column at which the first line starts.
        width: The columns of a line; a piece that cannot be broken may be longer.
    """
    if _UNEVEN.search(text):
        return _wrap_pieces(text, column=column, width=width)
    lines: list[str] = []
    start = 0
    # One column a character: where a line ends is looked for around its last column only.
    while len(text) - start > width - column:
        end = _line_end(text, start, start + width - column)
        if end == len(text):
            break
        lines.append(text[start:end])
        start, column = end, 0
    return [*lines, text[start:]]


def _line_end(text: str, start: int, limit: int) -> int:
    """Return the last point up to the limit where a line may end, else the first after it, else the text's end."""
    for point in range(limit, start, -1):
        if _may_break(text, start, point):
            return point
    for point in range(max(limit, start) + 1, len(text)):
        if _may_break(text, start, point):
            return point
    return len(text)


def _may_break(text: str, start: int, point: int) -> bool:
    """Say whether the line that begins at `start` may end at a point, in a text without combining marks."""
    after = text[point]
    if after == " " or (after.isalnum() and text[point - 1].isalnum()):
        return False
    before = point
    while before > start and text[before - 1] == " ":
        before -= 1
    if before == start or (point == len(text) - 2 and text.endswith("\\n")):
        return False
    slashes = point
    while slashes > start and text[slashes - 1] == "\\":
        slashes -= 1
    if (point - slashes) % 2:
        return False
    return _breaks_between(_break_class(text[before - 1]), _break_class(after), spaces=before < point)


def _wrap_pieces(text: str, *, column: int, width: int) -> list[str]:
    lines: list[str] = []
    current: list[str] = []
    for piece, piece_width in _pieces(text):
        if current and column + piece_width > width:
            lines.append("".join(current))
            current, column = [], 0
        current.append(piece)
        column += piece_width
    lines.append("".join(current))
    return lines
