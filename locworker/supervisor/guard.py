"""The guard: a small process that ends what a supervisor has left behind when it was killed.

Run as a script: `guard.py FD`. It reads lines from a pipe whose other end the supervisor holds: `+GROUP` for a process
group that runs, `-GROUP` for one that has ended. The pipe ends with the supervisor, however that ended; what still runs
then is killed, children of children too. Standard library only, nothing of ours: it has to start in milliseconds and to
outlive everything.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable

_PATIENCE = 3.0
_PAUSE = 0.01


def note(groups: set[int], lines: Iterable[bytes]) -> None:
    """Keep the groups up to date with what the lines say."""
    for line in lines:
        sign, number = line[:1], line[1:].strip()
        # A group below 2 would be this process's own, or everybody's.
        if not number.isdigit() or int(number) < 2:
            continue
        if sign == b"+":
            groups.add(int(number))
        elif sign == b"-":
            groups.discard(int(number))


def watch(pipe: int) -> None:
    """Read until the pipe ends, then kill the groups that were never taken back, and wait for their end."""
    groups: set[int] = set()
    with open(pipe, "rb") as lines:
        note(groups, lines)
    for group in groups:
        _send(group, signal.SIGKILL)
    # Whoever waits for this process, by the files that it holds, may rely on it that nothing of them runs. What nobody
    # has taken note of counts as running, so this is not waited for without end.
    deadline = time.monotonic() + _PATIENCE
    while any(_send(group, 0) for group in groups) and time.monotonic() < deadline:
        time.sleep(_PAUSE)


def _send(group: int, number: int) -> bool:
    """Send a signal to a group; return whether there is one."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    # What ends the supervisor must not end its guard as well.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    watch(int(sys.argv[1]))
