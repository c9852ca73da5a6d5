"""HTML in Markdown: a range of it as an article of its own, its units at their places in the Markdown article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from locworker.articles import html
from locworker.articles.markdown_source import Source
from locworker.model import Article, Format, Unit
from locworker.text import is_translatable, view_text

_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")
_TAG_LINE = re.compile(r"([ ]{0,3}<[^<>]*>)[ \t]*(?:\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A range of HTML as an article of its own; `ids` are its units' ids by those of the Markdown article."""

    start: int
    end: int
    article: Article
    ids: Mapping[str, str]


def read_html(article: Article, source: Source, span: tuple[int, int]) -> tuple[Article, list[Unit]]:
    """Return a range of HTML as an article, and its units, with its own ids, at their places in the Markdown article.

    Raises:
        InputError: A second parser reads another text.
    """
    start, end = span
    page = replace(article, format=Format.HTML, text=article.text[start:end])
    moved = [
        replace(
            unit,
            # What stands outside of all elements of the fragment is a paragraph.
            role="p" if unit.role == "body" else unit.role,
            start=unit.start + start,
            end=unit.end + start,
            offsets=tuple((offset, place + start) for offset, place in unit.offsets),
        )
        for unit in html.extract(page)
    ]
    return page, [unit for unit in moved if _shows_text(source, unit)]


def write_html(fragment: Fragment, targets: Mapping[str, str], *, languages: tuple[str, str]) -> str:
    """Return a range of HTML with targets by its own ids; `languages` are source and target.

    Raises:
        InputError: A target's tags are not those of its unit.
    """
    source, target = languages
    # A blank line would end a block of HTML.
    lines = {name: _LINE_ENDS.sub(" ", text) for name, text in targets.items()}
    text = html.render(fragment.article, lines, source_lang=source, target_lang=target)
    if "`" not in fragment.article.text:
        # In Markdown it could close a code span that begins before the tag.
        text = text.replace("`", "&#96;")
    return _keep_first_line(fragment.article.text, text)


def _shows_text(source: Source, unit: Unit) -> bool:
    """Return whether a unit holds more than template tags."""
    text = view_text(unit.text).plain
    for first, last in source.find_hidden(unit.start, unit.end):
        if first <= unit.start and unit.end <= last:
            return False
        text = text.replace(source.text[first:last], "")
    return is_translatable(text)


def _keep_first_line(source: str, text: str) -> str:
    """Return rendered HTML with a line end after its first tag, where a tag alone on its line begins the block."""
    match = _TAG_LINE.match(source)
    if match and text.startswith(match[1]) and not _TAG_LINE.match(text):
        return match[0] + text[match.end(1) :].lstrip(" ")
    return text
