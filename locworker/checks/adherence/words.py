"""One word of an approved wording, and how a word of a target compares with it; answers are remembered."""

from __future__ import annotations

from functools import lru_cache

from locworker.checks.adherence import compounds, polish
from locworker.checks.adherence.akin import is_derived, is_german_derivation, is_slip, other_roots
from locworker.checks.adherence.endings import load_endings
from locworker.checks.adherence.likeness import Likeness
from locworker.checks.adherence.particles import PARTICLES
from locworker.checks.adherence.text import TargetText, strip_marks
from locworker.checks.adherence.verbs import ASPECTS, compare_verb, german_beginnings
from locworker.glossary import is_infinitive

_NOMINAL = ("ung", "ing", "heit", "keit", "heid", "itat", "iteit", "enz", "anz", "ik")
_ADJECTIVAL = tuple(end + case for end in ("isch", "lich") for case in ("", "e", "en", "er", "es", "em"))
_SHORTEST_CORE = 3
_REMEMBERED = 2_000
_NONE: list[int] = []


class Word:
    """A word of an approved wording in one language."""

    __slots__ = (
        "_infinitive",
        "_language",
        "_memory",
        "_roots",
        "_same",
        "_whole",
        "bare",
        "beginnings",
        "core",
        "folded",
        "in_phrase",
        "initials",
        "text",
    )

    def __init__(self, text: str, language: str, *, in_phrase: bool) -> None:
        """Take the word as it is written in the glossary."""
        self.text = text
        self.folded = text.lower().replace("ß", "ss")
        self.bare = strip_marks(self.folded)
        self.in_phrase = in_phrase
        self._language = language
        self._same = load_endings(language)
        self._memory: dict[str, Likeness | None] = {}
        roots = other_roots(language, text)
        self._roots = tuple(root.removesuffix(".") for root in roots)
        self._whole = frozenset(root[:-1] for root in roots if root.endswith("."))
        self.core = self._find_core()
        self._infinitive = is_infinitive(language, text)
        if language == "de" and self._infinitive:
            self.core = ""
        beginnings = self._find_beginnings()
        self.initials = "".join({beginning[0]: None for beginning in beginnings})
        self.beginnings = beginnings if len(beginnings) > 1 else beginnings[0]

    def _find_core(self) -> str:
        """Return what all forms, compounds and derivations of a German or Dutch word have in common."""
        if self._language not in compounds.COMPOUNDING:
            return ""
        core = compounds.core(self._language, self.bare)
        if ending := next((end for end in _NOMINAL if self.bare.endswith(end)), ""):
            # Only the root may stand in a compound or in an adjective: Bestellnummer, geldpolitisch.
            core = core[: len(self.bare) - len(ending) - 1]
        if self._language == "de":
            # Abbau, abgebaut.
            rests = (core.removeprefix(particle) for particle in PARTICLES["de"].changing)
            core = min((rest for rest in rests if len(rest) >= _SHORTEST_CORE), key=len, default=core)
        return core

    def _find_beginnings(self) -> tuple[str, ...]:
        """Return what the forms of this word may begin with."""
        start = self.bare[: 1 if len(self.bare) <= 3 else 2]
        # Most derivations begin as the noun does, so that one beginning is looked for.
        roots = [root[: len(start)] for root in self._roots]
        if self._language == "pl":
            # Negated adjectives, the highest degree, and nouns whose forms have another root.
            others = [aspect + start for aspect in ASPECTS] if self._infinitive else ["nie" + start, "naj" + start]
            return tuple(dict.fromkeys((start, *roots, *others, *polish.other_beginnings(self.bare))))
        if self._language == "de" and self._infinitive:
            # Vowels and particles may change: abheben, hob ab, abgehoben.
            return german_beginnings(self.bare)
        return tuple(dict.fromkeys((start, *roots)))

    def may_be(self, bare: str) -> bool:
        """Say quickly whether a word without marks is worth comparing."""
        if self.core:
            return self.core in bare or (bool(self._roots) and bare.startswith(self._roots))
        return bare.startswith(self.beginnings)

    def candidates(self, target: TargetText) -> list[int]:
        """Return the numbers of the target's words that are worth comparing."""
        core, words, beginnings = self.core, target.words, self.beginnings
        if core:
            found = [number for number, bare in enumerate(words) if core in bare] if core in target.bare else []
            others = self._find_roots(target) if self._roots else ()
            return sorted({*found, *others}) if others else found
        if len(self.initials) == 1:
            numbers = target.initials.get(self.initials, _NONE)
        else:
            numbers = sorted(number for initial in self.initials for number in target.initials.get(initial, _NONE))
        return [number for number in numbers if words[number].startswith(beginnings)]

    def _find_roots(self, target: TargetText) -> list[int]:
        """Return the numbers of the words that begin as a listed derivation does."""
        initials = {root[0] for root in self._roots}
        numbers = (number for initial in initials for number in target.initials.get(initial, _NONE))
        return [number for number in numbers if target.words[number].startswith(self._roots)]

    def compare(self, word: str) -> Likeness | None:
        """Return how surely a word, as it stands in a target, is this one; None when it is another."""
        known = self._memory
        if word not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            likeness = self._compare_forms(word)
            known[word] = Likeness.AKIN if likeness is None and self._is_derived(word) else likeness
        return known[word]

    def _is_derived(self, word: str) -> bool:
        """Say whether a word is one that only a list knows to be derived: vendu for vente."""
        if not self._roots:
            return False
        bare = strip_marks(word.lower())
        return bare in self._whole or any(bare.startswith(root) for root in self._roots if root not in self._whole)

    def _compare_forms(self, word: str) -> Likeness | None:
        folded = word.lower()
        if folded == self.folded:
            return Likeness.EXACT
        if self._language == "de":
            return self._compare_german(word, strip_marks(folded))
        bare = strip_marks(folded)
        if self._infinitive and (found := compare_verb(self._language, bare, self.bare)):
            return found
        # Capitals often go without accents: RELEVE.
        pair = (bare, self.bare) if word.isupper() else (folded, self.folded)
        if self._same(*pair, in_phrase=self.in_phrase):
            return Likeness.INFLECTED
        if self._language in compounds.COMPOUNDING:
            found = compounds.find_in_compound(self._language, bare, self.bare)
            if found:
                return found
        # A short name has no root: Fed, fédérale.
        name = len(self.bare) <= _SHORTEST_CORE and self.text[0].isupper()
        if bare == self.bare or is_slip(bare, self.bare):
            return Likeness.AKIN
        if not name and is_derived(self._language, bare, self.bare):
            return Likeness.AKIN
        # The noun of an adjective: kursów walut for kurs walutowy.
        return Likeness.AKIN if self.in_phrase and is_derived(self._language, self.bare, bare) else None

    def _compare_german(self, word: str, bare: str) -> Likeness | None:
        noun, small = self.text[0].isupper(), word[0].islower()
        if self._infinitive and (found := compare_verb("de", bare, self.bare)):
            return found
        if self._same(bare, self.bare, in_phrase=self.in_phrase or not noun):
            # "Kaufen" in small letters is the verb.
            return Likeness.AKIN if noun and small and bare != self.bare else Likeness.INFLECTED
        if not noun and not self.in_phrase:
            return None
        if compounds.is_modifier_form("de", bare, self.bare):
            # Versicherungs- und Rentenmarkt.
            return Likeness.COMPOUND
        if noun and (small or bare.endswith(_ADJECTIVAL)) and is_german_derivation(bare, self.bare):
            # "Geldpolitische" at the beginning of a sentence too.
            return Likeness.AKIN
        if noun and small:
            return None
        return compounds.find_in_compound("de", bare, self.bare)


@lru_cache(maxsize=20_000)
def load_word(text: str, language: str, *, in_phrase: bool) -> Word:
    """Return the word of a wording in a base language."""
    return Word(text, language, in_phrase=in_phrase)
