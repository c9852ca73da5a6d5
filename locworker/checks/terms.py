"""Rules for terms: the glossary's wording, none that it forbids, protected ones untouched, one wording an article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locworker.checks.adherence import Judgement, Verdict, judge_terms
from locworker.checks.base import ArticleCheck, Check, CheckContext, Hit, Passage, in_source, in_target
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
        for judgement in _once_a_term(judge_terms(passage, context)):
            entry, found = judgement.match.entry, judgement.occurrence
            if entry.protected or not entry.targets:
                continue
            expected = " / ".join(f"'{target}'" for target in entry.targets)
            if judgement.verdict is Verdict.MISSING:
                yield _hit(judgement, f"expected {expected} for '{entry.source}'")
            elif judgement.verdict is Verdict.UNCLEAR and found:
                word = passage.target[found.start : found.end]
                message = f"is '{word}' meant as {expected} for '{entry.source}'?"
                yield _hit(judgement, message, severity=Severity.WARNING, on_target=True)


class ForbiddenTerm(Check):
    """Report wordings that the glossary forbids for a term of the source."""

    id = "forbidden-term"
    category = "terminology/inconsistent-with-resource"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a term, on the forbidden wording."""
        for judgement in _once_a_term(judge_terms(passage, context)):
            found = judgement.occurrence
            if judgement.verdict is Verdict.FORBIDDEN and found:
                word = passage.target[found.start : found.end]
                message = f"'{word}' is not allowed for '{judgement.match.entry.source}'"
                yield _hit(judgement, message, on_target=True)


class ChangedProtectedTerm(Check):
    """Report protected terms of the source that the target does not have as they are."""

    id = "changed-protected-term"
    category = "accuracy/do-not-translate"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a term: on the changed word, or on the source where it is missing."""
        for judgement in _once_a_term(judge_terms(passage, context)):
            entry = judgement.match.entry
            if not entry.protected:
                continue
            if judgement.verdict is Verdict.CHANGED:
                yield _hit(judgement, f"'{entry.source}' is protected: keep its capitals", on_target=True)
            elif judgement.verdict is Verdict.MISSING:
                yield _hit(judgement, f"'{entry.source}' is protected: keep it as it is")


class InconsistentTerm(ArticleCheck):
    """Report a term that an article translates in several approved ways: all but the most frequent one."""

    id = "inconsistent-term"
    category = "terminology/inconsistent-use"
    severity = Severity.WARNING

    def find_all(self, passages: Sequence[Passage], context: CheckContext) -> Iterator[tuple[int, Hit]]:
        """Yield one hit a passage in which a rarer wording stands."""
        uses: dict[str, list[tuple[int, Judgement]]] = {}
        for index, passage in enumerate(passages):
            for judgement in _once_a_term(judge_terms(passage, context)):
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
                    yield index, _hit(judgement, message, on_target=True, suggestion=usual)


def _once_a_term(judgements: Sequence[Judgement]) -> Iterator[Judgement]:
    """Yield the first judgement of each concept: a term that stands twice may be said once."""
    seen: set[str] = set()
    for judgement in judgements:
        if judgement.match.entry.concept not in seen:
            seen.add(judgement.match.entry.concept)
            yield judgement


def _hit(
    judgement: Judgement,
    message: str,
    *,
    severity: Severity | None = None,
    on_target: bool = False,
    suggestion: str | None = None,
) -> Hit:
    match, found = judgement.match, judgement.occurrence
    entry = match.entry
    source = in_source(match.start, match.end)
    place = in_target(found.start, found.end) if on_target and found else source
    return Hit(
        place=place,
        message=message + (f" ({entry.note})" if entry.note else ""),
        severity=severity,
        related=(source,) if place is not source else (),
        matched=(str(found.likeness),) if found else (str(judgement.verdict),),
        term=entry.source,
        suggestion=suggestion or (entry.source if entry.protected else entry.targets[0] if entry.targets else None),
    )
