"""What blocks a rebuild, told from the catalog alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from locworker.catalog import Catalog, Message
from locworker.model import Finding, Severity
from locworker.review.ignores import settle_findings


class GapKind(StrEnum):
    """Why a message is not ready."""

    EMPTY = "empty"
    FUZZY = "fuzzy"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A message that holds a page back: why, and where it stands in the PO file that was read."""

    message: Message
    kind: GapKind
    reason: str
    finding: Finding | None = None

    @property
    def line(self) -> int | None:
        """Return the line of the message's translation."""
        return self.message.target_line

    @property
    def place(self) -> str:
        """Return the message's reference: article and unit."""
        return self.message.places[0] if self.message.places else ""


def review_gaps(catalog: Catalog, findings: Iterable[tuple[int, Finding]] = ()) -> list[Gap]:
    """Return the messages that hold a page back: without translation, not reviewed, or with an error not ignored.

    Args:
        catalog: The catalog as reviewed.
        findings: Pairs (index into the catalog's live messages, finding); errors among them block.
    """
    live = list(catalog.live)
    errors: dict[int, list[Finding]] = {}
    for index, finding in settle_findings(live, findings).kept:
        if finding.severity is Severity.ERROR:
            errors.setdefault(index, []).append(finding)
    return [gap for index, message in enumerate(live) for gap in _gaps(message, errors.get(index, []))]


def _gaps(message: Message, errors: Iterable[Finding]) -> Iterator[Gap]:
    if message.empty:
        yield Gap(message=message, kind=GapKind.EMPTY, reason="has no translation")
        return
    if message.fuzzy:
        yield Gap(message=message, kind=GapKind.FUZZY, reason="is not reviewed (fuzzy)")
    for finding in errors:
        reason = f"{finding.rule}: {finding.message}"
        yield Gap(message=message, kind=GapKind.ERROR, reason=reason, finding=finding)
