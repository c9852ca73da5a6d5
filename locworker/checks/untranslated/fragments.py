"""Fragments. In: the view of a target and a stretch of its words; out: what is reported of it, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locworker.checks.untranslated.compounds import Join
from locworker.model import Severity

if TYPE_CHECKING:
    from locworker.checks.untranslated.runs import Run
    from locworker.checks.untranslated.view import View

SEGMENT, LANGUAGE, COMPOUND, FRAGMENT = (
    "untranslated-segment",
    "wrong-language",
    "broken-compound",
    "untranslated-fragment",
)
_BROKEN = (Join.HYPHEN, Join.DANGLING)
_HALF_WORDS, _HALF_SHARE = 4, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A stretch of a target that was left in the source language, or is in a wrong one.

    `stem` is the native part of a compound that the fragment belongs to, `language` that of a passage in a third one,
    `whole` whether it is all of the passage.
    """

    start: int
    end: int
    rule: str
    severity: Severity = Severity.ERROR
    matched: tuple[str, ...] = ()
    stem: tuple[int, int] | None = None
    language: str | None = None
    whole: bool = False


def make_whole(view: View, language: str, *, sure: bool) -> Fragment:
    """Return a passage that was not translated, or not from the words that it has now, as one fragment."""
    copied = view.source is None or view.whole
    reasons = ("copied",) if view.whole else ()
    start = len(view.text) - len(view.text.lstrip())
    return Fragment(
        start=start,
        end=len(view.text.rstrip()),
        rule=SEGMENT if copied else LANGUAGE,
        severity=Severity.ERROR if sure else Severity.WARNING,
        matched=(*reasons, "the whole text", *_lexical(view, 0, len(view.tokens) - 1, language)),
        whole=True,
    )


def make_foreign(text: str, found: str) -> Fragment:
    """Return a passage in a third language as one fragment."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return Fragment(start=start, end=end, rule=LANGUAGE, matched=("the whole text",), language=found, whole=True)


def make_fragment(view: View, run: Run, language: str, *, sure: bool) -> Fragment:
    """Return a stretch of words as a fragment."""
    join = view.joins[run.first]
    broken = join if join in _BROKEN else None
    half = _is_half(view, run)
    reasons = ["copied"] if view.source is not None else []
    reasons += _lexical(view, run.first, run.last, language)
    if broken:
        reasons.append(f"broken compound ({broken.value})")
    if half:
        reasons.append("half of the sentence")
    stem = None
    if broken:
        before = view.tokens[run.first - 1]
        stem = before.start, before.end
    return Fragment(
        start=view.tokens[run.first].start,
        end=view.tokens[run.last].end,
        rule=LANGUAGE if half else COMPOUND if broken else FRAGMENT,
        severity=Severity.ERROR if sure else Severity.WARNING,
        matched=tuple(reasons),
        stem=stem,
    )


def make_hybrid(view: View, place: int, cut: int, language: str) -> Fragment:
    """Return the English end of a word that starts in the target language."""
    token = view.tokens[place]
    reasons = ("copied",) if view.source is not None else ()
    return Fragment(
        start=token.start + cut,
        end=token.end,
        rule=COMPOUND,
        matched=(*reasons, f"not a word of {language}", "broken compound (grown together)"),
        stem=(token.start, token.start + cut),
    )


def _lexical(view: View, first: int, last: int, language: str) -> list[str]:
    """Say what the lists know of the words: none of them is the target's, or all are commoner in the source's."""
    words = view.words[first : last + 1]
    if not any(word.known or word.zipf >= 300 for word in words):
        return [f"not a word of {language}" if len(words) == 1 else f"no words of {language}"]
    return [f"rare in {language}"]


def _is_half(view: View, run: Run) -> bool:
    """Say whether a run is half a sentence or more."""
    length = run.last - run.first + 1
    if length < _HALF_WORDS:
        return False
    sentences = range(view.tokens[run.first].sentence, view.tokens[run.last].sentence + 1)
    return length >= _HALF_SHARE * sum(view.sentences[sentence] for sentence in sentences)
