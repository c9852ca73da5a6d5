"""How common a word is in a language. In: a BCP 47 tag; out: a lexicon that is read once, when it is first asked for.

The numbers are wordfreq's, on the Zipf scale in hundredths: 300 is once in a million words, 600 a thousand times that.
"""

from __future__ import annotations

from functools import lru_cache

from locworker.languages import base_language

FLOOR = 100
"""What a word scores that no list has: the lists end at once in a hundred million words."""


class Lexicon:
    """The words of one language with how common each is."""

    def __init__(self, language: str, scores: dict[str, int]) -> None:
        """Keep folded words with their scores; no words at all for a language without a list."""
        self.language = language
        self._scores = scores

    def __bool__(self) -> bool:
        """Say whether anything is known of the language."""
        return bool(self._scores)

    def __contains__(self, word: str) -> bool:
        """Say whether a folded word is on the list."""
        return word in self._scores

    def zipf(self, word: str) -> int:
        """Return how common a folded word is, at least FLOOR."""
        return self._scores.get(word, FLOOR)


@lru_cache(maxsize=16)
def load_lexicon(tag: str) -> Lexicon:
    """Return the lexicon of a language, an empty one where there is no list."""
    # Loaded late: it takes 0.2 s that only these rules need.
    import wordfreq

    language = base_language(tag)
    path = wordfreq.available_languages("best").get(language)
    if path is None:
        return Lexicon(language, {})
    scores: dict[str, int] = {}
    for centibels, words in enumerate(wordfreq.read_cBpack(path)):
        # wordfreq counts down from a word that is the whole text; Zipf counts up from one in 10⁹.
        scores.update(dict.fromkeys(words, max(FLOOR, 900 - centibels)))
    return Lexicon(language, scores)
