"""Markup between locworker and an engine: a segment's text in, the same text fit to send; and the way back.

Engines answer in XML that means the same and is written in other ways: `<x id="2"></x>`, `&quot;`, a bare `&`. What
comes back is put in the one form that segments have.
"""

from __future__ import annotations

import re

from locworker.text import TAG, escape_markup, normalise, unescape_markup

# Anything that XML 1.0 does not allow in a text, lone surrogates among it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PIECE = re.compile(
    r"<(?P<name>g|x)\s+id\s*=\s*[\"']\s*(?P<id>[0-9]{1,9})\s*[\"']\s*(?P<alone>/?)>"
    r"|</(?P<close>g|x)\s*>"
    r"|&(?P<entity>lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});"
    r"|[<>&]"
)
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def without_forbidden(text: str) -> str:
    """Return the text without the characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def has_words(text: str) -> bool:
    """Say whether anything but markup, white space and punctuation is in a text: whether an engine has work."""
    return any(char.isalnum() for char in unescape_markup(TAG.sub("", text)))


def split_edges(text: str) -> tuple[str, str, str]:
    """Return the white space before a text, the text, and the white space after it."""
    body = text.strip()
    start = len(text) - len(text.lstrip())
    return (text[:start], body, text[start + len(body) :]) if body else ("", text, "")


def canonical(text: str) -> str:
    """Return an engine's answer in the form that segments have: NFC, our tags, `<`, `>` and `&` escaped."""
    return normalise(_PIECE.sub(_write, text))


def _write(match: re.Match[str]) -> str:
    if match["name"] == "g":
        return f'<g id="{match["id"]}">' + ("</g>" if match["alone"] else "")
    if match["name"] == "x":
        return f'<x id="{match["id"]}"/>'
    if match["close"]:
        return "</g>" if match["close"] == "g" else ""
    if match["entity"]:
        return escape_markup(_character(match["entity"]))
    return escape_markup(match[0])


def _character(entity: str) -> str:
    if not entity.startswith("#"):
        return _ENTITIES[entity]
    digits = entity[1:]
    code = int(digits[1:], base=16) if digits[0] in "xX" else int(digits)
    return without_forbidden(chr(code)) if code <= 0x10FFFF else ""
