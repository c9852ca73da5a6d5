"""What the lint of glossary files works on: rows with their places, and findings about them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from locworker.model import Finding, RelatedSpan, Severity, TermStatus

APPROVED = frozenset({TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.PROTECTED})
"""The statuses of terms that may be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One term of a glossary file as it stands there, not normalised.

    `kind` is the file's: `native`, `deepl` or `tbx`; in a DeepL file each line is a concept of its own. `column` is
    that of the term, where known.
    """

    path: str
    kind: str
    line: int
    column: int | None
    concept: str
    language: str
    text: str
    status: TermStatus = TermStatus.PREFERRED
    note: str = ""
    pos: str = ""
    case: bool = False
    source: bool = False

    @property
    def approved(self) -> bool:
        """Say whether the term may be used."""
        return self.status in APPROVED

    @property
    def protected(self) -> bool:
        """Say whether the term must stay as it is."""
        return self.status is TermStatus.PROTECTED

    @property
    def side(self) -> str:
        """Return `source` or `target`."""
        return "source" if self.source else "target"


@dataclass(slots=True)
class Report:
    """The findings of one run."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: str, message: str, *, path: str, line: int, column: int | None = None, text: str = "") -> None:
        """Add a finding about a place of a file."""
        self.findings.append(
            Finding(
                rule=rule,
                category="terminology/glossary",
                severity=Severity.ERROR,
                message=message,
                end=len(text),
                text=text,
                path=path,
                line=line,
                column=column,
            )
        )

    def add_row(
        self,
        rule: str,
        message: str,
        row: Row,
        *,
        start: int | None = None,
        suggestion: str | None = None,
        term: str | None = None,
        other: Row | None = None,
    ) -> None:
        """Add a finding about a term, or about the character of it at `start`; `other` is the row it collides with."""
        offset = start or 0
        column = None if row.column is None else row.column + offset
        text = row.text if start is None else row.text[start : start + 1]
        self.add(rule, message, path=row.path, line=row.line, column=column, text=text)
        self.findings[-1] = replace(
            self.findings[-1],
            side=row.side,
            start=offset,
            end=offset + len(text),
            related=(RelatedSpan(side=other.side, start=0, end=len(other.text), text=other.text),) if other else (),
            term=term or (row.text if row.source else None),
            suggestion=suggestion,
        )

    def finish(self) -> list[Finding]:
        """Return the findings in the order of the files, each with its fingerprint."""
        seen: Counter[tuple[str, ...]] = Counter()
        finished = []
        for finding in self.findings:
            # The name alone: the folder is another one in each clone.
            key = (finding.rule, PurePath(finding.path or "").name, finding.term or "", finding.text)
            seen[key] += 1
            digest = hashlib.sha256("\0".join((*key, str(seen[key]))).encode()).hexdigest()[:16]
            finished.append(replace(finding, fingerprint=digest))
        return finished
