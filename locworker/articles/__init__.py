"""Articles: a file's bytes in, units with their places out; translated units in, the article's bytes again out.

An article is never serialised anew: a translation replaces the range of the source that its unit came from, and
everything else stays as it is, byte for byte. Each format is a module with `extract(article)`, which finds the units,
and a way to write a target back in place of a unit.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from locworker.articles.encoding import MAX_BYTES, decode_article, encode_article
from locworker.articles.ids import article_id, is_plain
from locworker.errors import InputError
from locworker.files import read_file
from locworker.model import Article, Format, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ARTICLE_SUFFIXES",
    "article_id",
    "extract_units",
    "is_plain",
    "locate",
    "parse_article",
    "read_article",
    "render_article",
]

_SUFFIXES = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".shtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdown": Format.MARKDOWN,
    ".mkd": Format.MARKDOWN,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".rss": Format.XML_FEED,
    ".atom": Format.XML_FEED,
    ".rdf": Format.XML_FEED,
    ".xml": Format.XML_FEED,
    ".json": Format.JSON_FEED,
}
ARTICLE_SUFFIXES = frozenset(_SUFFIXES) - {".rdf", ".xml", ".json"}
"""The suffixes of articles, in lower case; those that most often mean something else are read when a file is named."""

_FEEDS = frozenset({Format.XML_FEED, Format.JSON_FEED})
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_article(path: Path, *, root: Path) -> Article:
    """Read an article of the project at `root`.

    Raises:
        InputError: The file is missing, no file, too large, not a format or encoding that is read, or its text is
            not certain.
    """
    content = read_file(path, most=MAX_BYTES, what="article")
    return parse_article(content, article_id=article_id(path, root), path=str(path))


def parse_article(content: bytes, *, article_id: str, path: str) -> Article:
    """Decode an article; its format is that of the path's suffix.

    Raises:
        InputError: The suffix, size or encoding is not one that is read.
    """
    kind = _SUFFIXES.get(PurePosixPath(path.replace("\\", "/")).suffix.lower())
    if kind is None:
        raise InputError(
            "is not an article; the suffix must be .html, .xhtml, .md, .txt, .rss, .atom, .xml or .json", path=path
        )
    decoded = decode_article(content, path=path, format=kind)
    return Article(
        id=article_id,
        path=path,
        format=kind,
        text=decoded.text,
        encoding=decoded.encoding,
        errors=decoded.errors,
        bom=decoded.bom,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def extract_units(article: Article) -> tuple[Unit, ...]:
    """Return the units of an article in the order of the source.

    Raises:
        InputError: Two parsers disagree on the text of the article, so that a part could be lost, or it is no feed.
    """
    if article.format in _FEEDS:
        from locworker.articles import feed

        return feed.extract(article)
    if article.format is Format.HTML:
        from locworker.articles import html

        return html.extract(article)
    if article.format is Format.MARKDOWN:
        from locworker.articles import markdown

        return markdown.extract(article)
    from locworker.articles import plain

    return plain.extract(article)


def locate(article: Article, unit: Unit, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of an offset in a unit's text; LF, CR LF and CR end lines."""
    place = unit.start
    if unit.offsets:
        start, place = unit.offsets[max(0, bisect_right(unit.offsets, offset, key=lambda pair: pair[0]) - 1)]
        place += offset - start
    place = min(place, unit.end)
    lines = _line_starts(article.text)
    line = bisect_right(lines, place)
    return line, place - lines[line - 1] + 1


def render_article(article: Article, targets: Mapping[str, str], *, source_lang: str, target_lang: str) -> bytes:
    """Return the article's bytes with targets, by unit id, in place of the source's text.

    A unit without a target, or whose target is its own text, keeps its bytes.

    Raises:
        InputError: The inline markup of a target does not fit its unit, or a character does not fit the encoding.
    """
    if article.format in _FEEDS:
        from locworker.articles import feed

        text = feed.render(article, targets, source_lang=source_lang, target_lang=target_lang)
    elif article.format is Format.HTML:
        from locworker.articles import html

        text = html.render(article, targets, source_lang=source_lang, target_lang=target_lang)
    elif article.format is Format.MARKDOWN:
        from locworker.articles import markdown

        text = markdown.render(article, targets, source_lang=source_lang, target_lang=target_lang)
    else:
        from locworker.articles import plain

        text = plain.render(article, targets)
    return encode_article(article, text)


@lru_cache(maxsize=4)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in _LINE_END.finditer(text)))
