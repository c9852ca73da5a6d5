"""Who holds a claim: a name for this process that another one can find dead."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from locworker.settings import Settings
from locworker.store import Claimant

LEASE = 300.0
"""Seconds after which another process may take work over: well above the longest request with its waits."""


def own_claimant(settings: Settings) -> Claimant:
    """Return this process as one that claims; for an engine that may take its time the lease is longer by that time."""
    return Claimant(owner=own_name(), lease=LEASE + settings.longest_timeout, is_alive=is_alive)


def own_place() -> str:
    """Return where process ids mean what they mean here: the host, and on Linux the namespace of process ids.

    Containers may share a host name and nothing else: a process id of one says nothing in another.
    """
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        return socket.gethostname()
    return f"{socket.gethostname()}/{namespace}"


def own_name() -> str:
    """Return a name of this process: place, process id and start, so that a reused process id is another name."""
    return f"{own_place()}:{os.getpid()}:{_started(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Return whether a process of this place still runs; of another place only its lease can tell, so True."""
    place, _, rest = owner.rpartition(":")
    place, _, process = place.rpartition(":")
    if place != own_place() or not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _started(int(process)) == rest


def _started(process: int) -> str:
    """Return the process's start in clock ticks since boot (proc(5), field 22), or "" where there is no /proc.

    One that has ended, and whose parent has not looked yet, has another start than all others: "ended".
    """
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The command name, field 2, may hold spaces and parentheses.
    fields = text.rpartition(")")[2].split()
    return "ended" if fields[0] in {"Z", "X"} else fields[19]
