"""What is known of a word. In: a pair of languages; out: for each word how common it is in both, and where it is known.

How common a word is comes from wordfreq, on the Zipf scale in hundredths: 300 is once in a million words, 400 ten
times that. Forms come from simplemma's dictionaries, packed by `scripts/pack_forms.py`. Each language is read when it
is first asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.checks.untranslated.likeness import is_like
from locworker.checks.untranslated.tokens import fold_word

if TYPE_CHECKING:
    from collections.abc import Container

FLOOR = 100
"""How common a word is that the lists are too short for: they end at once in a hundred million words."""

_FORMS = Path(__file__).parent / "forms"
# What a word is taken to score that is on no list, by what else is known of it.
_SOURCE_KNOWN, _SOURCE_UNKNOWN = 150, 50
_TARGET_KNOWN, _TARGET_ASCII, _TARGET_ACCENTED = 110, 20, 150
_COMMON = 300
_STEM_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, seen from both languages.

    `gap` is how much more common it is in the source language than in the target language, `zipf` how common in the
    target language. `english` says that it is a word of the source language, written without a capital; `known`, that
    it is in a dictionary of the target language; `absent`, that neither a list nor a dictionary of the target has it.
    """

    folded: str
    gap: int
    zipf: int
    english: bool
    known: bool
    absent: bool


@lru_cache(maxsize=16)
def load_frequencies(language: str) -> dict[str, int]:
    """Return the words of a language with how common they are; nothing for a language without a list."""
    # Loaded late: it takes 0.2 s that only these rules need.
    import wordfreq

    path = wordfreq.available_languages("best").get(language)
    if path is None:
        return {}
    scores: dict[str, int] = {}
    for centibels, words in enumerate(wordfreq.read_cBpack(path)):
        # wordfreq counts down from a word that is the whole text; Zipf counts up from one in 10⁹.
        scores.update(dict.fromkeys(words, max(FLOOR, 900 - centibels)))
    return scores


@lru_cache(maxsize=16)
def load_forms(language: str) -> Container[str]:
    """Return the packed forms of a language; nothing for a language without a pack."""
    import marisa_trie

    path = _FORMS / f"{language}.marisa"
    return marisa_trie.Trie().mmap(str(path)) if path.is_file() else ()


class Lexicon:
    """What two languages know of words; remembers what it was asked."""

    _LIMIT = 60_000

    def __init__(self, source_lang: str, target_lang: str) -> None:
        """Read both languages, given without region."""
        self._source = load_frequencies(source_lang)
        self._target = load_frequencies(target_lang)
        self._source_forms = load_forms(source_lang) or self._source
        # The packs of target languages hold forms that are spelt like English ones.
        self._target_forms = load_forms(target_lang) if source_lang == "en" else ()
        self._adjectives = target_lang == "de"
        self._words: dict[str, Word] = {}

    def __bool__(self) -> bool:
        """Say whether both languages have lists: without them nothing can be compared."""
        return bool(self._source and self._target)

    def look_up(self, text: str) -> Word:
        """Return what is known of a word as it is written."""
        word = self._words.get(text)
        if word is None:
            if len(self._words) >= self._LIMIT:
                self._words.clear()
            word = self._words[text] = self._read(text)
        return word

    def target_zipf(self, folded: str) -> int:
        """Return how common a folded word is in the target language, 0 when no list has it."""
        return self._target.get(folded, 0)

    def is_like_source(self, folded: str) -> bool:
        """Say whether a word that no dictionary has looks like one of the source language."""
        return is_like(folded, self._is_common_source_word)

    def _is_common_source_word(self, folded: str) -> bool:
        return folded in self._source_forms and self._source.get(folded, 0) >= _COMMON

    def _read_stem(self, stem: str) -> int:
        """Return how common a word of the target language is that the source language does not have."""
        target = self._target.get(stem, 0)
        return (
            target
            if len(stem) > _STEM_SHORTEST and stem not in self._source_forms and (target > self._source.get(stem, 0))
            else 0
        )

    def _read(self, text: str) -> Word:
        folded = fold_word(text)
        english = folded in self._source_forms
        known = text in self._target_forms or folded in self._target_forms
        source = self._source.get(folded) or (_SOURCE_KNOWN if english else _SOURCE_UNKNOWN)
        target = self._target.get(folded, 0)
        if self._adjectives and not known and folded[-1:] == "e":
            # German lists lack the forms of rare adjectives that English happens to have: "manipulative".
            target = max(target, self._read_stem(folded[:-1]))
        if not target:
            if known:
                target = _TARGET_KNOWN
            else:
                target = _TARGET_ASCII if folded.isascii() else _TARGET_ACCENTED
        return Word(
            folded=folded,
            gap=source - target,
            zipf=target,
            english=english,
            known=known,
            absent=not known and folded not in self._target,
        )


@lru_cache(maxsize=16)
def load_lexicon(source_lang: str, target_lang: str) -> Lexicon:
    """Return the lexicon of a pair of languages, read at the first call."""
    return Lexicon(source_lang, target_lang)
