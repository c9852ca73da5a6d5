"""Which content types are articles, and the suffix that each is saved with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from locworker.errors import InputError

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rdf",
    "application/feed+json": ".json",
    # Names that most often mean something else: what comes under them is looked at.
    "application/json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
_FEEDS = frozenset({".rss", ".atom", ".rdf", ".json", ".xml"})
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What an article is: the suffix of its file, and whether it has to be a feed."""

    suffix: str
    feed: bool
    charset: str = ""


def find_kind(content_type: str, *, path: str) -> Kind:
    """Return what a `Content-Type` header says, and for plain text what the address's path adds.

    Raises:
        InputError: It is no type of an article.
    """
    name = content_type.partition(";")[0].strip().lower()
    suffix = _SUFFIXES.get(name)
    if suffix is None:
        shown = name if re.fullmatch(r"[\w.+/-]{1,80}", name, re.ASCII) else "of no known type"
        raise InputError(f"is {shown}, not HTML, text, Markdown or a feed")
    if suffix == ".txt" and PurePosixPath(path).suffix.lower() in _MARKDOWN:
        # Servers of source files call Markdown plain text.
        suffix = ".md"
    charset = _CHARSET.search(content_type)
    return Kind(suffix=suffix, feed=suffix in _FEEDS, charset=charset[1] if charset else "")
