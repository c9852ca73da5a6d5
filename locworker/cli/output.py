"""How findings are printed: one place for all commands and formats."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import click

from locworker.cli.exits import Exit
from locworker.files import write_file
from locworker.model import Finding, Severity

FORMATS = ("full", "concise", "json", "jsonl")
"""The values of `--output-format`."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is to print: findings, the words around each (as many as findings), and what was looked at."""

    findings: tuple[Finding, ...]
    excerpts: tuple[str, ...] = ()
    files: int = 0
    segments: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsOutput:
    """Where findings go, in what form, and from which severity on they fail a command."""

    form: str = "full"
    file: Path | None = None
    fail_level: str | None = "error"
    exit_zero: bool = False
    quiet: bool = False
    no_color: bool = False
    to_stderr: bool = False

    def emit(self, found: Found, *, extra: Mapping[str, object] | None = None) -> Exit:
        """Print the findings and return the command's exit code; `extra` joins the object of the JSON format.

        Raises:
            InputError: The output file cannot be written.
        """
        text = render(found, self.form, extra=extra, color=self._color())
        if self.file is not None:
            write_file(self.file, text.encode())
        elif text:
            click.echo(text, nl=False, err=self.to_stderr and self.form in {"full", "concise"}, color=self._color())
        if not self.quiet and (self.file is not None or self.form in {"full", "concise"}):
            click.echo(count_line(found), err=True)
        return self._exit(found.findings)

    def _exit(self, findings: Sequence[Finding]) -> Exit:
        if self.exit_zero or self.fail_level is None:
            return Exit.DONE
        level = Severity(self.fail_level).rank
        return Exit.FINDINGS if any(finding.severity.rank <= level for finding in findings) else Exit.DONE

    def _color(self) -> bool:
        stream: IO[str] = sys.stderr if self.to_stderr else sys.stdout
        return self.file is None and use_color(stream, no_color=self.no_color)


def use_color(stream: IO[str], *, no_color: bool) -> bool:
    """Return whether colours are wanted: on a terminal that can show them, and not refused."""
    refused = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not refused


def render(found: Found, form: str, *, extra: Mapping[str, object] | None = None, color: bool = False) -> str:
    """Return the findings in one of the formats of `--output-format`, with a line break at the end."""
    if form == "json":
        whole = {
            **(extra or {}),
            "findings": [to_json(finding) for finding in found.findings],
            "summary": summary(found),
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    if form == "jsonl":
        return "".join(json.dumps(to_json(finding), ensure_ascii=False) + "\n" for finding in found.findings)
    lines: list[str] = []
    for index, finding in enumerate(found.findings):
        lines.append(_headline(finding, color=color))
        if form == "full":
            lines += _details(finding, found.excerpts[index] if index < len(found.excerpts) else "")
    return "".join(line + "\n" for line in lines)


def to_json(finding: Finding) -> dict[str, object]:
    """Return a finding as the JSON object of the contract."""
    return asdict(finding)


def summary(found: Found) -> dict[str, object]:
    """Return the counts of what was found and looked at."""
    severities = Counter(str(finding.severity) for finding in found.findings)
    rules = Counter(finding.rule for finding in found.findings)
    return {
        "severity": {str(severity): severities[str(severity)] for severity in Severity},
        "rule": dict(sorted(rules.items())),
        "segments": found.segments,
        "files": found.files,
    }


def count_line(found: Found) -> str:
    """Return one line that counts what was found."""
    counts = Counter(finding.severity for finding in found.findings)
    segments = f"{_plural(found.segments, 'segment')} of " if found.segments else ""
    looked = f"in {segments}{_plural(found.files, 'file')}"
    if not found.findings:
        return f"No findings {looked}."
    parts = [_plural(counts[s], s.value if s is not Severity.INFO else "note") for s in Severity if counts[s]]
    return f"{', '.join(parts)} {looked}."


def printable(text: str) -> str:
    """Return text that is safe to print: control characters and bidirectional controls become visible escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\u00a0" else f"\\u{ord(c):04x}" for c in text)


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


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
