"""The base class of checks. In: a passage, one segment as a reader sees it; out: what was found in it.

A check works on plain text: no tags, escapes resolved, NFC. `run_checks` maps its spans back to the segment's text, so
a check knows nothing of markup unless it asks for `source_raw` and `target_raw`. A check never raises for a text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from locworker.glossary import PairGlossary
    from locworker.model import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A segment to check. `source` is None for a finished page; `role` is the unit's, for example `h2`."""

    source: str | None
    target: str
    source_raw: str | None = None
    target_raw: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckContext:
    """What a check may know beside the passage: the languages (BCP 47), the pair's glossary, the rules asked.

    `asked` is None when all are. `remembered` is for what several checks need of one text: it ends with the run.
    """

    source_lang: str
    target_lang: str
    glossary: PairGlossary | None = None
    asked: frozenset[str] | None = None
    remembered: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A span of one side's text: `side` is `source` or `target`; offsets count in the plain text unless `raw`."""

    side: str
    start: int
    end: int
    raw: bool = False


def in_source(start: int, end: int, *, raw: bool = False) -> Place:
    """Return a place in the source."""
    return Place(side="source", start=start, end=end, raw=raw)


def in_target(start: int, end: int, *, raw: bool = False) -> Place:
    """Return a place in the target."""
    return Place(side="target", start=start, end=end, raw=raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a check found: a place, a sentence for the reviewer, and the fields of a `Finding` that it knows.

    `severity` overrides the check's own. `rule` names another rule of the list that the finding belongs to, for a
    check that answers for several.
    """

    place: Place
    message: str
    severity: Severity | None = None
    related: tuple[Place, ...] = ()
    matched: tuple[str, ...] = ()
    term: str | None = None
    suggestion: str | None = None
    rule: str | None = None


class Check(ABC):
    """A question asked of each segment."""

    id: ClassVar[str]
    category: ClassVar[str]
    """The MQM type, for example `accuracy/untranslated`."""
    severity: ClassVar[Severity]
    needs_source: ClassVar[bool] = True

    @abstractmethod
    def find(self, passage: Passage, context: CheckContext) -> Iterable[Hit]:
        """Yield what this check finds in one passage."""


class ArticleCheck(Check):
    """A question asked of all segments of an article together; `find` is not asked."""

    def find(self, passage: Passage, context: CheckContext) -> Iterable[Hit]:  # noqa: ARG002 - the signature is Check's
        """Yield nothing: one passage alone says nothing here."""
        return ()

    @abstractmethod
    def find_all(self, passages: Sequence[Passage], context: CheckContext) -> Iterable[tuple[int, Hit]]:
        """Yield pairs (index of the passage, hit)."""
