"""Who holds a claim: a name for this process that another one can find dead."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def own_name() -> str:
    """Return a name of this process: host, process id and start, so that a reused process id is another name."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Return whether a process of this machine still runs; of another machine only its lease can tell, so True."""
    host, _, rest = owner.rpartition(":")
    host, _, process = host.rpartition(":")
    if host != socket.gethostname() or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _started(int(process)) == rest


def _started(process: int) -> str:
    """Return the process's start in clock ticks since boot (proc(5), field 22), or "" where there is no /proc."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The command name, field 2, may hold spaces and parentheses.
    return text.rpartition(")")[2].split()[19]
