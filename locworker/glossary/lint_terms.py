"""Lint of single terms: characters that nobody sees, edges, length, and what a spreadsheet would run."""

from __future__ import annotations

import re
import unicodedata

from locworker.glossary.csv import FORMULA
from locworker.glossary.lint_rows import Report, Row

_LONGEST = 1024
_NEWLINES = "\u2028\u2029"
# Format characters, and letters that have no shape: Hangul fillers, the grapheme joiner, the Mongolian separator.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_MARKS_OF_DIRECTION = "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
# Arabic, Syriac, Thaana, N'Ko, the scripts of India, Lanka, Tibet and Burma, Khmer, Mongolian, and emoji use joiners.
_JOINED_SCRIPT = re.compile(
    "[\u0600-\u07ff\u08a0-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe0f\ufe70-\ufefe\u2190-\u2bff"
    "\U0001f000-\U0001faff]"
)


def check_term(row: Row, report: Report) -> bool:
    """Report what is wrong with a term by itself; say whether there is a term at all."""
    if not row.text.strip():
        rule, side = ("empty-source", "source") if row.source else ("empty-target", "target")
        report.add_row(rule, f"the {side} is empty; write the term or delete the row", row)
        return False
    _check_edges(row, report)
    _check_characters(row, report)
    size = len(row.text.encode("utf-8", "surrogatepass"))
    if size > _LONGEST:
        report.add_row("term-too-long", f"{size} bytes of UTF-8, DeepL takes {_LONGEST}; shorten the term", row)
    return True


def _check_edges(row: Row, report: Report) -> None:
    text = row.text
    if row.kind != "tbx" and text[0] in FORMULA:
        shown = "a tab" if text[0] == "\t" else f"'{text[0]}'"
        report.add_row(
            "formula-prefix",
            f"starts with {shown}: a spreadsheet would run it as a formula; begin with a word",
            row,
            start=0,
        )
        text = text.lstrip("\t")
    # In XML a line break and its indent are the layout of the file.
    if strip_edges(text) != text and not (row.kind == "tbx" and "\n" in text):
        report.add_row(
            "surrounding-whitespace",
            "white space at the edge of the term; remove it",
            row,
            suggestion=strip_edges(row.text),
        )
    # A quote behind a digit is an inch.
    if row.kind == "deepl" and text.count('"') % 2 and (text[:1] == '"' or re.search(r'[^\d]"\Z', text)):
        report.add_row("unbalanced-quote", "a quote is not closed; close or remove it", row, start=0)


def _check_characters(row: Row, report: Report) -> None:
    """Report the first character of each kind; one mends them together."""
    seen: set[str] = set()
    if row.text.isascii() and row.text.isprintable():
        return
    for offset, char in enumerate(row.text):
        if " " <= char <= "~":
            continue
        rule = _rule_of(row, offset, char)
        if rule and rule not in seen:
            seen.add(rule)
            name = unicodedata.name(char, "control character").lower()
            report.add_row(
                rule,
                f"holds U+{ord(char):04X} ({name}); remove it",
                row,
                start=offset,
                suggestion=row.text.replace(char, " " if rule == "unicode-newline" else ""),
            )


def _rule_of(row: Row, offset: int, char: str) -> str | None:
    if char in _NEWLINES:
        return "unicode-newline"
    if char == "\t":
        return "stray-tab" if offset and row.kind != "tbx" else None
    if unicodedata.category(char) == "Cc":
        return None if row.kind == "tbx" and char in "\r\n" else "control-char"
    if _INVISIBLE.match(char) and not _belongs(row.text, offset, char):
        return "invisible-char"
    return None


def _belongs(text: str, offset: int, char: str) -> bool:
    """Say whether an invisible character does its work here: joins letters of Persian or Hindi, or emoji."""
    if char in _JOINERS:
        return bool(offset and _JOINED_SCRIPT.match(text, offset - 1) and _JOINED_SCRIPT.match(text, offset + 1))
    near = slice(max(0, offset - 40), offset + 40)
    if char in _MARKS_OF_DIRECTION:
        return bool(_RIGHT_TO_LEFT.search(text[near]))
    return "\u180b" <= char <= "\u180e" and bool(_MONGOLIAN.search(text[near]))


def drop_invisible(text: str) -> str:
    """Return the text without invisible characters, but for those that do their work where they stand."""
    if not _INVISIBLE.search(text):
        return text
    return "".join(
        char for offset, char in enumerate(text) if not _INVISIBLE.match(char) or _belongs(text, offset, char)
    )


def strip_edges(text: str) -> str:
    """Return the text without white space at its edges; control characters are another fault."""
    start, end = 0, len(text)
    while start < end and _is_space(text[start]):
        start += 1
    while end > start and _is_space(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_space(char: str) -> bool:
    return char in "\t\n" or (char.isspace() and unicodedata.category(char) == "Zs")
