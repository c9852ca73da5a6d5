"""JSON-LD: a script's range in, the strings that a reader of search results sees out, by their offsets.

A scanner of its own keeps the offsets, and does not mind how deep the data is nested. A script that is no JSON is left
alone, as search engines do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'[ \t\r\n]+|"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[-+0-9.A-Za-z]+', re.DOTALL)
_ALWAYS = frozenset({"headline", "alternativeHeadline", "description", "abstract", "caption"})
# A name is translated where it names a text or a page, not a person, an organisation or a product.
_NAMED = frozenset(
    {
        "Question",
        "WebPage",
        "FAQPage",
        "ListItem",
        "ImageObject",
        "VideoObject",
        "HowTo",
        "HowToStep",
        "HowToSection",
        "Article",
        "NewsArticle",
        "AnalysisNewsArticle",
        "ReportageNewsArticle",
        "OpinionNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
    }
)
_SPOKEN = frozenset({"Question", "Answer", "HowToStep", "HowToDirection", "HowToTip"})


@dataclass(frozen=True, slots=True)
class JsonString:
    """The content of a string, without its quotes; `key` is the member's name."""

    key: str
    start: int
    end: int


@dataclass(slots=True)
class _Frame:
    """An object or array that is open; an array's members count as those of the object that it stands in."""

    is_object: bool
    key: str = ""
    expects_key: bool = False
    types: set[str] = field(default_factory=set)
    strings: list[JsonString] = field(default_factory=list)


def find_strings(source: str, start: int, end: int) -> list[JsonString]:
    """Return the strings that are translated, and those with the key `inLanguage`, in the order of the source."""
    frames = [_Frame(is_object=False)]
    found: list[JsonString] = []
    position = start
    while position < end:
        match = _TOKEN.match(source, position, end)
        if not match:
            return []
        position = match.end()
        if not _step(frames, source, match.start(), position, found):
            return []
    return sorted(found, key=lambda string: string.start) if len(frames) == 1 else []


def _step(frames: list[_Frame], source: str, start: int, end: int, found: list[JsonString]) -> bool:
    """Take one token; return whether the text may still be JSON."""
    frame = frames[-1]
    first = source[start]
    if first in "{[":
        if first == "{":
            frames.append(_Frame(is_object=True, expects_key=True))
        else:
            frames.append(_Frame(is_object=False, key=frame.key, types=frame.types, strings=frame.strings))
    elif first in "}]":
        if len(frames) == 1 or frame.is_object != (first == "}"):
            return False
        frames.pop()
        if frame.is_object:
            found.extend(string for string in frame.strings if _is_wanted(string.key, frame.types))
    elif first == ",":
        frame.expects_key = frame.is_object
    elif first == '"':
        _take_string(frame, source, start + 1, end - 1)
    return True


def _take_string(frame: _Frame, source: str, start: int, end: int) -> None:
    if frame.expects_key:
        frame.key = source[start:end]
        frame.expects_key = False
    elif frame.key == "@type":
        frame.types.add(source[start:end])
    elif frame.key in _ALWAYS or frame.key in {"name", "text", "inLanguage"}:
        frame.strings.append(JsonString(frame.key, start, end))


def _is_wanted(key: str, types: set[str]) -> bool:
    if key == "name":
        return not types.isdisjoint(_NAMED)
    if key == "text":
        return not types.isdisjoint(_SPOKEN)
    return True
