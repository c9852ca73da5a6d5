"""The supervisor's end of its guard: start the guard, keep one running, let it go at an orderly end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

_SCRIPT = str(Path(__file__).with_name("guard.py"))
# Isolated and without site-packages, Python starts in 10 ms.
_PYTHON = (sys.executable, "-I", "-S")
_PATIENCE = 5.0


class Guard:
    """A process that kills the supervisor's children should the supervisor be killed itself.

    Args:
        hold: Open files that the guard keeps open as long as children may run: the lock on a data folder.
    """

    def __init__(self, hold: Sequence[int] = ()) -> None:
        self._hold = tuple(hold)
        self._process: subprocess.Popen[bytes] | None = None
        self.pipe = -1
        """Where a child names its group; -1 before the start and after the end."""

    def keep(self, groups: Iterable[int]) -> bool:
        """Start the guard where none runs and name the groups that run already; return whether one was started."""
        if self._process is not None and self._process.poll() is None:
            return False
        self.close()
        reading, self.pipe = os.pipe()
        try:
            self._process = subprocess.Popen(
                [*_PYTHON, _SCRIPT, str(reading)],
                pass_fds=(reading, *self._hold),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            os.close(reading)
        for group in groups:
            self._write("+", group)
        return True

    def forget(self, group: int) -> None:
        """Take a group back that has ended: its number may soon be somebody else's."""
        self._write("-", group)

    def close(self) -> None:
        """End the guard; what it still holds for running is killed."""
        if self.pipe >= 0:
            os.close(self.pipe)
            self.pipe = -1
        if self._process is not None:
            try:
                self._process.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _write(self, sign: str, group: int) -> None:
        # A guard that was killed is started again with all groups that run then.
        with suppress(BrokenPipeError):
            os.write(self.pipe, f"{sign}{group}\n".encode())
