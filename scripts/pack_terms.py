"""Pack the words that the glossary rules look up, from simplemma's dictionaries (MIT) and wordfreq's lists.

In: the installed simplemma and wordfreq. Out: `locworker/checks/adherence/data/*.marisa`: the forms of German nouns and
the words that may stand before them in a compound; the same for Dutch; and for Polish the lemmas of those nouns and
adjectives that its rules of endings do not explain. Run it again after an update of either and commit what it writes.
"""

from __future__ import annotations

from pathlib import Path

import marisa_trie
import wordfreq
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from locworker.checks.adherence.particles import PARTICLES
from locworker.checks.adherence.polish import same_by_rule
from locworker.checks.adherence.text import strip_marks
from locworker.files import write_file

FOLDER = Path(__file__).resolve().parent.parent / "locworker" / "checks" / "adherence" / "data"
# How common a word must be, on the Zipf scale in hundredths, by its length: short ones stand in others by chance.
_COMMON = {1: 900, 2: 900, 3: 380, 4: 280}
_COMMON_LONG = 150
_COMMON_MODIFIER = 330
_COMMON_LEMMA = 100
_POLISH_VERBS = ("ać", "eć", "ić", "yć", "ąć", "uć", "óc", "ść", "źć")
_POLISH_NOUNS = ("ość", "zęść", "eść", "pamięć", "sieć", "płeć")


def main() -> None:
    """Write the packs and say how large they are."""
    _pack_german()
    _pack_dutch()
    _pack_polish()


def _pack_german() -> None:
    common, lemmas = _read_frequencies("de"), DefaultDictionaryFactory().get_dictionary("de")
    nouns: set[str] = set()
    others: set[str] = set()
    for form, lemma in lemmas.items():
        folded = form.lower()
        if not form.isalpha():
            continue
        if form[0].isupper() and lemma[0].isupper() and _is_common(folded, common):
            nouns.add(strip_marks(folded))
        elif form == lemma and common.get(folded, 0) >= _COMMON_MODIFIER and len(form) >= 4:
            # A verb stands before a noun by its stem: sparen, Sparkonto.
            others.add(strip_marks(folded.removesuffix("n").removesuffix("e")) if folded.endswith("n") else folded)
    _write("de.nouns", nouns)
    _write("de.modifiers", {strip_marks(word) for word in others if len(word) >= 3} - nouns - PARTICLES["de"].all)


def _pack_dutch() -> None:
    common, lemmas = _read_frequencies("nl"), DefaultDictionaryFactory().get_dictionary("nl")
    words = {
        strip_marks(form.lower())
        for form in lemmas
        if form.isalpha() and _is_common(form.lower(), common) and common.get(form.lower(), 0) >= 200
    }
    _write("nl.nouns", words - PARTICLES["nl"].all)


def _pack_polish() -> None:
    common = _read_frequencies("pl")
    pairs = []
    for form, lemma in DefaultDictionaryFactory().get_dictionary("pl").items():
        folded, base = form.lower(), lemma.lower()
        if folded == base or not form.isalpha() or not lemma.isalpha() or common.get(folded, 0) < _COMMON_LEMMA:
            continue
        if base.endswith(_POLISH_VERBS) and not base.endswith(_POLISH_NOUNS):
            continue
        if not same_by_rule(folded, base):
            pairs.append((folded, base.encode()))
    _save("pl.lemmas", marisa_trie.BytesTrie(sorted(set(pairs))).tobytes(), len(pairs))


def _read_frequencies(language: str) -> dict[str, int]:
    path = wordfreq.available_languages("best")[language]
    return {word: 900 - centibels for centibels, words in enumerate(wordfreq.read_cBpack(path)) for word in words}


def _is_common(folded: str, common: dict[str, int]) -> bool:
    return common.get(folded, 0) >= _COMMON.get(len(folded), _COMMON_LONG)


def _write(name: str, words: set[str]) -> None:
    _save(name, marisa_trie.Trie(sorted(words)).tobytes(), len(words))


def _save(name: str, pack: bytes, words: int) -> None:
    # In one step: a process that has mapped the old pack into memory would die of one that is cut short.
    write_file(FOLDER / f"{name}.marisa", pack)
    print(f"{name}: {words} words, {len(pack)} bytes")


if __name__ == "__main__":
    main()
