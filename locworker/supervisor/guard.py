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
from collections.abc import Iterable
from contextlib import suppress


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
    """Read until the pipe ends, then kill the groups that were never taken back."""
    groups: set[int] = set()
    with open(pipe, "rb") as lines:
        note(groups, lines)
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    # What ends the supervisor must not end its guard as well.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    watch(int(sys.argv[1]))
