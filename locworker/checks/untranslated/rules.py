"""The four rules: each reports the fragments of its kind from the one analysis that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from locworker.checks.base import Check, CheckContext, Hit, Passage, Place
from locworker.checks.untranslated.analysis import load_analyst
from locworker.checks.untranslated.fragments import COMPOUND, FRAGMENT, LANGUAGE, SEGMENT, Fragment
from locworker.checks.untranslated.wording import describe, suggest
from locworker.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable


class _LeftoverCheck(Check):
    category: ClassVar[str] = "accuracy/untranslated"
    severity: ClassVar[Severity] = Severity.ERROR
    needs_source: ClassVar[bool] = False

    def find(self, passage: Passage, context: CheckContext) -> Iterable[Hit]:
        """Yield the fragments that this rule reports; one fragment is reported by one rule."""
        analyst = load_analyst(context.source_lang, context.target_lang, context.glossary)
        for fragment in analyst.analyse(passage.source, passage.target):
            if fragment.rule == self.id:
                yield _hit(fragment, passage.target, context)


class UntranslatedSegment(_LeftoverCheck):
    """Report a passage that was not translated at all: a heading, a card, a label, a paragraph."""

    id = SEGMENT


class WrongLanguage(_LeftoverCheck):
    """Report a passage in a third language, and sentences that are half in the source language."""

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
