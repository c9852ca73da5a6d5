"""Findings with the words around them, as reports show them."""

from __future__ import annotations

from typing import NamedTuple

from locworker.catalog import Catalog, Message, catalog_text
from locworker.model import Draft, Finding
from locworker.review import place_finding

_AROUND = 40


class Located(NamedTuple):
    """A finding at its place in a file, and the words around it."""

    finding: Finding
    excerpt: str


def excerpt(text: str, finding: Finding) -> str:
    """Return the words around a finding in its text, the found ones between ‹ ›; nothing for an empty span."""
    start, end = finding.start, finding.end
    if end <= start:
        return ""
    left = "…" if start > _AROUND else ""
    right = "…" if end + _AROUND < len(text) else ""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{left}{before}‹{text[start:end]}›{after}{right}"


def locate_in_catalog(catalog: Catalog, message: Message, finding: Finding) -> Located:
    """Return a finding at its place in the PO file that was read."""
    text = message.target if finding.side == "target" else message.source
    return Located(place_finding(finding, catalog, message), excerpt(text, finding))


def locate_draft(catalog: Catalog, draft: Draft) -> list[Located]:
    """Return a draft's findings at their places in the catalog that was written of it."""
    messages = catalog.index()
    located = []
    for index, finding in draft.findings:
        segment = draft.segments[index]
        message = messages.get((segment.context, catalog_text(segment.source)))
        if message is not None:
            located.append(locate_in_catalog(catalog, message, finding))
    return located
