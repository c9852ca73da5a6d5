"""The formats for programs of one's own: `json`, one object, and `jsonl`, one finding a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from locworker.cli.formats.base import Found, summary


def render_json(found: Found, extra: Mapping[str, object] | None = None) -> str:
    """Return one object with the findings and their counts; `extra` joins it."""
    whole = {**(extra or {}), "findings": [asdict(finding) for finding in found.findings], "summary": summary(found)}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def render_jsonl(found: Found) -> str:
    """Return one finding a line."""
    return "".join(json.dumps(asdict(finding), ensure_ascii=False) + "\n" for finding in found.findings)
