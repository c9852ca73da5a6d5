"""JUnit XML: one test case a file, those without findings included."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from locworker.cli.formats.base import Found, describe, printable
from locworker.model import Finding, Severity


def render_junit(found: Found, *, fail_level: Severity) -> str:
    """Return the report; findings of `fail_level` and above are failures, the others stand in `system-out`."""
    by_path: dict[str, list[Finding]] = {path: [] for path in found.paths}
    for finding in found.findings:
        by_path.setdefault(finding.path or "", []).append(finding)
    cases = [_case(path, findings, fail_level) for path, findings in by_path.items()]
    failures = sum("<failure" in case for case in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    body = "".join(cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites {counts}>\n<testsuite name="locworker" {counts} skipped="0">\n{body}</testsuite>\n</testsuites>\n'
    )


def _case(path: str, findings: list[Finding], fail_level: Severity) -> str:
    grave = [finding for finding in findings if finding.severity.rank <= fail_level.rank]
    slight = [finding for finding in findings if finding.severity.rank > fail_level.rank]
    parts = []
    if grave:
        # One failure a test case is what all readers agree on; its text has the findings.
        rules = ", ".join(sorted({finding.rule for finding in grave}))
        count = "1 finding" if len(grave) == 1 else f"{len(grave)} findings"
        lines = "\n".join(map(_line, grave))
        parts.append(f'<failure type="{rules}" message={quoteattr(f"{count}: {rules}")}>{escape(lines)}</failure>\n')
    if slight:
        parts.append("<system-out>" + escape("\n".join(map(_line, slight))) + "</system-out>\n")
    name = quoteattr(printable(path or "settings"))
    return f'<testcase classname="locworker" name={name}>\n{"".join(parts)}</testcase>\n'


def _line(finding: Finding) -> str:
    place = ":".join(str(part) for part in (finding.line, finding.column) if part is not None)
    return f"{place} {finding.severity} {finding.rule}: {describe(finding)}"
