"""Small faults of Apertium that can be mended without knowing the language: spaces, the first letter, `¿`."""

from __future__ import annotations

import re

from locworker.languages import base_language
from locworker.text import view_text

_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_SPACE_BEFORE = re.compile(r" +(?=[.,;!?)])")
_BEGINNING = re.compile(r"(?P<before>(?:<[^<>]*>|&[a-z]+;|[^\w<&])*)(?P<word>[^\W\d_]+)")
_SENTENCE_INSIDE = re.compile(r"[.!?…]\s+\w")
_INVERTED = {"?": "¿", "!": "¡"}


def polish(source: str, target: str, language: str) -> str:
    """Return a translation with the spaces and the first letter of its source, and Spanish questions opened."""
    if "  " not in source:
        target = _SPACES.sub(" ", target)
    if not _SPACE_BEFORE.search(source):
        target = _SPACE_BEFORE.sub("", target)
    target = _match_case(source, target.strip())
    return _open_question(target) if base_language(language) == "es" else target


def _match_case(source: str, target: str) -> str:
    """Begin as the source begins: behind a placeholder Apertium starts the sentence anew, with a capital."""
    first, begun = _BEGINNING.match(source), _BEGINNING.match(target)
    if first is None or begun is None or first["word"] == begun["word"]:
        return target
    word = begun["word"]
    if first["word"].islower() and word.istitle():
        word = word.lower()
    elif first["word"][0].isupper() and "<x" not in begun["before"] and word.islower():
        word = word[0].upper() + word[1:]
    return begun["before"] + word + target[begun.end() :]


def _open_question(target: str) -> str:
    plain = view_text(target).plain
    end = plain.rstrip("”»\"' ")[-1:]
    if end not in _INVERTED or _INVERTED[end] in plain or _SENTENCE_INSIDE.search(plain):
        return target
    begun = _BEGINNING.match(target)
    if begun is None:
        return target
    tag = begun["before"].find("<x")
    at = begun.end("before") if tag < 0 else tag
    return target[:at] + _INVERTED[end] + target[at:]
