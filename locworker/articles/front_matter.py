"""Front matter: the start of a Markdown article in, the values that readers see out, by place.

YAML (`---`), TOML (`+++`) and JSON (`{`) are scanned, never loaded: a value whose form is not understood is left alone,
and nothing in it runs. A value keeps its quotes; one without quotes gets them when its translation needs them.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from locworker.articles.front_scalars import is_list, read_quoted, role_of
from locworker.articles.front_yaml import read_yaml
from locworker.articles.markdown_inline import Run

_FENCE = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_ENDS = {
    "---": re.compile(r"(?:\A|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)"),
    "+++": re.compile(r"(?:\A|(?<=[\r\n]))\+\+\+[ \t]*(?:\r\n|\r|\n|\Z)"),
}
# What front matter begins with; a thematic break is followed by something else.
_FIRST = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*(?:[\"'\w][^\r\n:=]*[:=\]]|\[|\? |\{|---|\.\.\.|\+\+\+)")
_JSON_TOKEN = re.compile(r'"(?:[^"\\\r\n]|\\.)*"|[{}\[\]:,]')
_TOML = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\']|\'(?!\'\'))*\'\'\'|"(?:[^"\\\r\n]|\\.)*"|\'[^\'\r\n]*\''
    r"|#[^\r\n]*|(?P<key>[A-Za-z0-9_.-]+)[ \t]*=|[\[\]{}\r\n]",
    re.DOTALL,
)


class FrontMatter(NamedTuple):
    """Where the front matter ends, and the runs in it."""

    end: int
    runs: list[Run]


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter of a Markdown article; without any, it ends at 0."""
    fence = _FENCE.match(text)
    if fence:
        closing = _ENDS[fence[1]].search(text, fence.end())
        if not closing or not _FIRST.match(text, fence.end()):
            return FrontMatter(0, [])
        read = read_yaml if fence[1] == "---" else _read_toml
        return FrontMatter(closing.end(), read(text, fence.end(), closing.start()))
    return _read_json(text)


def _read_toml(text: str, start: int, end: int) -> list[Run]:
    runs: list[Run] = []
    key = ""
    depth = 0
    for token in _TOML.finditer(text, start, end):
        if token["key"]:
            key = token["key"]
        elif token[0] in {"\r", "\n"}:
            key = key if depth else ""
        elif token[0] in {"[", "{"}:
            depth += 1
        elif token[0] in {"]", "}"}:
            depth = max(0, depth - 1)
        elif key and token[0][0] in "\"'" and token[0][:3] not in {'"""', "'''"} and (not depth or is_list(key)):
            syntax = "front-double" if token[0][0] == '"' else "front-literal"
            runs += _quoted(text, token, key, syntax)
    return runs


def _read_json(text: str) -> FrontMatter:
    """Return the front matter of an article that begins with a JSON object on lines of its own."""
    none = FrontMatter(0, [])
    if not re.match(r"\ufeff?\{\s*\"", text):
        return none
    runs: list[Run] = []
    keys = [""]
    last: re.Match[str] | None = None
    for token in _JSON_TOKEN.finditer(text):
        if token[0] in {"{", "["}:
            keys.append(keys[-1] if token[0] == "[" else "")
        elif token[0] in {"}", "]"}:
            keys.pop()
        elif token[0] == ":" and last:
            keys[-1] = last[0][1:-1]
            if runs and runs[-1].span == last.span():
                del runs[-1]
        elif token[0][0] == '"':
            runs += _quoted(text, token, keys[-1], "front-double")
        last = token
        if len(keys) == 1:
            break
    end = last.end() if last else 0
    try:
        json.loads(text[text.index("{") : end])
    except (ValueError, RecursionError):
        return none
    after = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)").match(text, end)
    return FrontMatter(after.end(), runs) if after else none


def _quoted(text: str, token: re.Match[str], key: str, syntax: str) -> list[Run]:
    role = role_of(key)
    run = read_quoted(text, *token.span(), role=role, syntax=syntax) if role else None
    return [run] if run else []
