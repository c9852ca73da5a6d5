"""SARIF 2.1.0 (OASIS), for code scanning: one run, one result a finding."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from locworker.cli.formats.base import Found, describe
from locworker.model import Finding, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_sarif(found: Found, *, root: Path) -> str:
    """Return a SARIF log; paths under `root` are relative to it, so that alerts stay the same on every machine."""
    rules = sorted({(finding.rule, finding.category) for finding in found.findings})
    index = {rule: number for number, (rule, _) in enumerate(rules)}
    driver = {
        "name": "locworker",
        "version": version("locworker"),
        "rules": [{"id": rule, "properties": {"tags": [category]}} for rule, category in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.rule], root) for finding in found.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def relative(path: str, root: Path) -> str:
    """Return a path under the root relative to it, with forward slashes; any other path as it is."""
    absolute = Path(path).absolute()
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path


def unique_fingerprints(findings: Iterable[Finding], root: Path) -> list[str]:
    """Return a fingerprint a finding that no other one has: the file, the finding's own, and its number there."""
    # Loaded late: only the formats that need it pay.
    import hashlib

    seen: dict[str, int] = {}
    prints = []
    for finding in findings:
        key = f"{relative(finding.path or '', root)}\n{finding.rule}\n{finding.fingerprint or finding.message}"
        seen[key] = seen.get(key, 0) + 1
        prints.append(hashlib.sha256(f"{key}\n{seen[key]}".encode("utf-8", "backslashreplace")).hexdigest())
    return prints


def _result(finding: Finding, index: int, root: Path) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": describe(finding)},
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"locworker/v1": finding.fingerprint}
    if finding.path:
        # A file name may hold any bytes; a URI has them all.
        uri = quote(relative(finding.path, root), errors="surrogateescape")
        place: dict[str, object] = {"artifactLocation": {"uri": f"file://{uri}" if uri.startswith("/") else uri}}
        if finding.line:
            region = {"startLine": finding.line}
            if finding.column:
                region["startColumn"] = finding.column
            place["region"] = region
        result["locations"] = [{"physicalLocation": place}]
    return result
