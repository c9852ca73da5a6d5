"""HTML articles: the page in, units by source offsets out; targets in, the page with only their ranges replaced out."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from locworker.articles.html_compare import confirm_text, read_xml_text
from locworker.articles.html_page import Page, read_page
from locworker.articles.html_text import escape_for
from locworker.articles.inline import Side, write_target
from locworker.languages import base_language, to_gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from locworker.articles.html_page import LanguageMark
    from locworker.model import Article, InlineCode, Unit

Edit = tuple[int, int, str]
"""A range of the source and what it becomes."""


def extract(article: Article) -> tuple[Unit, ...]:
    """Return the units of a page.

    Raises:
        InputError: A second parser reads another text.
    """
    return tuple(_read(article.text, article.path).units)


def render(article: Article, targets: Mapping[str, str], *, source_lang: str, target_lang: str) -> str:
    """Return the page with targets in place of its text; what names its language follows once one differs.

    A page that does not say which language it is in does not say so afterwards either.

    Raises:
        InputError: The inline markup of a target does not fit.
    """
    page = _read(article.text, article.path)
    changed = [unit for unit in page.units if targets.get(unit.id, unit.text) not in {unit.text, ""}]
    if not changed:
        return article.text
    inner = localise(article, page.marks, source_lang=source_lang, target_lang=target_lang)
    inner += [
        (unit.start, unit.end, render_unit(article, unit, targets[unit.id]))
        for unit in changed
        if unit.syntax != "text"
    ]
    # Attributes stand inside of texts, in the tags that placeholders stand for.
    below = _Edited(article.text, sorted(inner))
    parts: list[str] = []
    position = 0
    for unit in changed:
        if unit.syntax == "text":
            parts += (below.text(position, unit.start), _write(article, unit, targets[unit.id], page=page, below=below))
            position = unit.end
    return "".join((*parts, below.text(position, len(article.text))))


def render_unit(article: Article, unit: Unit, target: str) -> str:
    """Return a target in the syntax of its unit, its inline tags as they stand in the source.

    Raises:
        InputError: The inline markup of the target does not fit.
    """
    return _write(article, unit, target, page=None, below=None)


def localise(article: Article, marks: Sequence[LanguageMark], *, source_lang: str, target_lang: str) -> list[Edit]:
    """Return the edits that let a page name the target language where it names the source's."""
    edits: list[Edit] = []
    if source_lang == target_lang:
        return edits
    for mark in marks:
        value = article.text[mark.start : mark.end].strip()
        if base_language(value) == base_language(source_lang):
            edits.append((mark.start, mark.end, _locale(target_lang) if mark.form == "og" else target_lang))
    return edits


class _Edited:
    """The source with edits that lie apart, by ranges of the source."""

    def __init__(self, source: str, edits: Sequence[Edit]) -> None:
        self._source = source
        self._edits = edits
        self._starts = [start for start, _, _ in edits]

    def text(self, start: int, end: int) -> str:
        parts: list[str] = []
        position = start
        for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            first, last, text = self._edits[index]
            parts += (self._source[position:first], text)
            position = last
        return "".join((*parts, self._source[position:end]))


@lru_cache(maxsize=2)
def _read(source: str, path: str) -> Page:
    """Read a page; the last ones are kept, since a page is most often read to extract and again to render."""
    xml_text = read_xml_text(source) if PurePosixPath(path).suffix.lower() == ".xhtml" else None
    page = read_page(source, path=path, xml=xml_text is not None)
    confirm_text(source, page, path=path, xml_text=xml_text)
    return page


def _write(article: Article, unit: Unit, target: str, *, page: Page | None, below: _Edited | None) -> str:
    places = page.places.get(unit.id, {}) if page else {}

    def write_code(code: InlineCode, side: Side) -> str:
        place = places.get(code.id)
        if place is None or below is None:
            return (code.close or "") if side == "close" else code.open
        start, end = place[side == "close"] or (0, 0)
        return below.text(start, end)

    text = write_target(
        unit,
        target,
        path=article.path,
        write_text=escape_for(unit.syntax, article.encoding),
        write_code=write_code,
    )
    return f'"{text}"' if unit.syntax == "attribute-bare" else text


def _locale(language: str) -> str:
    """Return a language as Open Graph has it: with the region, the most likely one if none is given."""
    if "-" in language:
        return to_gettext(language)
    import langcodes

    return f"{language}_{langcodes.Language.get(language).maximize().territory}"
