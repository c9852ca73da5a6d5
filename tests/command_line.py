"""Drive the command line as a user does: a process in a folder, its output and its exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without settings of locworker or DeepL, and with the changes."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOCWORKER_", "DEEPL_"))}
    return {**kept, **changes}


def run_command(folder: Path, *arguments: str | Path, **environ: str) -> Ran:
    """Run `locworker` with arguments in a folder; keyword arguments are environment variables."""
    command = [sys.executable, "-m", "locworker", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env=environment(**environ), capture_output=True, text=True, timeout=300, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
