"""The analysis that the four rules share. In: a passage and its languages; out: fragments, each with rule and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locworker.checks.untranslated.compounds import COMPOUNDING, split_hybrid
from locworker.checks.untranslated.lexicon import load_lexicon
from locworker.checks.untranslated.loans import index_loans, load_loans, read_glossary_loans
from locworker.checks.untranslated.runs import Run, find_runs
from locworker.checks.untranslated.scoring import WEIGHTS, score_words
from locworker.checks.untranslated.source import Copied, read_source
from locworker.checks.untranslated.tokens import find_words
from locworker.checks.untranslated.view import Pass, View, read_view
from locworker.languages import base_language
from locworker.model import Severity

if TYPE_CHECKING:
    from locworker.glossary import PairGlossary


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A stretch of a target that was left in the source language, or is in a wrong one."""

    start: int
    end: int
    rule: str
    severity: Severity
    matched: tuple[str, ...]
    stem: tuple[int, int] | None = None
    """The native part of a compound that the fragment belongs to."""
    language: str | None = None
    """The language that a fragment in a third language is in."""


_LOW = 30


class Analyst:
    """Analyses the passages of one pair of languages."""

    def __init__(self, source_lang: str, target_lang: str, glossary: PairGlossary | None) -> None:
        """Read what the pair needs."""
        self._language = base_language(target_lang)
        self._lexicon = load_lexicon(base_language(source_lang), base_language(target_lang))
        phrases = [*load_loans(target_lang), *(read_glossary_loans(glossary) if glossary else ())]
        self._loans = index_loans(phrases)
        self._last: tuple[str | None, str, list[Fragment]] | None = None

    def analyse(self, source: str | None, target: str) -> list[Fragment]:
        """Return the fragments of a target, in order and without overlaps; the last answer is kept for the next rule."""
        last = self._last
        if last is None or last[0] is not source or last[1] is not target:
            self._last = last = source, target, self._analyse(source, target)
        return last[2]

    def _analyse(self, source: str | None, target: str) -> list[Fragment]:
        look_up = self._lexicon.look_up
        words = find_words(target)
        hybrids = self._language in COMPOUNDING and any(look_up(word).absent and len(word) > 7 for word in words)
        if not self._lexicon or not (hybrids or any(look_up(word).gap > _LOW for word in words)):
            return []
        view = read_view(
            target,
            source=None if source is None else read_source(source),
            lexicon=self._lexicon,
            loans=self._loans,
            language=self._language,
        )
        whole = self._find_whole(view)
        if whole:
            return [whole]
        found = [self._fragment(view, run) for run in self._accepted(view)]
        if hybrids:
            found += self._find_hybrids(view)
            found.sort(key=lambda fragment: fragment.start)
        return found

    def _accepted(self, view: View) -> list[Run]:
        scores = score_words(view, self._lexicon, capital_nouns=self._language == "de")
        accept = WEIGHTS.alone_accept if view.copied is None else WEIGHTS.accept
        return [run for run in find_runs(scores) if run.score >= accept and not _is_slight(view, run)]

    def _find_whole(self, view: View) -> Fragment | None:
        """Return the passage as one fragment when all of it was left: a heading, a card, a label."""
        if view.copied is not None and not view.whole:
            return None
        gaps = [
            max(-200, min(250, word.gap - (40 if word.known else 0) - (0 if word.english else 100)))
            for word, passed in zip(view.words, view.passes, strict=True)
            if passed not in (Pass.CODE, Pass.LOAN)
        ]
        mean = sum(gaps) / len(gaps) if gaps else -200
        if view.whole:
            sure = mean >= WEIGHTS.whole
        else:
            sure = mean >= WEIGHTS.heading and (len(gaps) > 1 or mean > 150) and len(gaps) >= 0.6 * len(view.tokens)
        if not sure:
            return None
        return Fragment(
            start=view.tokens[0].start,
            end=view.tokens[-1].end,
            rule="untranslated-segment",
            severity=Severity.ERROR,
            matched=("all of it",),
        )

    def _fragment(self, view: View, run: Run) -> Fragment:
        first, last = view.tokens[run.first], view.tokens[run.last]
        join = view.joins[run.first]
        matched = []
        if view.copied is not None:
            matched.append("copied")
        if not any(word.known for word in view.words[run.first : run.last + 1]):
            matched.append(f"not a word of {self._language}")
        if join:
            matched.append(f"broken compound: {join.value}")
        stem = None
        if join:
            before = view.tokens[run.first - 1]
            stem = before.start, before.end
        return Fragment(
            start=first.start,
            end=last.end,
            rule="broken-compound" if join else "untranslated-fragment",
            severity=Severity.ERROR,
            matched=tuple(matched),
            stem=stem,
        )

    def _find_hybrids(self, view: View) -> list[Fragment]:
        found = []
        for place, token in enumerate(view.tokens):
            if view.passes[place] is not None or not view.words[place].absent:
                continue
            split = split_hybrid(token.folded, self._lexicon)
            if split is None:
                continue
            cut, gap = split
            tail = token.folded[cut:]
            if view.source is not None:
                sure = view.source.kinds.get(tail, Copied.ABSENT) >= Copied.INITIAL and gap > 60
            else:
                sure = gap > 150 and len(tail) > 4
            if sure:
                found.append(
                    Fragment(
                        start=token.start + cut,
                        end=token.end,
                        rule="broken-compound",
                        severity=Severity.ERROR,
                        matched=("not a word of de",),
                        stem=(token.start, token.start + cut),
                    )
                )
        return found


def _is_slight(view: View, run: Run) -> bool:
    """Say whether a run is one short or very common word, which is more often a homograph than a leftover."""
    if run.first != run.last:
        return False
    word = view.words[run.first]
    return len(word.folded) < 3 or word.zipf >= 470


_ANALYSTS: dict[tuple[str, str, str], Analyst] = {}
_ANALYSTS_LIMIT = 32


def load_analyst(source_lang: str, target_lang: str, glossary: PairGlossary | None = None) -> Analyst:
    """Return the analyst of a pair and a glossary; it is made at the first call and kept."""
    key = (source_lang, target_lang, glossary.content_hash if glossary else "")
    analyst = _ANALYSTS.get(key)
    if analyst is None:
        if len(_ANALYSTS) >= _ANALYSTS_LIMIT:
            _ANALYSTS.clear()
        analyst = _ANALYSTS[key] = Analyst(source_lang, target_lang, glossary)
    return analyst
