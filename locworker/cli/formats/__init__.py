"""The values of `--output-format`. In: findings; out: the text of a report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from locworker.cli.formats.base import Found, count_line, printable
from locworker.cli.formats.data import render_json, render_jsonl
from locworker.cli.formats.github import render_github, render_summary
from locworker.cli.formats.gitlab import render_gitlab
from locworker.cli.formats.junit import render_junit
from locworker.cli.formats.sarif import relative, render_sarif
from locworker.cli.formats.text import render_text
from locworker.model import Severity

__all__ = ["FORMATS", "Found", "count_line", "printable", "relative", "render", "render_summary"]

FORMATS = ("full", "concise", "json", "jsonl", "github", "gitlab", "junit", "sarif")
"""The formats by name; `full` and `concise` are for people, the others for programs."""


def render(
    found: Found,
    form: str,
    *,
    extra: Mapping[str, object] | None = None,
    color: bool = False,
    root: Path | None = None,
    fail_level: str | None = None,
) -> str:
    """Return the findings in a format, with a line break at the end.

    Args:
        found: What there is to print.
        form: One of `FORMATS`.
        extra: What joins the object of `json`.
        color: Whether `full` and `concise` use colours.
        root: The folder that reports for CI name paths from; the current one by default.
        fail_level: The severity from which on `junit` calls a finding a failure; `error` by default.
    """
    folder = root or Path.cwd()
    match form:
        case "json":
            text = render_json(found, extra)
        case "jsonl":
            text = render_jsonl(found)
        case "github":
            text = render_github(found, root=folder)
        case "gitlab":
            text = render_gitlab(found, root=folder)
        case "junit":
            text = render_junit(found, fail_level=Severity(fail_level or "error"))
        case "sarif":
            text = render_sarif(found, root=folder)
        case _:
            text = render_text(found, full=form == "full", color=color)
    # An article's stray bytes may have come as half surrogate pairs, which no encoding can write.
    return text.encode("utf-8", "backslashreplace").decode()
