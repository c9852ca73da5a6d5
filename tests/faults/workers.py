"""Real workers: `locworker worker` and `locworker up` as processes, with all that they have started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from brokers import PATIENCE, poll

_SERVERS = ("valkey-server", "redis-server")


class Worker:
    """A worker's tree: the supervisor, which is `process`, its guard, its children and theirs."""

    def __init__(self, folder: Path, command: str, *arguments: str, environ: dict[str, str], log: Path) -> None:
        self.began = time.monotonic()
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "locworker", command, *arguments],
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def wait_ready(self, *, seconds: float = PATIENCE) -> float:
        """Wait until the worker says that it works; return for how many seconds it runs."""

        def look() -> bool:
            assert self.process.poll() is None, self.says()
            return "\nready: " in f"\n{self.says()}"

        poll(look, seconds=seconds, what=f"a worker that is ready; see {self.log}")
        return time.monotonic() - self.began

    def says(self) -> str:
        """Return what the tree has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """Kill the whole tree at one blow; an embedded server lives on, as it does when the machine kills a service."""
        found = list(descendants(self.process.pid))
        for process in (self.process.pid, *found):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    def kill_supervisor(self) -> None:
        """Kill the command alone, as a terminal that is closed the hard way does."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

    def kill_children(self, name: str = "locworker.tasks") -> int:
        """Kill the processes below it whose command line holds a name; return how many there were."""
        found = self.children(name)
        for process in found:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        return len(found)

    def children(self, name: str = "locworker.tasks") -> list[int]:
        """Return the processes below it whose command line holds a name."""
        return [process for process in descendants(self.process.pid) if name in command_line(process)]

    def terminate(self, *, seconds: float = PATIENCE) -> float:
        """End it as a deploy does; return for how many seconds that took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(timeout=seconds)
        return time.monotonic() - began

    @contextmanager
    def weighed(self) -> Iterator[list[int]]:
        """Look at the whole tree's resident bytes twice a second meanwhile; the list grows by what is seen.

        Children are replaced after some hundred tasks, and a new one has loaded nothing: a single look says little.
        """
        seen: list[int] = []
        ended = Event()

        def look() -> None:
            while True:
                seen.append(sum(resident(process) for process in (self.process.pid, *self.children())))
                if ended.wait(0.5):
                    return

        looking = Thread(target=look)
        looking.start()
        try:
            yield seen
        finally:
            ended.set()
            looking.join()


def descendants(process: int) -> Iterator[int]:
    """Yield the processes that one has started, and those that they have; servers of queues are left out."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The command name, field 2, may hold spaces and parentheses.
            parent = int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(stat.parent.name))
    waiting = [process]
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if not any(server in command_line(child) for server in _SERVERS):
                waiting.append(child)
                yield child


def command_line(process: int) -> str:
    """Return the command line of a process, or nothing when it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def resident(process: int) -> int:
    """Return the resident bytes of a process, 0 when it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
