"""Findings with the words around them, as reports show them."""

from __future__ import annotations

from typing import NamedTuple

from locworker.catalog import Catalog, Message, catalog_text
from locworker.model import Draft, Finding
from locworker.review import UNUSED_IGNORE, place_finding, settle_findings

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
    """Return a draft's findings, but for those that its reviewer silenced, at their places in the catalog of it."""
    messages = list(catalog.live)
    numbers = {message.key: number for number, message in enumerate(messages)}
    keys = [(segment.context, catalog_text(segment.source)) for segment in draft.segments]
    found = [(numbers[keys[index]], finding) for index, finding in draft.findings if keys[index] in numbers]
    # Ignores that silence nothing are for `check` to tell.
    kept = [pair for pair in settle_findings(messages, found).kept if pair[1].rule != UNUSED_IGNORE]
    return [locate_in_catalog(catalog, messages[number], finding) for number, finding in kept]
