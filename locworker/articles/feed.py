"""Feeds: RSS, Atom or JSON Feed in, units by source offsets out; targets in, the feed with only their ranges replaced.

A feed holds texts in texts: HTML escaped in XML, or in a string of JSON. Each is read as what it is, and its units keep
their places in the feed itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from locworker.articles import feed_json, feed_xml, html
from locworker.articles.feed_passages import Feed
from locworker.articles.medium import apply_edits
from locworker.languages import LanguagePair
from locworker.model import Article, Format, Unit


def extract(article: Article) -> tuple[Unit, ...]:
    """Return the units of a feed.

    Raises:
        InputError: The file is no feed, or two parsers disagree on its text.
    """
    units = _read(article.text, article.path, article.format, article.encoding).units
    return tuple(sorted(units, key=lambda unit: (unit.start, -unit.end)))


def render(article: Article, targets: Mapping[str, str], *, source_lang: str, target_lang: str) -> str:
    """Return the feed with targets in place of its text; what names its language follows once one differs.

    Raises:
        InputError: The inline markup of a target does not fit, or the target has a character that cannot stand there.
    """
    feed = _read(article.text, article.path, article.format, article.encoding)
    changed = {
        unit.id: targets[unit.id] for unit in feed.units if targets.get(unit.id, unit.text) not in {unit.text, ""}
    }
    if not changed:
        return article.text
    edits = html.localise(article.text, feed.marks, source_lang=source_lang, target_lang=target_lang)
    for passage in feed.passages:
        edits += passage.edits(article, changed, LanguagePair(source_lang, target_lang))
    return apply_edits(article.text, edits)


@lru_cache(maxsize=2)
def _read(source: str, path: str, kind: Format, encoding: str) -> Feed:
    """Read a feed; the last ones are kept, since one is most often read to extract and again to render."""
    read = feed_json.read_feed if kind is Format.JSON_FEED else feed_xml.read_feed
    return read(source, path=path, encoding=encoding)
