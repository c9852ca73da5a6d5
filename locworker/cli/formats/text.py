"""The formats for people: `full` and `concise`."""

from __future__ import annotations

import click

from locworker.cli.formats.base import Found, printable
from locworker.model import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def render_text(found: Found, *, full: bool, color: bool = False) -> str:
    """Return one line a finding; `full` adds the words around it, a suggestion and the reasons."""
    lines: list[str] = []
    for index, finding in enumerate(found.findings):
        lines.append(_headline(finding, color=color))
        if full:
            lines += _details(finding, found.excerpts[index] if index < len(found.excerpts) else "")
    return "".join(line + "\n" for line in lines)


def _headline(finding: Finding, *, color: bool) -> str:
    place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part is not None)
    severity = str(finding.severity)
    if color:
        severity = click.style(severity, fg=_COLOURS[finding.severity], bold=True)
    text = f' "{printable(finding.text)}"' if finding.text else ""
    return f"{printable(place)}: {severity} {finding.rule}{text}: {printable(finding.message)}"


def _details(finding: Finding, excerpt: str) -> list[str]:
    lines = []
    if excerpt:
        lines.append(f"    {printable(excerpt)}")
    if finding.suggestion:
        lines.append(f"    suggestion: {printable(finding.suggestion)}")
    if finding.matched:
        lines.append(f"    because: {printable(', '.join(finding.matched))}")
    return lines
