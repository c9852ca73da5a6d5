"""Looking a wording up in a target: as a word, as a phrase with words between, as a part that a hyphen suspends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from locworker.checks.adherence.compounds import inflected_forms
from locworker.checks.adherence.japanese import spellings
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.text import TargetText, split_words, word_set
from locworker.checks.adherence.words import Word, load_word

_SPACELESS = frozenset({"ja", "zh", "th", "ko"})
_MOST_BETWEEN = 3
_FARTHEST = 9
_NEARBY = 6
_FUNCTION_WORDS = {
    "de": word_set(
        "der die das des dem den ein eine einer eines einem einen und oder von vom zu zur zum für im in",
        "am an auf mit",
    ),
    "fr": word_set("le la les l un une des de du d et ou à au aux en sur par pour avec"),
    "es": word_set("el la los las un una unos unas de del y o e u a al en por para con su sus"),
    "it": word_set(
        "il lo la i gli le l un uno una di del dello della dei degli delle dell d e ed o a al alla ai",
        "all in nel da dal per con",
    ),
    "pt": word_set("o a os as um uma de do da dos das d e ou em no na nos nas ao à por para com"),
    "nl": word_set("de het een van der den en of in op te voor met"),
    "pl": word_set("i oraz lub w we z ze na do od o po dla za"),
}
# A phrase does not reach over the end of a clause.
_STOP = re.compile(r"[.!?;:]\s|[\n•|]")
# A full stop that ends no sentence.
_GOES_ON = re.compile(r"\.[ \u00a0]?(?:[a-z(,;:]|\d)")


class Wording:
    """A wording of a glossary, taken apart for looking up."""

    __slots__ = ("language", "skipped", "solid", "text", "words")

    def __init__(self, text: str, language: str) -> None:
        """Split the wording into the words that count: function words only where there are no others."""
        self.text, self.language = text, language
        parts = split_words(text)
        self.skipped = _FUNCTION_WORDS.get(language, frozenset())
        kept = [part for part in parts if part.lower() not in self.skipped] or parts
        self.words = tuple([load_word(part, language, in_phrase=len(kept) > 1) for part in kept])
        # German and Dutch may write a phrase as one word, and a hyphenated word is the same as a solid one.
        joined = "".join(parts)
        self.solid = load_word(joined, language, in_phrase=False) if len(parts) > 1 and len(joined) > 3 else None


@lru_cache(maxsize=20_000)
def load_wording(text: str, language: str) -> Wording:
    """Return a wording of a base language, taken apart."""
    return Wording(text, language)


def find_wording(target: TargetText, text: str, language: str) -> list[Occurrence]:
    """Return the occurrences of a wording in a target, the surest first."""
    if language in _SPACELESS:
        return _find_literally(target, text) or (_find_spelling(target, text) if language == "ja" else [])
    wording = load_wording(text, language)
    if not wording.words:
        return _find_literally(target, text)
    if len(wording.words) == 1:
        found = list(_find_word(target, wording.words[0], text))
    else:
        found = list(_find_phrase(target, wording))
    if wording.solid:
        found.extend(_find_word(target, wording.solid, text))
    if target.joined and (len(wording.words) == 1 or wording.solid):
        found.extend(_find_hyphenated(target, wording.solid or wording.words[0], text))
    if len(wording.words) == 1 and target.has_hyphens:
        found.extend(_find_suspended(target, language, wording.words[0], text))
    if len(found) > 1:
        found.sort(key=surest_first)
    return found


def surest_first(item: Occurrence) -> tuple[int, int]:
    """Return the key by which occurrences are sorted, the surest first."""
    return item.likeness, len(item.rules)


def _find_literally(target: TargetText, text: str) -> list[Occurrence]:
    found, sought = [], text.lower()
    at = target.folded.find(sought)
    while at >= 0:
        found.append(Occurrence(*target.place(at, at + len(sought)), text, Likeness.EXACT, ("exact",)))
        at = target.folded.find(sought, at + len(sought))
    return found


def _find_spelling(target: TargetText, text: str) -> list[Occurrence]:
    pattern = spellings(text.lower())
    return [
        Occurrence(*target.place(*found.span()), text, Likeness.INFLECTED, ("spelling",))
        for found in (pattern.finditer(target.folded) if pattern else ())
    ]


def _find_word(target: TargetText, word: Word, text: str) -> Iterator[Occurrence]:
    for number in word.candidates(target):
        start, end = target.spans[number]
        likeness = word.compare(target.text[start:end])
        if likeness is not None:
            yield Occurrence(*target.place(start, end), text, likeness, (likeness.rule,))
        elif _GOES_ON.match(target.text, end) and _is_abbreviated(target.words[number], word.bare):
            yield Occurrence(*target.place(start, end), text, Likeness.AKIN, ("abbreviated",))


def _is_abbreviated(bare: str, approved: str) -> bool:
    """Say whether a word with a full stop after it may be cut short: Pagam. for pagamento."""
    return 3 <= len(bare) <= len(approved) - 2 and approved.startswith(bare)


def _find_hyphenated(target: TargetText, word: Word, text: str) -> Iterator[Occurrence]:
    """Look at words with hyphens as if they were solid: crypto-monnaies."""
    for joined in target.joined:
        likeness = word.compare(joined.text) if word.may_be(joined.bare) else None
        if likeness is not None and likeness < Likeness.COMPOUND:
            yield Occurrence(*target.place(joined.start, joined.end), text, Likeness.INFLECTED, ("hyphen",))


def _find_phrase(target: TargetText, wording: Wording) -> Iterator[Occurrence]:
    words = wording.words
    likely = []
    for word in words:
        likely.append(word.candidates(target))
        if not likely[-1]:
            return
    phrases = [list(zip(words, map(frozenset, likely), strict=True))]
    if len(words) == 2:
        phrases.append(phrases[0][::-1])
    elif len(words) == 3 and wording.language == "pl":
        # Skup akcji własnych, skup własnych akcji.
        phrases.extend([*map(list, permutations(phrases[0]))][1:])
    for first in sorted({number for phrase in phrases for number in phrase[0][1]}):
        for turned, phrase in enumerate(phrases):
            if first in phrase[0][1]:
                found = _phrase_at(target, wording, first, phrase, turned=bool(turned))
                if found:
                    yield found
                    break


def _phrase_at(
    target: TargetText, wording: Wording, first: int, words: Sequence[tuple[Word, frozenset[int]]], *, turned: bool
) -> Occurrence | None:
    """Return the phrase that starts at a word, given its words in order, each with the places that it may have."""
    spans = target.spans
    worst, position, inserted = Likeness.EXACT, first, False
    for number, (word, likely) in enumerate(words):
        likeness, between = None, 0
        for at in range(position, min(position + (_FARTHEST if number else 1), len(spans))):
            likeness = word.compare(target.text[slice(*spans[at])]) if at in likely else None
            if likeness is not None:
                break
            between += target.words[at] not in wording.skipped
            if between > _MOST_BETWEEN:
                break
        if likeness is None or (number and _STOP.search(target.text, spans[position - 1][1], spans[at][0])):
            return None
        inserted = inserted or between > 0
        worst, position = max(worst, likeness), at + 1
    rules = [worst.rule, *(["inserted"] if inserted else []), *(["reordered"] if turned else [])]
    start, end = target.place(spans[first][0], spans[position - 1][1])
    return Occurrence(start, end, wording.text, worst, tuple(rules))


def _find_suspended(target: TargetText, language: str, word: Word, text: str) -> Iterator[Occurrence]:
    """Find "Ein- und Auszahlung" for Einzahlung, and "Zwischenüberschrift/-summe" for Zwischensumme."""
    for part in target.suspended:
        rest = word.bare.removeprefix(part.bare)
        if rest != word.bare and len(rest) >= 3 and _ends_nearby(target, part.end, inflected_forms(language, rest)):
            yield Occurrence(*target.place(part.start, part.end), text, Likeness.COMPOUND, ("suspended-hyphen",))
    for part in target.hanging:
        if any(
            part.before.startswith(word.bare[:cut]) and part.bare in inflected_forms(language, word.bare[cut:])
            for cut in range(2, len(word.bare) - 2)
        ):
            yield Occurrence(*target.place(part.start, part.end), text, Likeness.COMPOUND, ("suspended-hyphen",))


def _ends_nearby(target: TargetText, start: int, forms: frozenset[str]) -> bool:
    first = bisect_left(target.spans, (start, 0))
    return any(bare.endswith(form) for bare in target.words[first : first + _NEARBY] for form in forms)
