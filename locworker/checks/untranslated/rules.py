"""The four rules: each reports the fragments of its kind from the one analysis that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from locworker.checks.base import ArticleCheck, CheckContext, Hit, Passage, Place
from locworker.checks.untranslated.analysis import load_analyst
from locworker.checks.untranslated.fragments import COMPOUND, FRAGMENT, LANGUAGE, SEGMENT, Fragment
from locworker.checks.untranslated.page import find_page_language
from locworker.checks.untranslated.wording import describe, describe_page, suggest
from locworker.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class _LeftoverCheck(ArticleCheck):
    category: ClassVar[str] = "accuracy/untranslated"
    severity: ClassVar[Severity] = Severity.ERROR
    needs_source: ClassVar[bool] = False

    def find_all(self, passages: Sequence[Passage], context: CheckContext) -> Iterable[tuple[int, Hit]]:
        """Yield the fragments that this rule reports; one fragment is reported by one rule.

        A page that is in another language as a whole is one finding of `wrong-language`, in place of all others.
        """
        found = load_analyst(context.source_lang, context.target_lang, context.glossary).analyse_all(passages)
        if not found:
            return
        if context.asked is None or LANGUAGE in context.asked:
            page = find_page_language(passages, found, context)
            if page is not None:
                if self.id == LANGUAGE:
                    index, language = page
                    yield index, _page_hit(language, passages[index].target, context)
                return
        for index, fragments in found.items():
            for fragment in fragments:
                if fragment.rule == self.id:
                    yield index, _hit(fragment, passages[index].target, context)


class UntranslatedSegment(_LeftoverCheck):
    """Report a passage that was not translated at all: a heading, a card, a label, a paragraph."""

    id = SEGMENT


class WrongLanguage(_LeftoverCheck):
    """Report a page or passage in another language, and sentences that are half in the source language."""

    id = LANGUAGE


class BrokenCompound(_LeftoverCheck):
    """Report a compound whose second part was not translated: "Zinssenkungs timeline", "Gewinnoutlook"."""

    id = COMPOUND


class UntranslatedFragment(_LeftoverCheck):
    """Report words that were left in the source language."""

    id = FRAGMENT


def _hit(fragment: Fragment, target: str, context: CheckContext) -> Hit:
    related = () if fragment.stem is None else (Place(side="target", start=fragment.stem[0], end=fragment.stem[1]),)
    return Hit(
        place=Place(side="target", start=fragment.start, end=fragment.end),
        message=describe(fragment, target, context),
        severity=fragment.severity,
        related=related,
        matched=fragment.matched,
        suggestion=suggest(target[fragment.start : fragment.end], context.glossary),
    )


def _page_hit(language: str, passage: str, context: CheckContext) -> Hit:
    start = len(passage) - len(passage.lstrip())
    return Hit(
        place=Place(side="target", start=start, end=len(passage.rstrip())),
        message=describe_page(language, context),
        matched=("the whole page",),
    )
