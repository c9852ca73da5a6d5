"""Plain text: a line is a unit; in a hard-wrapped file a paragraph is one, and its target is wrapped again.

A file is hard-wrapped when most of the lines that another follows are 60 to 80 columns wide and most of those go on in
lower case. LF, CR LF and CR end a line and nothing else does. Indentation and list markers stay outside of units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from locworker.articles.builder import UnitBuilder
from locworker.articles.inline import write_target
from locworker.model import Article, Unit
from locworker.text import is_translatable

_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LEAD = re.compile(r"[\s\ufeff]*(?:(?:[-*+•‣◦▪·–—]|\(?[0-9]{1,3}[.)]|\(?[a-z]\))[ \t\u00a0]+)?")
_SPACES = " \t\f\v\u00a0\u3000\ufeff"
# Lines that begin so are drawn, not written.
_RULES = set("=-*_#~+|")
_NARROW, _WIDE = 60, 80


class _Line(NamedTuple):
    """One line with text: it begins at `start`, its text is [first, end), `lead` is what stands before."""

    start: int
    first: int
    end: int
    lead: str

    @property
    def width(self) -> int:
        return self.end - self.start

    @property
    def is_item(self) -> bool:
        return bool(self.lead.strip(_SPACES))


def extract(article: Article) -> tuple[Unit, ...]:
    """Return the units of a plain text: lines, or paragraphs when it is hard-wrapped."""
    units: list[Unit] = []
    for lines in _paragraphs(article.text):
        builder = UnitBuilder(article.text)
        for number, line in enumerate(lines):
            if number:
                builder.add_value(lines[number - 1].end, " ")
            builder.add_literal(line.first, line.end)
        unit = builder.build(
            id=f"p:{len(units) + 1}",
            role="p",
            start=lines[0].first,
            end=lines[-1].end,
            syntax="line" if _wrap_width(article.text) is None else "paragraph",
        )
        if is_translatable(unit.text):
            units.append(unit)
    return tuple(units)


def render(article: Article, targets: Mapping[str, str]) -> str:
    """Return the article with targets, by unit id, in place of its text; an empty target keeps the source.

    Raises:
        InputError: A target's tags are not those of its unit.
    """
    parts: list[str] = []
    position = 0
    for unit in extract(article):
        target = targets.get(unit.id, "")
        if target not in {unit.text, ""}:
            parts += (article.text[position : unit.start], render_unit(article, unit, target))
            position = unit.end
    return "".join((*parts, article.text[position:]))


def render_unit(article: Article, unit: Unit, target: str) -> str:
    """Return what replaces a unit in the source: one line, or lines as wide as those of the file.

    Raises:
        InputError: The target's tags are not those of its unit.
    """
    text = " ".join(_LINE.findall(write_target(unit, target, path=article.path, write_text=str)))
    width = _wrap_width(article.text) if unit.syntax == "paragraph" else None
    if width is None:
        return text
    line_end = _LINE_END.search(article.text)
    before = article.text[max(0, unit.start - width) : unit.start]
    column = len(before) - max(before.rfind("\n"), before.rfind("\r")) - 1
    source = _LINE_END.split(article.text[unit.start : unit.end], maxsplit=1)
    if len(source) > 1:
        indent = source[1][: len(source[1]) - len(source[1].lstrip(_SPACES))]
    else:
        lead = article.text[unit.start - column : unit.start]
        indent = "".join(character if character in _SPACES else " " for character in lead)
    lines = _wrap(text, width=width, first=width - column, rest=width - len(indent))
    return ((line_end[0] if line_end else "\n") + indent).join(lines)


def _wrap(text: str, *, width: int, first: int, rest: int) -> list[str]:
    """Return the words of a text on lines of at most `first`, then `rest` columns, but never less than half a line."""
    lines: list[str] = []
    line: list[str] = []
    length = 0
    for word in text.split(" "):
        room = max(first if not lines else rest, width // 2)
        if line and length + 1 + len(word) > room:
            lines.append(" ".join(line))
            line, length = [], 0
        length += len(word) + bool(line)
        line.append(word)
    return [*lines, " ".join(line)]


def _paragraphs(text: str) -> Iterator[Sequence[_Line]]:
    """Yield the lines of each unit."""
    is_wrapped = _wrap_width(text) is not None
    lines: list[_Line] = []
    for line in _lines(text):
        if lines and not (is_wrapped and _continues(text, lines, line)):
            yield lines
            lines = []
        lines.append(line)
    if lines:
        yield lines


def _continues(text: str, lines: Sequence[_Line], line: _Line) -> bool:
    """Return whether a line belongs to the paragraph: full lines before it, and one indentation from the second on."""
    last = lines[-1]
    if line.is_item or not _follows(text, last, line) or (len(lines) > 1 and line.lead != last.lead):
        return False
    word = _first_word(text, line)
    # A word that would have fitted on the line before says that the line was ended on purpose.
    is_full = last.width + 1 + len(word) >= _NARROW
    return is_full and not {text[last.first], word[0]} & _RULES


def _follows(text: str, last: _Line, line: _Line) -> bool:
    return _LINE_END.fullmatch(text[last.end : line.start].strip(_SPACES)) is not None


def _first_word(text: str, line: _Line) -> str:
    return text[line.first : line.end].split(None, 1)[0]


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines that hold more than white space."""
    for match in _LINE.finditer(text):
        end = match.start() + len(match[0].rstrip(_SPACES))
        lead = _LEAD.match(text, match.start(), end)
        first = lead.end() if lead else match.start()
        if first < end:
            yield _Line(match.start(), first, end, text[match.start() : first])


@lru_cache(maxsize=4)
def _wrap_width(text: str) -> int | None:
    """Return the width of a hard-wrapped text's longest line, or None when lines are units."""
    followed = going_on = 0
    widest = 0
    last: _Line | None = None
    for line in _lines(text):
        if last is not None and not line.is_item and _follows(text, last, line):
            followed += 1
            if _NARROW <= last.width <= _WIDE:
                widest = max(widest, last.width)
                going_on += _first_word(text, line)[:1].islower()
        last = line
    return widest if widest and going_on * 2 > followed else None
