"""Where findings go, and the exit code that they give: one place for all commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click

from locworker.cli.exits import Exit
from locworker.cli.formats import Found, count_line, render, render_summary
from locworker.cli.streams import tell
from locworker.errors import InputError
from locworker.files import write_file
from locworker.model import Finding, Severity

_FOR_PEOPLE = frozenset({"full", "concise"})


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

    @property
    def for_people(self) -> bool:
        """Return whether the format is one for people, who want the count and the talk beside it."""
        return self.form in _FOR_PEOPLE

    def emit(self, found: Found, *, extra: Mapping[str, object] | None = None) -> Exit:
        """Print the findings and return the command's exit code; `extra` joins the object of the JSON format.

        Raises:
            InputError: The output file cannot be written.
        """
        text = render(found, self.form, extra=extra, color=self._color(), fail_level=self.fail_level)
        if self.file is not None:
            write_file(self.file, text.encode())
        elif text and self.to_stderr and self.for_people:
            tell(text, nl=False, color=self._color())
        elif text:
            # Programs read UTF-8, whatever the terminal has.
            click.echo(text if self.for_people else text.encode(), nl=False, color=self._color())
        if self.form == "github":
            _append_summary(found)
        if not self.quiet and (self.file is not None or self.for_people):
            tell(count_line(found))
        return self._exit(found.findings)

    def _exit(self, findings: Sequence[Finding]) -> Exit:
        if self.exit_zero or self.fail_level is None:
            return Exit.DONE
        level = Severity(self.fail_level).rank
        return Exit.FINDINGS if any(finding.severity.rank <= level for finding in findings) else Exit.DONE

    def _color(self) -> bool:
        stream: IO[str] | None = sys.stderr if self.to_stderr else sys.stdout
        return self.file is None and use_color(stream, no_color=self.no_color)


def use_color(stream: IO[str] | None, *, no_color: bool) -> bool:
    """Return whether colours are wanted: on a terminal that can show them, and not refused."""
    return can_draw(stream) and not no_color and not os.environ.get("NO_COLOR")


def can_draw(stream: IO[str] | None) -> bool:
    """Return whether a stream is a terminal that can move its cursor and show colours."""
    # A process may be started without the stream.
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def _append_summary(found: Found) -> None:
    """Add all findings to the job summary, where GitHub names the file for it."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    text = render_summary(found, root=Path.cwd()).encode("utf-8", "backslashreplace")
    try:
        with Path(name).open("ab") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"the job summary cannot be written: {error.strerror}", path=name) from error
