"""Put findings at their places in a file, with the words around them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from locworker.catalog import Catalog, Message, catalog_text, locate, message_state
from locworker.model import Draft, Finding

_AROUND = 40


def excerpt(text: str, start: int, end: int) -> str:
    """Return the words around a span, the span itself between ‹ ›."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    left = "…" if start > _AROUND else ""
    right = "…" if end + _AROUND < len(text) else ""
    return f"{left}{before}‹{text[start:end]}›{after}{right}"


def place_finding(catalog: Catalog, message: Message, finding: Finding, path: Path) -> tuple[Finding, str]:
    """Return a finding at its place in a catalog, and the words around it."""
    line, column = locate(catalog, message, finding.side, finding.start)
    text = message.target if finding.side == "target" else message.source
    placed = replace(
        finding,
        path=str(path),
        line=line,
        column=column,
        segment=message.places[0] if message.places else None,
        state=str(message_state(message)),
    )
    return placed, excerpt(text, finding.start, finding.end) if finding.end > finding.start else ""


def place_findings(catalog: Catalog, path: Path, draft: Draft) -> list[tuple[Finding, str]]:
    """Return a draft's findings at their places in the catalog that was written of it."""
    messages = catalog.index()
    placed = []
    for index, finding in draft.findings:
        segment = draft.segments[index]
        message = messages.get((segment.context, catalog_text(segment.source)))
        if message is not None:
            placed.append(place_finding(catalog, message, finding, path))
    return placed
