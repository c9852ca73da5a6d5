"""Whether a word of a target is a form of an approved word: inflected, part of a compound, or only akin.

Stems come from Snowball; endings, umlauts and prefixes are ours, since stemmers know too little of each language.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from locworker.checks.untranslated.lexicon import load_forms, load_frequencies

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    import Stemmer

_ALGORITHMS = {
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "pl": "polish",
    "en": "english",
    "sv": "swedish",
    "da": "danish",
    "ru": "russian",
}
_ENDINGS = {
    "de": "e en er ern em es s n nen ns se sen ses",
    "fr": "s e es x aux al ale ales elle elles ux euse euses",
    "es": "s es o a os as ces z",
    "it": "o a i e io ia ie hi he gi ghi ghe ci che chi zi",
    "pt": "s es o a os as ão ões ães ns m is al ais el eis l",
    "nl": "s en e n 's ën eren",
    "pl": (
        "a u owi em iem ie y i ów om ami ach ę ą o e ego emu ej ym im ymi imi ych ich ię ią ia iu iom iach iami ii "
        "ce cy cie dzie rze sze że le ek ka ki kę kie kom kami kach ść ści ścią cią ć ń ni nie ień"
    ),
}
_COMPOUNDING = frozenset({"de", "nl", "sv", "da"})
_LINKERS = ("", "s", "es", "n", "en", "ns", "e", "er", "ens")
# With these before it, a German or Dutch word is another one: Bezahlung, Auszahlung are no Zahlung.
_PREFIX_LISTS = {
    "de": (
        "be ver ab an auf aus ein vor zu um er ent zer über unter nach mit rück hin her weg los bei durch fort ge miss "
        "voraus zurück wieder zusammen un ur"
    ),
    "nl": "be ver af aan op uit in voor toe om er ont her over onder na mee terug door ge on",
}
_PREFIXES = {language: frozenset(words.split()) for language, words in _PREFIX_LISTS.items()}
_SHORTEST_PART = 4
_SHORTEST_REST = 3
_AKIN = 5
_COMMON = 200
"""How often a part of a compound must be met alone: on the Zipf scale in hundredths, 200 is once in ten million words."""


class Likeness(StrEnum):
    """By what a word is recognised as an approved one; `AKIN` is too little to be sure."""

    EXACT = "exact"
    INFLECTED = "inflected"
    COMPOUND = "compound"
    AKIN = "akin"


class Key(NamedTuple):
    """What is compared of a word: itself, its stem, and it without accents."""

    folded: str
    stem: str
    bare: str


class Inflection:
    """How one language inflects and compounds words."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._stemmer = _load_stemmer(_ALGORITHMS.get(language))
        self._endings = frozenset(["", *_ENDINGS.get(language, "s").split()])
        self._prefixes = _PREFIXES.get(language, frozenset())
        compounds = language in _COMPOUNDING
        self._frequencies: Mapping[str, int] = load_frequencies(language) if compounds else {}
        self._forms: Container[str] = load_forms(language) if compounds else ()
        self._keys: dict[str, Key] = {}
        self._likeness: dict[tuple[str, str], Likeness | None] = {}

    def key(self, word: str) -> Key:
        """Return what is compared of a folded word."""
        if word not in self._keys:
            if len(self._keys) > 50_000:
                self._keys.clear()
            stem = self._stemmer.stemWord(word) if self._stemmer else word
            self._keys[word] = Key(word, stem, strip_accents(self._singular(word)))
        return self._keys[word]

    def _singular(self, word: str) -> str:
        """Undo the plural that changes a word's end most: ações, pães → ação, pão."""
        if self._language == "pt" and word.endswith(("ões", "ães")):
            return word[:-3] + "ão"
        return word

    def compare(self, word: str, approved: str) -> Likeness | None:
        """Return by what a folded word of a target is recognised as an approved word, or None."""
        pair = (word, approved)
        if pair not in self._likeness:
            if len(self._likeness) > 200_000:
                self._likeness.clear()
            self._likeness[pair] = self._compare(word, approved)
        return self._likeness[pair]

    def _compare(self, word: str, approved: str) -> Likeness | None:
        if word == approved:
            return Likeness.EXACT
        mine, theirs = self.key(word), self.key(approved)
        if mine.bare[:2] != theirs.bare[:2]:
            return self._in_compound(mine, theirs) if self._language in _COMPOUNDING else None
        if mine.stem == theirs.stem or mine.bare == theirs.bare or self._same_but_endings(mine.bare, theirs.bare):
            return Likeness.INFLECTED
        if self._language in _COMPOUNDING:
            found = self._in_compound(mine, theirs)
            if found:
                return found
        shared = _shared_prefix(mine.bare, theirs.bare)
        return Likeness.AKIN if shared >= max(_AKIN, 0.65 * len(approved)) else None

    def _same_but_endings(self, word: str, approved: str) -> bool:
        shared = _shared_prefix(word, approved)
        return any(
            shared - back >= max(3, len(approved) - 4)
            and word[shared - back :] in self._endings
            and approved[shared - back :] in self._endings
            for back in (0, 1, 2)
        )

    def _in_compound(self, word: Key, approved: Key) -> Likeness | None:
        """Look for the approved word as first or last part of a longer one, the rest being words too."""
        base = approved.bare
        if len(base) > _SHORTEST_PART and base.endswith(("e", "o")):
            base = base[:-1]
        if len(base) < _SHORTEST_PART or len(word.bare) < len(base) + _SHORTEST_REST:
            return None
        at = word.bare.find(base)
        if at < 0:
            return None
        before, after = word.folded[:at], word.folded[at + len(base) :]
        if self._is_part(before) and (after in self._endings or self._is_rest(after)):
            return Likeness.COMPOUND
        return None

    def _is_part(self, before: str) -> bool:
        if not before:
            return True
        if before in self._prefixes or len(before) < _SHORTEST_REST:
            return False
        return any(self._is_word(before.removesuffix(linker)) for linker in _LINKERS if before.endswith(linker))

    def _is_rest(self, after: str) -> bool:
        return any(self._is_word(after.removeprefix(linker)) for linker in _LINKERS if after.startswith(linker))

    def _is_word(self, part: str) -> bool:
        """Say whether a part of a compound is a word, or a compound of two."""
        if len(part) < _SHORTEST_REST:
            return False
        if any(self._is_known(part + ending) for ending in ("", "e", "en")):
            return True
        return any(
            self._is_known(part[:cut]) and self._is_known(part[cut:].removeprefix("s"))
            for cut in range(_SHORTEST_PART, len(part) - _SHORTEST_REST)
        )

    def _is_known(self, word: str) -> bool:
        if len(word) < _SHORTEST_REST:
            return False
        return self._frequencies.get(word, 0) >= _COMMON or word in self._forms


def strip_accents(word: str) -> str:
    """Return a word without the marks on its letters: Häuser → Hauser, ações → acoes."""
    if word.isascii():
        return word
    marked = unicodedata.normalize("NFD", word.replace("ł", "l").replace("ß", "ss"))
    return "".join(character for character in marked if not unicodedata.combining(character))


def _shared_prefix(one: str, other: str) -> int:
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared


def _load_stemmer(algorithm: str | None) -> Stemmer.Stemmer | None:
    if algorithm is None:
        return None
    import Stemmer

    return Stemmer.Stemmer(algorithm) if algorithm in Stemmer.algorithms() else None


@lru_cache(maxsize=16)
def load_inflection(language: str) -> Inflection:
    """Return the inflection of a base language."""
    return Inflection(language)
