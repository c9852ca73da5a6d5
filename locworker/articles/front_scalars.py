"""Scalars of front matter: which keys are translated, how a value reads, and how a target is written as one."""

from __future__ import annotations

import re

from locworker.articles.inline import write_target
from locworker.articles.markdown_inline import Piece, Run
from locworker.model import Article, Unit

_TEXT_KEYS = {
    "title", "subtitle", "description", "summary", "excerpt", "headline", "lead", "teaser", "abstract", "deck", "intro",
    "standfirst", "tagline", "caption", "alt", "imagealt", "linktitle", "shorttitle", "seotitle", "metatitle",
    "metadescription", "ogtitle", "ogdescription",
}  # fmt: skip
_LIST_KEYS = {"tags", "keywords", "categories", "topics"}

# Text that YAML would read as something else than text, or not as a whole.
_NO_TEXT = re.compile(
    r"[-?:,\[\]{}#&*!|>'\"%@`\s]|[-+.]?[0-9]|(?:y|n|yes|no|on|off|true|false|null|~)\Z|\Z", re.IGNORECASE
)
_ENDS_TEXT = re.compile(r":(?:\s|$)|\s#|\s$")
_IN_FLOW = re.compile(r"[,\[\]{}]")
_NAMED = {
    '"': '"', "\\": "\\", "/": "/", " ": " ", "_": "\u00a0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.)|$)", re.DOTALL)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")


def role_of(key: str) -> str | None:
    """Return the role of a key's value, or None when it is not translated."""
    name = key.replace("_", "").replace("-", "").casefold()
    return f"front:{key.casefold()}" if name in _TEXT_KEYS | _LIST_KEYS else None


def is_list(key: str) -> bool:
    """Tell whether the texts of a list under this key are translated."""
    return key.casefold() in _LIST_KEYS


def read_plain(text: str, start: int, end: int, *, role: str, syntax: str) -> Run | None:
    """Return the run of a value that reads as it is written; None for one with stray bytes or control characters."""
    if _CONTROL.search(text, start, end):
        return None
    return Run(role, syntax, [Piece("text", start, end)], span=(start, end))


def read_quoted(text: str, start: int, end: int, *, role: str, syntax: str) -> Run | None:
    """Return the run of a value with its quotes; None when it holds line ends or escapes that are not understood."""
    raw = text[start + 1 : end - 1]
    if syntax == "front-single":
        value: str | None = raw.replace("''", "'")
    else:
        value = raw if syntax == "front-literal" else _decode(raw)
    if not value or _CONTROL.search(value):
        return None
    kind = "text" if value == raw else "value"
    return Run(role, syntax, [Piece(kind, start + 1, end - 1, value)], span=(start, end))


def write_scalar(article: Article, unit: Unit, target: str) -> str:
    """Return a target as a value of front matter, in the quotes of the source where they can hold it."""
    text = _LINE_ENDS.sub(" ", write_target(unit, target, path=article.path, write_text=str)).strip()
    if unit.syntax == "front-block":
        return text
    if unit.syntax == "front-single":
        return "'" + text.replace("'", "''") + "'"
    if unit.syntax == "front-literal" and "'" not in text:
        return f"'{text}'"
    is_plain = unit.syntax == "front-plain" or (unit.syntax == "front-flow" and not _IN_FLOW.search(text))
    if is_plain and not _NO_TEXT.match(text) and not _ENDS_TEXT.search(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _decode(raw: str) -> str | None:
    """Return what stands between double quotes, in YAML, TOML and JSON alike; None for an escape not understood."""
    parts: list[str] = []
    position = 0
    for match in _ESCAPE.finditer(raw):
        code = match[1] or match[2] or match[3]
        if code and int(code, 16) <= 0x10FFFF:
            character = chr(int(code, 16))
        else:
            character = _NAMED.get(match[4] or "", "")
        if not character:
            return None
        parts += (raw[position : match.start()], character)
        position = match.end()
    text = "".join((*parts, raw[position:]))
    try:
        # JSON writes what is beyond U+FFFF as two surrogates.
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeError:
        return None
