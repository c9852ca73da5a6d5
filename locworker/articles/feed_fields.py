"""The elements of RSS and Atom: which hold text that a reader shows, and how that text is written."""

from __future__ import annotations

from collections.abc import Mapping

from locworker.articles.feed_passages import Form

_RSS = (
    "http://purl.org/rss/1.0",
    "http://my.netscape.com/rdf/simple/0.9",
    "http://channel.netscape.com/rdf/simple/0.9",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss",
    "http://purl.org/net/rss1.1#",
)
_FAMILIES = {
    **dict.fromkeys(_RSS, "rss"),
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dc",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/play-podcasts/1.0": "itunes",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_DRAFTS = {"http://backend.userland.com/rss": "rss", "http://purl.org/atom/ns": "atom"}
# The prefixes that stand for a family where a feed forgets to declare them.
_PREFIXES = {
    "": "rss",
    "rss": "rss",
    "atom": "atom",
    "content": "content",
    "dc": "dc",
    "dcterms": "dc",
    "media": "media",
    "itunes": "itunes",
    "googleplay": "itunes",
    "xhtml": "xhtml",
}
_ROLES = {
    "rss": {"title": "title", "description": "description", "abstract": "summary", "category": "category"},
    "atom": {
        "title": "title",
        "subtitle": "subtitle",
        "tagline": "subtitle",
        "info": "info",
        "summary": "summary",
        "content": "content",
    },
    "dc": {
        "title": "title",
        "alternative": "title",
        "description": "description",
        "abstract": "summary",
        "subject": "category",
    },
    "media": {"title": "title", "description": "description", "text": "text", "keywords": "keywords"},
    "itunes": {
        "title": "title",
        "subtitle": "subtitle",
        "summary": "summary",
        "description": "description",
        "keywords": "keywords",
    },
    "xhtml": {"body": "content", "div": "content"},
}
_TYPES = {
    "": Form.PLAIN,
    "text": Form.PLAIN,
    "text/plain": Form.PLAIN,
    "html": Form.HTML,
    "text/html": Form.HTML,
    "xhtml": Form.XHTML,
    "application/xhtml+xml": Form.XHTML,
}


def family_of(prefix: str, namespace: str | None) -> str:
    """Return the vocabulary of a prefix with its namespace, or without one if it is not declared; "" if unknown."""
    if namespace is None:
        return _PREFIXES.get(prefix, "")
    folded = namespace.strip().casefold()
    family = _FAMILIES.get(folded.rstrip("/"))
    if family is None:
        family = next((name for start, name in _DRAFTS.items() if folded.startswith(start)), None)
    return family or ("rss" if not folded else "")


def field_of(family: str, name: str, attributes: Mapping[str, str]) -> str | None:
    """Return the role of an element's text, or None when it is not translated.

    A category of a scheme is a key of that scheme; media types that are no text are left alone, base64 too.
    """
    if name == "encoded":
        return "content"
    if family == "rss" and name == "category" and "domain" in attributes:
        return None
    if family == "atom" and (_type_of(attributes) not in _TYPES or attributes.get("mode") == "base64"):
        return None
    return _ROLES.get(family, {}).get(name)


def choose_form(family: str, name: str, attributes: Mapping[str, str]) -> Form:
    """Return how the text of an element is written when there are no elements in it."""
    if name == "encoded":
        return Form.HTML
    if family == "atom":
        return _TYPES[_type_of(attributes)]
    if family == "media" and _type_of(attributes) == "html":
        return Form.HTML
    return Form.EITHER


def is_language(family: str, name: str) -> bool:
    """Tell whether an element names the language of the feed."""
    return name == "language" and family in {"rss", "dc"}


def _type_of(attributes: Mapping[str, str]) -> str:
    return attributes.get("type", "").partition(";")[0].strip().casefold()
