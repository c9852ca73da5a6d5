"""Rules for characters that a reader does not see, or takes for others."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from locworker.checks.base import Check, CheckContext, Hit, Passage, in_target
from locworker.languages import base_language
from locworker.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLOSER = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)
_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "ps", "yi", "ckb", "ug", "dv"})
_JOINERS_USED = frozenset({"ar", "fa", "ur", "ps", "ckb", "hi", "bn", "mr", "ne", "ta", "te", "kn", "ml", "si", "my"})
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_JOINERS = "\u200c\u200d"
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u2028\u2029\u2060-\u2064\u206a-\u206f\u3164\ufeff\ufff9-\ufffb\ufffd\uffa0"
    "\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010fffd]"
)
# Letters of other scripts that look like a Latin one.
_CONFUSABLE = re.compile("[АВЕЅІЈКМНОРСТУХаеіјорсухѕԁԛԝһѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϳ]")
_OTHER_SCRIPTS = frozenset({"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "mn", "tg", "el"})
_WORD = re.compile(r"[^\W\d_]+")


def _character_name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control or private-use character')}"


class BidiControl(Check):
    """Report characters that turn the direction of the text, unless the source has them and they are balanced."""

    id = "bidi-control"
    category = "fluency/character-encoding"
    severity = Severity.ERROR
    needs_source = False

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a character."""
        if not _BIDI.search(passage.target):
            return
        expected = passage.source is None and base_language(context.target_lang) in _RIGHT_TO_LEFT
        allowed = Counter(_BIDI.findall(passage.source or ""))
        unbalanced = _unbalanced(passage.target)
        for match in _BIDI.finditer(passage.target):
            name = _character_name(match[0])
            allowed[match[0]] -= 1
            if match.start() in unbalanced:
                message = f"{name} has no partner and may turn the text around"
            elif allowed[match[0]] < 0 and not expected:
                message = (
                    f"{name} is not in the source and hides in the text" if passage.source else f"{name} hides here"
                )
            else:
                continue
            yield Hit(place=in_target(*match.span()), message=message, suggestion="")


def _unbalanced(text: str) -> set[int]:
    """Return the offsets of controls without a partner; a line break ends what is open (UAX 9)."""
    unbalanced: set[int] = set()
    stack: list[tuple[str, int]] = []
    for match in re.finditer("[\u202a-\u202e\u2066-\u2069\n\u2029]", text):
        character = match[0]
        if character in _CLOSER:
            stack.append((_CLOSER[character], match.start()))
        elif character in "\n\u2029":
            unbalanced.update(offset for _, offset in stack)
            stack.clear()
        elif stack and stack[-1][0] == character:
            stack.pop()
        else:
            unbalanced.add(match.start())
    return unbalanced | {offset for _, offset in stack}


class InvisibleCharacter(Check):
    """Report characters that cannot be seen, and letters of another script inside of a Latin word."""

    id = "invisible-character"
    category = "fluency/character-encoding"
    severity = Severity.WARNING
    needs_source = False

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a character that the source does not have, and one a mixed word (an error)."""
        if passage.target.isascii() and passage.target.isprintable():
            return
        language = base_language(context.target_lang)
        allowed = Counter(_INVISIBLE.findall(passage.source or ""))
        for match in _INVISIBLE.finditer(passage.target):
            allowed[match[0]] -= 1
            if allowed[match[0]] < 0 and not _has_a_use(passage.target, match.start(), language):
                message = f"{_character_name(match[0])} cannot be seen and is not in the source"
                yield Hit(place=in_target(*match.span()), message=message, suggestion="")
        if language not in _OTHER_SCRIPTS and _CONFUSABLE.search(passage.target):
            yield from _mixed_words(passage)


def _has_a_use(text: str, offset: int, language: str) -> bool:
    """Say whether the language, or an emoji, needs the character."""
    character = text[offset]
    if character in _DIRECTION_MARKS:
        return language in _RIGHT_TO_LEFT
    if character in _JOINERS:
        return language in _JOINERS_USED or _is_symbol(text[max(0, offset - 1) : offset])
    if "\U000e0020" <= character <= "\U000e007f":
        # The flags of England, Scotland and Wales are a black flag and a tail of tags, ten at most.
        return "\U0001f3f4" in text[max(0, offset - 10) : offset]
    return False


def _is_symbol(character: str) -> bool:
    return bool(character) and unicodedata.category(character) in {"So", "Sk", "Mn"}


def _mixed_words(passage: Passage) -> Iterator[Hit]:
    known = set(_WORD.findall(passage.source or ""))
    for match in _WORD.finditer(passage.target):
        word = match[0]
        if word in known or not _CONFUSABLE.search(word) or not re.search(r"[A-Za-z]", word):
            continue
        found = _CONFUSABLE.search(word)
        name = _character_name(found[0]) if found else ""
        message = f"'{word}' looks like Latin letters, but has {name}"
        yield Hit(place=in_target(*match.span()), message=message, severity=Severity.ERROR)
