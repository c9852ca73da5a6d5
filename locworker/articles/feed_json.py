"""JSON Feed, and RSS in JSON: a file's text in, the passages that a reader shows out, by their offsets.

A scanner of its own keeps the offsets; the standard library's parser says whether the file is JSON at all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from locworker.articles.feed_media import JsonExcerpt
from locworker.articles.feed_passages import Feed, Form
from locworker.articles.html_page import LanguageMark
from locworker.errors import InputError

_MAX_DEPTH = 200
_MAX_TOKENS = 1_000_000
# A name ends with its colon; numbers, words and punctuation are no concern of ours.
_TOKEN = re.compile(r'"(?P<text>[^"\\]*+(?:\\.[^"\\]*+)*+)"(?P<colon>[ \t\r\n]*+:)?|[{}\[\]]|[^"{}\[\]]++', re.DOTALL)
_ITEM = ("items", "[]")
_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/")
_FIELDS = {
    ("title",): ("title", Form.LINES),
    ("description",): ("description", Form.LINES),
    (*_ITEM, "title"): ("title", Form.LINES),
    (*_ITEM, "summary"): ("summary", Form.LINES),
    (*_ITEM, "content_text"): ("content", Form.LINES),
    (*_ITEM, "content_html"): ("content", Form.HTML),
    (*_ITEM, "tags", "[]"): ("category", Form.LINES),
    (*_ITEM, "attachments", "[]", "title"): ("title", Form.LINES),
}
# RSS written in JSON.
_CHANNEL = ("rss", "channel")
for _place in (_CHANNEL, (*_CHANNEL, "item", "[]")):
    _FIELDS |= {(*_place, name): (name, Form.EITHER) for name in ("title", "description")}
_LANGUAGES = frozenset({("language",), (*_ITEM, "language"), (*_CHANNEL, "language")})
_DEEPEST = max(map(len, _FIELDS))

_Path = tuple[str, ...]


@dataclass(slots=True)
class _Frame:
    """An object or array that is open; `path` is None where nothing is read."""

    is_object: bool
    path: _Path | None
    key: str = ""

    def inner(self) -> _Path | None:
        """Return the path of the value that comes next."""
        if self.path is None or len(self.path) == _DEEPEST:
            return None
        return (*self.path, self.key if self.is_object else "[]")


def read_feed(source: str, *, path: str, encoding: str) -> Feed:
    """Return what is translated in a JSON Feed.

    Raises:
        InputError: The file is not JSON, or it is no feed.
    """
    strings = _scan(source, path=path)
    _confirm_feed(source, path=path)
    # New text is escaped where the source does it, and where the encoding may lack it.
    is_ascii = (source.isascii() and "\\u" in source) or not encoding.startswith("utf")
    feed = Feed(path=path)
    for place, start, end in strings:
        if place in _LANGUAGES:
            feed.marks.append(LanguageMark(start, end, "tag"))
        elif place in _FIELDS:
            role, form = _FIELDS[place]
            feed.add(JsonExcerpt(source, start, end, is_ascii=is_ascii), role=role, form=form)
    return feed


def _scan(source: str, *, path: str) -> list[tuple[_Path, int, int]]:
    """Return the strings of a file with their paths; whether it is JSON is told afterwards."""
    found: list[tuple[_Path, int, int]] = []
    frames = [_Frame(is_object=False, path=None)]
    for number, match in enumerate(_TOKEN.finditer(source)):
        if number == _MAX_TOKENS:
            raise InputError(f"has more than {_MAX_TOKENS:,} values; cut the feed in parts", path=path)
        frame = frames[-1]
        first = source[match.start()]
        if first == '"':
            if match["colon"]:
                frame.key = _decode(match["text"])
            elif (place := frame.inner()) is not None:
                found.append((place, *match.span("text")))
        elif first in "{[":
            if len(frames) > _MAX_DEPTH:
                raise InputError(f"is nested more than {_MAX_DEPTH} levels deep", path=path)
            frames.append(_Frame(is_object=first == "{", path=() if len(frames) == 1 else frame.inner()))
        elif first in "}]" and len(frames) > 1:
            frames.pop()
    return found


def _confirm_feed(source: str, *, path: str) -> None:
    try:
        feed = json.loads(source, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg}", path=path, line=error.lineno, column=error.colno) from error
    except ValueError as error:
        raise InputError(f"is not JSON: {error}", path=path) from error
    version = feed.get("version") if isinstance(feed, dict) else None
    if isinstance(feed, dict) and isinstance(feed.get("rss"), dict) and "channel" in feed["rss"]:
        return
    if not (isinstance(version, str) and _VERSION.match(version)):
        raise InputError("is JSON but no JSON Feed: its version is no address of jsonfeed.org", path=path)
    if not isinstance(feed.get("items", []), list):
        raise InputError("is no valid JSON Feed: its items are no list", path=path)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of it")


def _decode(key: str) -> str:
    if "\\" not in key:
        return key
    try:
        return str(json.loads(f'"{key}"'))
    except ValueError:
        return ""
