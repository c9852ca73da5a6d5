"""Passages: the texts of a feed that are translated, each with its units, its medium and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain

from locworker.articles import html, plain
from locworker.articles.feed_media import Excerpt
from locworker.articles.html_page import LanguageMark, Page
from locworker.articles.html_references import REFERENCE, UNSAFE, read_reference
from locworker.articles.html_text import UnitWriter, check_length
from locworker.articles.medium import Edit, Medium, apply_edits
from locworker.errors import InputError
from locworker.languages import LanguagePair
from locworker.model import Article, Format, Unit
from locworker.text import is_translatable

MAX_UNITS = 50_000
"""The most texts that a feed may have."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"<[A-Za-z!?/][^<>]*>")
_SPACE = " \t\n\f\r\v\xa0"


class Form(Enum):
    """How a reader of feeds takes a text."""

    LINES = "lines"
    """Plain text whose line ends count."""
    PLAIN = "plain"
    """Plain text whose white space does not count."""
    EITHER = "either"
    """HTML where it looks like that, else plain text."""
    HTML = "html"
    XHTML = "xhtml"


@dataclass(slots=True)
class Passage:
    """A text of a feed: `units` are pairs of a unit in that text, and the same in the feed."""

    excerpt: Excerpt
    page: Page
    units: list[tuple[Unit, Unit]] = field(default_factory=list)

    def edits(self, article: Article, targets: Mapping[str, str], pair: LanguagePair) -> list[Edit]:
        """Return what targets, by unit ids of the feed, change in it.

        Raises:
            InputError: The inline markup of a target does not fit.
        """
        own = {inner.id: targets[outer.id] for inner, outer in self.units if outer.id in targets}
        if not own:
            return []
        excerpt = self.excerpt
        medium = Medium(excerpt.text) if excerpt.whole else excerpt
        # What the encoding lacks is the concern of the medium.
        edits = html.find_edits(self.page, own, medium=medium, path=article.path, encoding="utf-8", pair=pair)
        if excerpt.whole:
            return [(*excerpt.whole, excerpt.write(apply_edits(excerpt.text, edits)))]
        return [(excerpt.start_of(start), excerpt.end_of(end), text) for start, end, text in edits]


class Feed:
    """Collects the passages of a feed, and the places where it names its language."""

    def __init__(self, *, path: str) -> None:
        self.passages: list[Passage] = []
        self.marks: list[LanguageMark] = []
        self._path = path
        self._numbers: dict[str, int] = {}
        self._count = 0

    @property
    def units(self) -> Iterator[Unit]:
        """Yield the units of all passages."""
        return (unit for passage in self.passages for _, unit in passage.units)

    def add(self, excerpt: Excerpt, *, role: str, form: Form) -> None:
        """Read a text of the feed.

        Raises:
            InputError: Two parsers disagree on the text of its HTML, or the feed has more texts than are read.
        """
        if not excerpt.text.strip(_SPACE):
            return
        page = _read_page(excerpt, form, path=self._path)
        passage = Passage(excerpt, Page(units=page.units, places=page.places, marks=page.marks))
        for unit in page.units:
            name = role if unit.role == "body" else unit.role
            number = self._numbers[name] = self._numbers.get(name, 0) + 1
            passage.units.append((unit, _place(unit, excerpt, role=name, number=number)))
        self._count += len(passage.units)
        if self._count > MAX_UNITS:
            raise InputError(f"has more than {MAX_UNITS:,} texts; cut the feed in parts", path=self._path)
        if passage.units:
            self.passages.append(passage)


def _place(unit: Unit, excerpt: Excerpt, *, role: str, number: int) -> Unit:
    """Return a unit of a text as one of its feed."""
    return Unit(
        id=f"{role}:{number}",
        role=role,
        text=unit.text,
        start=excerpt.start_of(unit.start),
        end=excerpt.end_of(unit.end),
        syntax=unit.syntax,
        codes=unit.codes,
        offsets=excerpt.offsets_of(unit),
    )


def _read_page(excerpt: Excerpt, form: Form, *, path: str) -> Page:
    text = excerpt.text
    if form is Form.XHTML or form is Form.HTML or (form is Form.EITHER and _is_html(text)):
        return html.read_fragment(text, path=path, xml=form is Form.XHTML)
    page = Page()
    syntax = "loose" if form is Form.EITHER else "plain"
    for start, end in _lines(text, path) if form is Form.LINES else _paragraphs(text):
        check_length(end - start, path=path)
        writer = UnitWriter(text, path=path)
        writer.flow(start, end, resolve=False)
        found = writer.finish(start, end)
        if is_translatable(found.text):
            unit = found.unit(unit_id=f"body:{len(page.units) + 1}", role="body", syntax=syntax)
            page.units.append(unit)
            page.places[unit.id] = found.places
    return page


def _is_html(text: str) -> bool:
    """Return whether a text that may be either has a tag or a reference in it."""
    if _TAG.search(text):
        return True
    references = (match for match in REFERENCE.finditer(text) if match[0].endswith(";"))
    return any(read_reference(text, *match.span())[1] == match.end() for match in references)


def _lines(text: str, path: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of a text, or its paragraphs when it is hard-wrapped."""
    if "\n" not in text and "\r" not in text:
        yield from _paragraphs(text)
        return
    lines = _LINE_END.split(text)
    check_length(max(map(len, lines)), path=path)
    if len(lines) > MAX_UNITS:
        raise InputError(f"has a text of more than {MAX_UNITS:,} lines; cut the feed in parts", path=path)
    # Any character that cannot be translated will do for those that no catalog can hold.
    readable = UNSAFE.sub("\udc80", text)
    for unit in plain.extract(Article(id="", path=path, format=Format.TEXT, text=readable)):
        yield unit.start, unit.end


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a text, without the white space around them; a blank line ends one."""
    first, last, position = -1, 0, 0
    for end, following in chain(map(re.Match.span, _LINE_END.finditer(text)), [(len(text), len(text))]):
        line = text[position:end].strip(_SPACE)
        if line:
            begin = text.index(line, position)
            first, last = (begin if first < 0 else first), begin + len(line)
        elif first >= 0:
            yield first, last
            first = -1
        position = following
    if first >= 0:
        yield first, last
