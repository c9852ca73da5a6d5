"""Processes of this machine: whether one is the server that we started, and ending it.

A process number is used again once its process has ended, so nothing is ever sent to a number alone: what started at
the recorded moment, and has our folder in its command line, is ours.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from locworker.broker.embedded.files import ServerState

_POLL = 0.02


def start_mark(pid: int) -> str | None:
    """Return when a process started, in a form that no other process ever has, or None when there is none."""
    if not Path("/proc/self/stat").exists():  # pragma: no cover - Linux has /proc; this is for macOS
        return _ps(pid, "lstart=")
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None
    # The name of the program stands in brackets and may have any character, brackets too.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else f"{boot}:{fields[19]}"


def is_ours(state: ServerState, folder: Path) -> bool:
    """Say whether the recorded process still runs and is the server of a folder."""
    return start_mark(state.pid) == state.started and str(folder) in _command_line(state.pid)


def end_process(state: ServerState, folder: Path, *, patience: float) -> bool:
    """Ask a server to end, and make it end when it does not; say whether it has ended."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not is_ours(state, folder):
            return True
        try:
            os.kill(state.pid, number)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not is_ours(state, folder):
                return True
            time.sleep(_POLL)
    return not is_ours(state, folder)


def _command_line(pid: int) -> str:
    if not Path("/proc/self/stat").exists():  # pragma: no cover - Linux has /proc; this is for macOS
        return _ps(pid, "command=") or ""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="surrogateescape")
    except OSError:
        return ""


def _ps(pid: int, field: str) -> str | None:  # pragma: no cover - Linux has /proc; this is for macOS
    done = subprocess.run(["ps", "-p", str(pid), "-o", field], capture_output=True, text=True, check=False)
    return done.stdout.strip() or None
