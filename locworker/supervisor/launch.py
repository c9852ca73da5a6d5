"""Name this process's group to the guard, then become another program. Run as a script: `launch.py FD PROGRAM…`.

The process itself says that it is there, before its program runs. So no moment is left in which the supervisor could
die and nobody know of the child. It stands alone and starts in milliseconds: standard library only, nothing of ours.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress


def launch(register: int, program: list[str]) -> None:
    """Write `+GROUP` to the guard and run a program in place of this one; return only when it cannot be run."""
    # Without a guard the supervisor starts another one and tells it what runs.
    with suppress(OSError):
        os.write(register, f"+{os.getpgrp()}\n".encode())
    os.close(register)
    # Python ignores it; the program decides for itself.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        os.execvp(program[0], program)  # noqa: S606 - it is what this script is for
    except OSError as error:
        sys.stderr.write(f"{program[0]}: cannot be started: {error.strerror}\n")


if __name__ == "__main__":
    launch(int(sys.argv[1]), sys.argv[2:])
    sys.exit(127)
