"""What there is to print, and how it is put into words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from locworker.model import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is to print: findings, the words around each (as many as findings), and what was looked at."""

    findings: tuple[Finding, ...]
    excerpts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    segments: int = 0


def summary(found: Found) -> dict[str, object]:
    """Return the counts of what was found and looked at."""
    severities = Counter(str(finding.severity) for finding in found.findings)
    rules = Counter(finding.rule for finding in found.findings)
    return {
        "severity": {str(severity): severities[str(severity)] for severity in Severity},
        "rule": dict(sorted(rules.items())),
        "segments": found.segments,
        "files": len(found.paths),
    }


def count_line(found: Found) -> str:
    """Return one line that counts what was found."""
    counts = Counter(finding.severity for finding in found.findings)
    segments = f"{_plural(found.segments, 'segment')} of " if found.segments else ""
    looked = f"in {segments}{_plural(len(found.paths), 'file')}"
    if not found.findings:
        return f"No findings {looked}."
    parts = [_plural(counts[s], s.value if s is not Severity.INFO else "note") for s in Severity if counts[s]]
    return f"{', '.join(parts)} {looked}."


def printable(text: str) -> str:
    """Return text that is safe to print: control characters and bidirectional controls become visible escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\u00a0" else f"\\u{ord(c):04x}" for c in text)


def describe(finding: Finding) -> str:
    """Return a finding's words and message in one line, without its place."""
    text = f'"{printable(finding.text)}": ' if finding.text else ""
    suggestion = f" (suggestion: {printable(finding.suggestion)})" if finding.suggestion else ""
    return f"{text}{printable(finding.message)}{suggestion}"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
