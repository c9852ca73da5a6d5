"""A child for the tests: it notes what happens to it in a folder, and behaves as its arguments say.

Usage: child.py FOLDER NAME [end=N] [ignore] [slow=SECONDS] [family] [ready] [--ready-fd FD]
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType


def main(arguments: list[str]) -> None:
    """Live as told."""
    folder, name, *wanted = arguments
    notes = Path(folder) / name

    def note(line: str) -> None:
        with notes.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def end(number: int, _frame: FrameType | None) -> None:
        note(f"signal {signal.Signals(number).name}")
        if "ignore" not in wanted:
            time.sleep(next((float(word[5:]) for word in wanted if word.startswith("slow=")), 0.0))
            note("finished")
            sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if "family" in wanted and os.fork() == 0:
        # A pool's process: it ignores what its parent is told, and would outlive it.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        note(f"grandchild {os.getpid()}")
        while True:
            signal.pause()
    note(f"child {os.getpid()} {Path.cwd()} {os.environ.get('MARK', '')}")
    if "files" in wanted:
        note("files " + " ".join(sorted(file.name for file in Path("/proc/self/fd").iterdir())))
    if "ready" in wanted:
        os.write(int(wanted[wanted.index("--ready-fd") + 1]), b"ready\n")
    for word in wanted:
        if word.startswith("end="):
            sys.exit(int(word[4:]))
    while True:
        signal.pause()


if __name__ == "__main__":
    main(sys.argv[1:])
