"""GitLab's code quality report: a list of issues in the form of Code Climate's specification."""

from __future__ import annotations

import json
from pathlib import Path

from locworker.cli.formats.base import Found, describe
from locworker.cli.formats.sarif import relative, unique_fingerprints
from locworker.model import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render_gitlab(found: Found, *, root: Path) -> str:
    """Return the report; GitLab drops findings whose fingerprints are equal, so each has its own."""
    prints = unique_fingerprints(found.findings, root)
    issues = [
        {
            "description": describe(finding),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.severity],
            "location": {"path": relative(finding.path or ".", root), "lines": {"begin": finding.line or 1}},
        }
        for finding, fingerprint in zip(found.findings, prints, strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=1) + "\n"
