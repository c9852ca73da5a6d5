"""The checks. In: segments with targets, languages, a glossary; out: findings, each with its place and reason.

Every check is one class with one question, and all of them stand in one list, `CHECKS`. See docs/writing-a-check.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from locworker.checks.base import Check, CheckContext
from locworker.checks.characters import BidiControl, InvisibleCharacter
from locworker.checks.length import OmittedText, RepeatedText
from locworker.checks.markup import TagMismatch, TagPosition
from locworker.checks.placeholders import PlaceholderMismatch
from locworker.checks.runner import Runner, Selection
from locworker.checks.term_use import TermUse, Use, find_term_uses
from locworker.checks.terms import ChangedProtectedTerm, ForbiddenTerm, InconsistentTerm, MissingTerm
from locworker.checks.untranslated import BrokenCompound, UntranslatedFragment, UntranslatedSegment, WrongLanguage
from locworker.checks.values import ValueFormat, ValueMismatch
from locworker.model import Finding, Segment
from locworker.text import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from locworker.glossary import Glossary, PairGlossary

__all__ = ["CHECKS", "RULES", "TermUse", "Use", "check_pair", "find_term_uses", "run_checks"]

CHECKS: list[Check] = [
    UntranslatedSegment(),
    WrongLanguage(),
    BrokenCompound(),
    UntranslatedFragment(),
    MissingTerm(),
    ForbiddenTerm(),
    ChangedProtectedTerm(),
    InconsistentTerm(),
    ValueMismatch(),
    ValueFormat(),
    TagMismatch(),
    TagPosition(),
    PlaceholderMismatch(),
    OmittedText(),
    RepeatedText(),
    BidiControl(),
    InvisibleCharacter(),
]
"""All checks, in the order in which they are asked."""

RULES: dict[str, Check] = {check.id: check for check in CHECKS}
"""The checks by rule id."""


def run_checks(
    segments: Sequence[Segment],
    *,
    source_lang: str,
    target_lang: str,
    glossary: PairGlossary | None,
    rules: Collection[str] | None = None,
    sources: bool = True,
) -> list[tuple[int, Finding]]:
    """Return what the checks find, as pairs (index of the segment, finding), sorted by place.

    Args:
        segments: The segments of one article, in order.
        source_lang: BCP 47 tag of the source.
        target_lang: BCP 47 tag of the target.
        glossary: The pair's glossary, or None to ask no glossary rule.
        rules: The rules to ask, or None for all.
        sources: False for a finished page: only checks that need no source are asked, of the targets, or of the
            sources where a segment has no target.

    Raises:
        ConfigError: A rule is unknown.
    """
    runner = _runner(source_lang, target_lang, glossary, None if rules is None else tuple(rules))
    return runner.run(segments, sources=sources)


def check_pair(
    source: str | None,
    target: str,
    *,
    source_lang: str = "en",
    target_lang: str = "de",
    glossary: Glossary | None = None,
    rules: Collection[str] | None = None,
) -> list[Finding]:
    """Return what the checks find in one target, with its source or, when that is None, without.

    Raises:
        ConfigError: A rule is unknown.
    """
    pair = glossary.pair(source_lang, target_lang) if glossary is not None else None
    runner = _runner(source_lang, target_lang, pair, None if rules is None else tuple(rules))
    segment = Segment(unit="", context="", source=normalise(source or ""), target=normalise(target))
    return [finding for _, finding in runner.run([segment], sources=source is not None)]


def _runner(source_lang: str, target_lang: str, glossary: PairGlossary | None, rules: tuple[str, ...] | None) -> Runner:
    asked = None if rules is None else frozenset(rules)
    context = CheckContext(source_lang=source_lang, target_lang=target_lang, glossary=glossary, asked=asked)
    return Runner(_select(rules), context)


@lru_cache(maxsize=64)
def _select(rules: tuple[str, ...] | None) -> Selection:
    return Selection(RULES, rules)
