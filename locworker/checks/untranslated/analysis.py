"""The analysis that the four rules share. In: a passage and its languages; out: fragments, with rule and reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locworker.checks.untranslated.compounds import COMPOUNDING, split_hybrid
from locworker.checks.untranslated.fragments import Fragment, make_foreign, make_fragment, make_hybrid, make_whole
from locworker.checks.untranslated.language import find_other_language, has_other_script
from locworker.checks.untranslated.lexicon import load_lexicon
from locworker.checks.untranslated.loans import index_loans, load_loans, read_glossary_loans
from locworker.checks.untranslated.runs import Run, find_runs, merge_runs
from locworker.checks.untranslated.scoring import ALONE, COPIED, FUNCTION_WORDS, score_words
from locworker.checks.untranslated.source import Copied, has_other_than_names, read_source
from locworker.checks.untranslated.tokens import find_words
from locworker.checks.untranslated.view import Pass, View, is_name, read_view
from locworker.languages import base_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locworker.checks.base import Passage
    from locworker.glossary import PairGlossary

_LOW = 25
_DOUBTFUL = 30
_COMMON = 470
_LONG = 7
_PROSE = 100
_RESERVE = {"it": 20}
"""How much more evidence of a copy a language asks for whose pages take English words as they come."""


class Analyst:
    """Analyses the passages of one pair of languages."""

    def __init__(self, source_lang: str, target_lang: str, glossary: PairGlossary | None) -> None:
        """Read what the pair needs."""
        self._source_language = base_language(source_lang)
        self._language = base_language(target_lang)
        self._lexicon = load_lexicon(self._source_language, self._language)
        self._loans = index_loans([*load_loans(target_lang), *(read_glossary_loans(glossary) if glossary else ())])
        self._last: tuple[Sequence[Passage], dict[int, list[Fragment]]] | None = None

    def analyse_all(self, passages: Sequence[Passage]) -> dict[int, list[Fragment]]:
        """Return the fragments of each passage that has some, by its index; the last answer is kept for the next."""
        last = self._last
        if last is None or last[0] is not passages:
            found = ((index, self.analyse(one.source, one.target)) for index, one in enumerate(passages))
            self._last = last = passages, {index: fragments for index, fragments in found if fragments}
        return last[1]

    def analyse(self, source: str | None, target: str) -> list[Fragment]:
        """Return the fragments of a target, in order and without overlaps."""
        words = find_words(target)
        other = find_other_language(target, words, self._lexicon, self._language)
        if other not in (None, self._source_language):
            # A text that is in a third language in the source too is a quotation.
            return [] if source is not None and source.strip() == target.strip() else [make_foreign(target, str(other))]
        hybrids = self._may_have_hybrids(words)
        if not other and not hybrids and not self._is_suspicious(words, source):
            return []
        view = read_view(
            target,
            source=None if source is None else read_source(source, capital_nouns=self._source_language == "de"),
            lexicon=self._lexicon,
            loans=self._loans,
            language=self._language,
        )
        if other or self._is_whole(view):
            return [make_whole(view, self._language, sure=bool(other) or not is_name(view))]
        found = self._find_fragments(view)
        if hybrids:
            found += self._find_hybrids(view)
            found.sort(key=lambda fragment: fragment.start)
        return found

    def _may_have_hybrids(self, words: Sequence[str]) -> bool:
        if self._language not in COMPOUNDING:
            return False
        look_up = self._lexicon.look_up
        unknown = [look_up(word).folded for word in words if len(word) > _LONG and look_up(word).absent]
        if len(unknown) > max(_PROSE, len(words) // 2):
            # A table of codes, not prose.
            return False
        return any(split_hybrid(word, self._lexicon) for word in unknown)

    def _is_suspicious(self, words: Sequence[str], source: str | None) -> bool:
        """Say whether a closer look pays: a word is commoner in the source's language, and stands in the source."""
        if not self._lexicon:
            return False
        look_up = self._lexicon.look_up
        foreign = [word for word in words if look_up(word).gap > _LOW]
        if source is None or not foreign:
            return bool(foreign)
        return self._source_language == "de" or has_other_than_names(source, foreign)

    def _is_whole(self, view: View) -> bool:
        """Say whether all of a passage was left: a heading, a card, a label."""
        if view.source is not None and not view.whole:
            return False
        # A loan is no name where the words beside it are English in lower case: "Bonds rose".
        let_through = (Pass.CODE,) if view.whole and _has_plain_word(view) else (Pass.CODE, Pass.LOAN)
        weighed = [
            (max(-200, min(250, word.gap - (40 if word.known else 0) - (0 if word.english else 100))), passed)
            for word, passed in zip(view.words, view.passes, strict=True)
            if passed not in let_through
        ]
        gaps = [gap for gap, _ in weighed]
        if not gaps:
            return False
        mean = sum(gaps) / len(gaps)
        if view.whole:
            return mean >= COPIED.whole
        if has_other_script(view.text):
            return False
        # A title has capitals as a name has; beside other words names and quotations say nothing.
        prose = [gap for gap, passed in weighed if passed is None]
        if prose:
            mean = min(mean, sum(prose) / len(prose))
        return mean >= ALONE.whole and (len(gaps) > 1 or mean > 150) and len(gaps) >= 0.6 * len(view.tokens)

    def _find_fragments(self, view: View) -> list[Fragment]:
        scores = score_words(view, self._lexicon, capital_nouns=self._language == "de")
        accept = ALONE.accept if view.source is None else COPIED.accept + _RESERVE.get(self._language, 0)
        found = find_runs(scores)
        sure = [run for run in found if run.score >= accept and not _is_slight(view, run)]
        sure = merge_runs([_extend(view, run) for run in sure], _bridges(view))
        doubtful = [run for run in found if accept - _DOUBTFUL <= run.score < accept and not _is_slight(view, run)]
        inside = {place for run in sure for place in range(run.first, run.last + 1)}
        fragments = [make_fragment(view, run, self._language, sure=True) for run in sure]
        fragments += [
            make_fragment(view, run, self._language, sure=False) for run in doubtful if run.first not in inside
        ]
        return sorted(fragments, key=lambda fragment: fragment.start)

    def _find_hybrids(self, view: View) -> list[Fragment]:
        found = []
        for place, word in enumerate(view.words):
            if view.passes[place] is None and word.absent and len(word.folded) > _LONG:
                cut = self._find_cut(view, word.folded)
                if cut:
                    found.append(make_hybrid(view, place, cut, self._language))
        return found

    def _find_cut(self, view: View, folded: str) -> int:
        """Return where the English part of a word starts that has grown together, 0 when it has none."""
        for cut, gap in split_hybrid(folded, self._lexicon):
            head, tail = folded[:cut], folded[cut:]
            if any(loan.words == (tail,) for loan in self._loans.get(tail, ())):
                continue
            if view.source is None:
                sure = gap > ALONE.hybrid and len(tail) > 4 and cut > 2 and self._language == "de"
            else:
                # An English compound written as one word is a loan: skitouring.
                kinds = view.source.kinds
                sure = gap > COPIED.hybrid and head not in kinds and kinds.get(tail, Copied.ABSENT) >= Copied.INITIAL
            if sure:
                return cut
        return 0


def _has_plain_word(view: View) -> bool:
    """Say whether a word in lower case is commoner in the source's language, and neither a loan nor a little word."""
    return any(
        passed in (None, Pass.NAME) and not token.capital and word.english and word.gap > 0
        for token, word, passed in zip(view.tokens, view.words, view.passes, strict=True)
    )


def _bridges(view: View) -> list[bool]:
    """Say of each word whether a fragment may go on over it: it is let through, or the source has it too."""
    if view.copied is None:
        return [
            passed is not None or word.gap > -_DOUBTFUL for passed, word in zip(view.passes, view.words, strict=True)
        ]
    return [kind is not Copied.ABSENT for kind in view.copied]


def _extend(view: View, run: Run) -> Run:
    """Return a run with the little words of the source before and after it that belong to its phrase."""
    if view.source is None:
        return run
    first, last = run.first, run.last
    while first and _is_phrase(view, first - 1, little=first - 1):
        first -= 1
    while last + 1 < len(view.words) and _is_phrase(view, last, little=last + 1) and view.words[last + 1].gap >= 0:
        last += 1
    return Run(first, last, run.score)


def _is_phrase(view: View, place: int, *, little: int) -> bool:
    """Say whether a word and the next follow each other in the source too, one of them a little word."""
    if view.source is None or view.words[little].folded not in FUNCTION_WORDS:
        return False
    return (view.words[place].folded, view.words[place + 1].folded) in view.source.pairs


def _is_slight(view: View, run: Run) -> bool:
    """Say whether a run is one short or very common word, which is more often a homograph than a leftover."""
    word = view.words[run.first]
    return run.first == run.last and (len(word.folded) < 3 or word.zipf >= _COMMON)


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
