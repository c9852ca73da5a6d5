"""One supervised program: started in a process group of its own, watched, ended with everything it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from locworker.supervisor.backoff import FIRST, Backoff

_LAUNCH = (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")))
READY_FLAG = "--ready-fd"
"""How a program that `tells_ready` learns where to write a byte, or close the file, when it is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a supervisor keeps running.

    Args:
        name: What logs call it.
        arguments: The program and its arguments.
        environment: Its whole environment; None passes the supervisor's own on.
        folder: Where it runs; None is where the supervisor runs.
        tells_ready: It takes `--ready-fd N` and writes a line to that file when it works.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    folder: Path | None = None
    tells_ready: bool = False


class Child:
    """A program with its process, if it has one now."""

    def __init__(self, program: Program, *, first_wait: float = FIRST) -> None:
        self.program = program
        self.backoff = Backoff(first_wait)
        self.ready = False
        self.started = 0.0
        self.start_at: float | None = 0.0
        """When to start it next; None while it runs, or when it has ended for good."""
        self.kill_at: float | None = None
        """When to kill it, once it was asked to end."""
        self.killed = False
        self.ready_pipe = -1
        """Where it says that it works; -1 while nothing is expected."""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """Return what logs call it."""
        return self.program.name

    @property
    def pid(self) -> int | None:
        """Return its process id, which is its group's too, or None while it does not run."""
        return None if self._process is None else self._process.pid

    def start(self, register: int, *, now: float) -> None:
        """Start the program; its process names itself to the guard at `register` before it does anything else.

        Raises:
            OSError: The system has no room for another process.
        """
        arguments = [*_LAUNCH, str(register), *self.program.arguments]
        passed = [register]
        told = -1
        if self.program.tells_ready:
            self.ready_pipe, told = os.pipe()
            os.set_blocking(self.ready_pipe, False)
            arguments += [READY_FLAG, str(told)]
            passed.append(told)
        self.ready = not self.program.tells_ready
        self.killed = False
        self.kill_at = self.start_at = None
        self.started = now
        try:
            self._process = subprocess.Popen(
                arguments,
                env=None if self.program.environment is None else dict(self.program.environment),
                cwd=self.program.folder,
                pass_fds=passed,
                stdin=subprocess.DEVNULL,
                process_group=0,
            )
        finally:
            if told >= 0:
                os.close(told)

    def look_ready(self) -> bool:
        """Return whether it has said just now that it works."""
        if self.ready or self.ready_pipe < 0:
            return False
        try:
            self.ready = bool(os.read(self.ready_pipe, 16))
        except BlockingIOError:
            return False
        # The end of the pipe without a word is the end of the program, which is seen elsewhere.
        self._close_pipe()
        return self.ready

    @property
    def due(self) -> tuple[float | None, float | None]:
        """Return when it is to be started and when to be killed, if so."""
        return self.start_at, None if self.killed or self.pid is None else self.kill_at

    def has_ended(self) -> bool:
        """Return whether its process has ended and waits to be taken off."""
        if self._process is None:
            return False
        if sys.platform == "darwin":  # pragma: no cover - Python offers no waitid there
            return self._process.poll() is not None
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def is_overdue(self, now: float) -> bool:
        """Return whether it was asked to end and has not in time."""
        return self.pid is not None and not self.killed and self.kill_at is not None and now >= self.kill_at

    def ask_to_end(self, *, by: float) -> None:
        """Ask its process, once, to end until a moment. It tells its own children itself."""
        if self._process is not None and self.kill_at is None:
            self.kill_at = by
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill its process, unless that has ended, and all that it has started."""
        self.killed = True
        if self._process is not None:
            # As long as a dead leader is not waited for, its group's number cannot be another one's.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def take_off(self) -> int:
        """Wait for the process, and forget it; return its exit code, below 0 for a signal."""
        if self._process is None:
            return 0
        group = self._process.pid
        code = self._process.wait()
        # Where the supervisor is a container's first process, orphans of the group are its own.
        with suppress(ChildProcessError):
            while os.waitpid(-group, os.WNOHANG)[0]:
                pass
        self._process = None
        self.kill_at = None
        self.ready = False
        self._close_pipe()
        return code

    def _close_pipe(self) -> None:
        if self.ready_pipe >= 0:
            os.close(self.ready_pipe)
            self.ready_pipe = -1
