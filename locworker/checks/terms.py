"""Rules for terms: the glossary's wording, none that it forbids, protected ones untouched, one wording an article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locworker.checks.adherence import Judgement, Verdict, judge_terms, suggest_wording
from locworker.checks.base import ArticleCheck, Check, CheckContext, Hit, Passage, in_source, in_target
from locworker.languages import base_language
from locworker.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class MissingTerm(Check):
    """Report terms of the source whose approved translation is not in the target; what is unclear is a warning."""

    id = "missing-term"
    category = "terminology/inconsistent-with-resource"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a term: on the source, or on the target's word that is only akin to the approved one."""
        for judgement in judge_terms(passage, context):
            entry, found = judgement.match.entry, judgement.occurrence
            if entry.protected or not entry.targets:
                continue
            expected = " / ".join(f"'{target}'" for target in entry.targets)
            if judgement.verdict is Verdict.MISSING:
                yield _hit(judgement, f"expected {expected} for '{entry.source}'", passage, context)
            elif judgement.verdict is Verdict.UNCLEAR and found:
                word = passage.target[found.start : found.end]
                message = f"is '{word}' meant as {expected} for '{entry.source}'?"
                yield _hit(judgement, message, passage, context, on_target=True)
            elif judgement.verdict is Verdict.UNCLEAR:
                message = f"if '{entry.source}' is the glossary's term here, expected {expected}"
                yield _hit(judgement, message, passage, context)


class ForbiddenTerm(Check):
    """Report wordings that the glossary forbids for a term of the source; a warning where it may mean another word."""

    id = "forbidden-term"
    category = "terminology/inconsistent-with-resource"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a term, on the forbidden wording."""
        for judgement in judge_terms(passage, context):
            found = judgement.occurrence
            if judgement.verdict is Verdict.FORBIDDEN and found:
                word = passage.target[found.start : found.end]
                message = f"'{word}' is not allowed for '{judgement.match.entry.source}'"
                yield _hit(judgement, message, passage, context, on_target=True)


class ChangedProtectedTerm(Check):
    """Report protected terms of the source that the target does not have as they are."""

    id = "changed-protected-term"
    category = "accuracy/do-not-translate"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a term: on the changed word, or on the source where it is missing."""
        for judgement in judge_terms(passage, context):
            entry = judgement.match.entry
            if not entry.protected:
                continue
            if judgement.verdict is Verdict.CHANGED:
                message = f"'{entry.source}' is protected: keep its capitals"
                yield _hit(judgement, message, passage, context, on_target=True)
            elif judgement.verdict is Verdict.MISSING:
                yield _hit(judgement, f"'{entry.source}' is protected: keep it as it is", passage, context)


class InconsistentTerm(ArticleCheck):
    """Report a term that an article translates in several approved ways: all but the most frequent one."""

    id = "inconsistent-term"
    category = "terminology/inconsistent-use"
    severity = Severity.WARNING

    def find_all(self, passages: Sequence[Passage], context: CheckContext) -> Iterator[tuple[int, Hit]]:
        """Yield one hit a passage in which a rarer wording stands."""
        uses: dict[str, list[tuple[int, Judgement]]] = {}
        for index, passage in enumerate(passages):
            for judgement in judge_terms(passage, context):
                if judgement.verdict is Verdict.USED and not judgement.match.entry.protected:
                    uses.setdefault(judgement.match.entry.concept, []).append((index, judgement))
        for judged in uses.values():
            wordings = Counter(judgement.occurrence.wording for _, judgement in judged if judgement.occurrence)
            if len(wordings) < 2:
                continue
            usual = wordings.most_common(1)[0][0]
            for index, judgement in judged:
                found = judgement.occurrence
                if found and found.wording != usual:
                    message = f"'{judgement.match.entry.source}' is '{usual}' elsewhere in this article"
                    yield index, _hit(judgement, message, passages[index], context, on_target=True, suggestion=usual)


def _hit(
    judgement: Judgement,
    message: str,
    passage: Passage,
    context: CheckContext,
    *,
    on_target: bool = False,
    suggestion: str | None = None,
) -> Hit:
    match, found = judgement.match, judgement.occurrence
    source = in_source(match.start, match.end)
    place = in_target(found.start, found.end) if on_target and found else source
    wording = suggestion or suggest_wording(passage.source or "", match, base_language(context.target_lang))
    return Hit(
        place=place,
        message=message + (f" ({match.entry.note})" if match.entry.note else ""),
        severity=Severity.WARNING if judgement.doubt else None,
        related=(source,) if place is not source else (),
        matched=judgement.rules,
        term=match.entry.source,
        suggestion=wording,
    )
