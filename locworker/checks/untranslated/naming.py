"""Terms that a text introduces by a foreign name. In: a target's words; out: the places of such names.

"Dat heet overscan", "noto come stress test", "Quality of Life (QoL)", "patients (pats.)": the text says itself that the
foreign word is meant as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locworker.checks.untranslated.lexicon import Word
    from locworker.checks.untranslated.tokens import Token

_NAMING = {
    "de": r"(?:so)?genannte[nmrs]?|genannt|heißt|heißen|namens|bekannt als|bezeichnet als",
    "es": r"(?:se|lo|la) llama[n]?|llamad[oa]s?|denominad[oa]s?|conocid[oa]s? como|tipo|estilo",
    "fr": r"appelle(?:nt)?|appelée?s?|dite?s?|nommée?s?|baptisée?s?|surnommée?s?|connue?s? sous le nom de|de type",
    "it": r"così dett[oaie]|cosiddett[oaie]|chiamat[oaie]|denominat[oaie]|not[oaie] (?:anche )?come"
    r"|conosciut[oaie] come|dett[oaie]|si chiama(?:no)?|stile|tipo",
    "nl": r"heet|heten|genaamde?|genoemde?|zogenaamde|zogeheten|bekend als",
    "pl": r"zwan[yaeą]|zwanych|zwanego|zwanej|tzw\.|nazywan[yaeą]|nazywa się|typu|znan[yaeą] jako",
    "pt": r"chama(?:m)?-se|chamad[oa]s?|denominad[oa]s?|conhecid[oa]s? como|tipo|estilo",
}
"""What stands before a name or a term: called, known as, of the kind."""
_ARTICLE = r"(?:(?:un|une|una|uno|um|uma|ein|eine|einen|een|the) )?"
_BEFORE = {
    language: re.compile(rf"\b(?:{words}):? {_ARTICLE}[\"'“„«‘]?$", re.IGNORECASE)
    for language, words in _NAMING.items()
}
_LOOK_BACK = 40
_LONGEST = 4
_ACRONYM = 2, 6
_LITTLE = frozenset(["of", "the", "and", "for", "in", "to", "on"])


def find_named(text: str, tokens: Sequence[Token], words: Sequence[Word], language: str) -> set[int]:
    """Return the places of foreign words that the text introduces as a term."""
    places = set(_after_naming(text, tokens, words, language))
    for place, token in enumerate(tokens):
        after = text[token.end : token.end + 2]
        opened = token.start and text[token.start - 1] == "("
        if opened and after == ".)" and not token.capital:
            places.add(place)
        elif opened and place and after[:1] in ")," and _ACRONYM[0] <= len(token.text) <= _ACRONYM[1] and token.capital:
            places.update(_spelt_out(tokens, place))
    return places


def _after_naming(text: str, tokens: Sequence[Token], words: Sequence[Word], language: str) -> Iterator[int]:
    before = _BEFORE.get(language)
    if before is None:
        return
    for place, token in enumerate(tokens):
        if words[place].gap <= 0 or not before.search(text[max(0, token.start - _LOOK_BACK) : token.start]):
            continue
        for at in range(place, min(place + _LONGEST, len(tokens))):
            if words[at].gap <= 0 or (
                at > place and text[tokens[at - 1].end : tokens[at].start] not in (" ", "-", " & ")
            ):
                break
            yield at


def _spelt_out(tokens: Sequence[Token], place: int) -> range:
    """Return the places of the words before an acronym in brackets that begin with its letters."""
    letters = [char for char in tokens[place].text.lower() if char.isalpha()]
    at = place
    while letters and at:
        at -= 1
        if tokens[at].folded[0] == letters[-1]:
            letters.pop()
        elif tokens[at].folded not in _LITTLE:
            return range(0)
    return range(at, place) if not letters else range(0)
