"""GitHub's workflow commands: annotations at the lines, and a job summary with all findings.

GitHub shows ten annotations of each kind a step and drops the rest without a word (actions/toolkit,
docs/problem-matchers.md), so the gravest are printed, and a line says how many more stand in the job summary.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from locworker.cli.formats.base import Found, count_line, describe
from locworker.cli.formats.sarif import relative
from locworker.model import Finding, Severity

MOST = 10
"""The annotations of one kind that GitHub shows a step."""
SUMMARY_BYTES = 1024 * 1024
"""The size of a step's summary that GitHub accepts."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_github(found: Found, *, root: Path) -> str:
    """Return workflow commands for the first ten findings of each severity, and a line that counts the others."""
    lines = []
    shown: Counter[Severity] = Counter()
    for finding in sorted(found.findings, key=lambda finding: finding.severity.rank):
        shown[finding.severity] += 1
        if shown[finding.severity] <= MOST:
            lines.append(_command(finding, root))
    more = sum(max(0, count - MOST) for count in shown.values())
    if more:
        lines.append(f"{more} more: see the job summary")
    return "".join(line + "\n" for line in lines)


def render_summary(found: Found, *, root: Path) -> str:
    """Return the job summary in Markdown with all findings, cut at what GitHub accepts."""
    lines = ["### locworker\n", f"{count_line(found)}\n"]
    if found.findings:
        lines += ["| place | severity | rule | finding |", "|---|---|---|---|"]
    size = sum(len(line.encode("utf-8", "backslashreplace")) + 1 for line in lines)
    for number, finding in enumerate(found.findings):
        place = f"{relative(finding.path or '', root)}:{finding.line or 1}"
        row = f"| {_cell(place)} | {finding.severity} | {finding.rule} | {_cell(describe(finding))} |"
        size += len(row.encode("utf-8", "backslashreplace")) + 1
        if size > SUMMARY_BYTES - 200:
            lines.append(f"\n{len(found.findings) - number} more do not fit here.")
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _command(finding: Finding, root: Path) -> str:
    fields = {
        "file": relative(finding.path, root) if finding.path else None,
        "line": finding.line,
        "col": finding.column,
    }
    given = [f"{name}={_property(str(value))}" for name, value in fields.items() if value is not None]
    given.append(f"title={_property(finding.rule)}")
    return f"::{_COMMANDS[finding.severity]} {','.join(given)}::{_data(describe(finding))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`").replace("\n", " ")
