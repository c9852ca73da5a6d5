"""Rules for text that was left out or came twice."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from locworker.checks.base import Check, CheckContext, Hit, Passage, in_source, in_target
from locworker.languages import base_language
from locworker.model import Severity
from locworker.text import find_words, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPACT = frozenset({"ja", "zh", "ko"})
_MIN_SOURCE = 60
"""Shorter sources say too little about the length that a target should have."""
_LOW_RATIO = 0.45
_VERY_LOW_RATIO = 0.25
_MIN_SENTENCE = 20
_LONGEST_REPEAT = 8
_MIN_REPEAT = 9
_SENTENCE = re.compile(r"[^.!?…。！？\n]+[.!?…。！？\n]*")
_SENTENCE_END = re.compile(r"[.!?…](?=[\"'”’»)]?\s)|[。！？]")
# Words that follow themselves in correct text: article after pronoun, subject before reflexive pronoun.
_DOUBLES = {
    "de": frozenset({"der", "die", "das", "den", "dem", "denen", "sie", "ihr", "es"}),
    "fr": frozenset({"nous", "vous", "que", "est"}),
    "it": frozenset({"via", "piano", "man", "poco", "pian"}),
    "nl": frozenset({"die", "dat", "het", "zij", "ze", "was", "heel"}),
    "pt": frozenset({"se"}),
    "es": frozenset({"que"}),
}


class OmittedText(Check):
    """Report an empty target, and one that is far shorter than its source lets expect."""

    id = "omitted-text"
    category = "accuracy/omission"
    severity = Severity.WARNING

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield at most one hit, over the whole target or, when that is empty, the source."""
        source, target = (passage.source or "").strip(), passage.target.strip()
        if not source:
            return
        if not target:
            place = in_source(0, len(passage.source or ""))
            yield Hit(place=place, message="the target is empty", severity=Severity.ERROR)
            return
        if len(source) < _MIN_SOURCE:
            return
        ratio = len(target) / len(source) * _compactness(context)
        lost = _count_sentences(source) - _count_sentences(target)
        if ratio < _LOW_RATIO or (lost > 1 and ratio < 2 * _LOW_RATIO - 0.2) or (lost == 1 and ratio < 0.6):
            severity = Severity.ERROR if ratio < _VERY_LOW_RATIO else self.severity
            message = f"the target has {len(target)} characters for {len(source)} of the source: is a part missing?"
            matched = ("length", "sentences") if lost > 0 else ("length",)
            yield Hit(
                place=in_target(0, len(passage.target)),
                message=message,
                severity=severity,
                related=(in_source(0, len(passage.source or "")),),
                matched=matched,
            )


def _compactness(context: CheckContext) -> float:
    """Return by how much lengths must be stretched to compare: a Japanese text has about half the characters."""
    source, target = (base_language(tag) in _COMPACT for tag in (context.source_lang, context.target_lang))
    return 1.0 if source == target else 2.2 if target else 0.45


def _count_sentences(text: str) -> int:
    return 1 + len(_SENTENCE_END.findall(text))


class RepeatedText(Check):
    """Report words and sentences that stand twice, where the source has them once."""

    id = "repeated-text"
    category = "fluency/duplication"
    severity = Severity.WARNING
    needs_source = False

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a repeated sentence (an error) and one a run of words said twice in a row."""
        sentences = list(_repeated_sentences(passage))
        yield from sentences
        covered = {hit.place.start for hit in sentences}
        doubles = _DOUBLES.get(base_language(context.target_lang), frozenset())
        runs = [run for run in _runs(passage.target) if fold(run[2]) not in doubles]
        if not runs or covered:
            return
        in_source = sum(1 for _ in _runs(passage.source)) if passage.source else 0
        for start, end, text in runs[in_source:]:
            yield Hit(place=in_target(start, end), message=f"'{text}' stands here twice", suggestion=text)


def _repeated_sentences(passage: Passage) -> Iterator[Hit]:
    if len(passage.target) < 2 * _MIN_SENTENCE:
        return
    allowed = max(_sentence_counts(passage.source or "").values(), default=1)
    seen: Counter[str] = Counter()
    for match in _SENTENCE.finditer(passage.target):
        text = fold(match[0].strip())
        seen[text] += 1
        if len(text) >= _MIN_SENTENCE and " " in text and seen[text] > allowed:
            start = match.end() - len(match[0].lstrip())
            message = "this sentence stands more often than in the source"
            yield Hit(place=in_target(start, match.end()), message=message, severity=Severity.ERROR)


def _sentence_counts(text: str) -> Counter[str]:
    return Counter(fold(match[0].strip()) for match in _SENTENCE.finditer(text))


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the second half of each run of words that follows itself with nothing but space between."""
    spans = list(find_words(text))
    words = [fold(text[start:end]) for start, end in spans]
    joined = [text[left[1] : right[0]].isspace() for left, right in pairwise(spans)]
    position = 0
    while position < len(words) - 1:
        size = _run_at(words, joined, position)
        if size:
            start, end = spans[position + size][0], spans[position + 2 * size - 1][1]
            yield start, end, text[start:end]
        position += 2 * size if size else 1


def _run_at(words: list[str], joined: list[bool], position: int) -> int:
    """Return the length of the run that starts at a word and is repeated right after it, or 0."""
    if not words[position].isalpha():
        return 0
    for size in range(1, _LONGEST_REPEAT + 1):
        middle, stop = position + size, position + 2 * size
        if stop > len(words):
            return 0
        if words[position] != words[middle] or words[position:middle] != words[middle:stop]:
            continue
        letters = "".join(words[position:middle])
        enough = letters.isalpha() and (len(letters) >= 2 if size == 1 else len(letters) >= _MIN_REPEAT)
        if enough and all(joined[position : stop - 1]):
            return size
    return 0
