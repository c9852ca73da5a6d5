"""Engines that do not translate: `pseudo` shows what would break in a translation, `copy` gives the source back.

In: texts with inline markup; out: the same markup around accented letters, or the texts as they are. Both are used
only when named, and neither reads nor writes memory or paid results.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from locworker.engines.base import Answer, Engine, Limits, Request, Usability
from locworker.languages import LanguagePair
from locworker.text import TAG, view_text

_MARKUP = re.compile(rf"({TAG.pattern}|&(?:lt|gt|amp);)")
_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ",
)
_FILLER = "öñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ñîñé ţéñ "


class _LocalEngine(Engine):
    """What both have in common: they work anywhere, for any pair, and cost nothing."""

    localizes_values = True
    translates = False

    @property
    def version(self) -> str:
        """Return the version of the rules below: it grows when their output changes."""
        return "1"

    @property
    def limits(self) -> Limits:
        """Return limits that keep the progress of a long article visible."""
        return Limits(texts=100, bytes=1 << 20)

    def check(self) -> Usability:
        """Say that the engine works everywhere."""
        return Usability(usable=True)

    def route(self, pair: LanguagePair) -> str | None:
        """Return the pair: any is fine."""
        return str(pair)


class PseudoEngine(_LocalEngine):
    """Write the source in accented letters, two fifths longer, between brackets.

    A page in it shows text that was not extracted (no accents), cut off (no closing bracket) or too long for its place.
    """

    name = "pseudo"

    def translate(self, request: Request) -> Sequence[Answer]:
        """Return the texts accented, lengthened and bracketed, with their markup in its place."""
        return [Answer(text=_accent(text)) for text in request.texts]


class CopyEngine(_LocalEngine):
    """Give the source back as target: what a rebuild must turn into the very same article."""

    name = "copy"

    def translate(self, request: Request) -> Sequence[Answer]:
        """Return the texts as they are."""
        return [Answer(text=text) for text in request.texts]


def _accent(text: str) -> str:
    body = text.strip()
    if not body:
        return text
    start = text.index(body)
    lead, trail = text[:start], text[start + len(body) :]
    parts = (part if _MARKUP.fullmatch(part) else part.translate(_ACCENTS) for part in _cut(body))
    missing = -(-len(view_text(body).plain) * 2 // 5)
    filler = (_FILLER * (missing // len(_FILLER) + 1))[:missing].rstrip()
    return f"{lead}⟦{''.join(parts)} {filler}⟧{trail}"


def _cut(text: str) -> list[str]:
    """Return the pieces of a text, markup and text in turn."""
    pieces: list[str] = []
    position = 0
    for match in _MARKUP.finditer(text):
        pieces += [text[position : match.start()], match[0]]
        position = match.end()
    return [*pieces, text[position:]]
