"""A supervisor as a process of its own, with children that note what happens to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from brokers import PATIENCE, broker
from databases import database_url, empty_store, postgres, postgres_url, store

__all__ = ["broker", "database_url", "empty_store", "postgres", "postgres_url", "running", "store", "supervised"]

HERE = Path(__file__).parent


def is_running(pid: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


class Supervised:
    """Starts supervisors in a folder and reads what they and their children have said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = folder / "log"
        self._processes: list[subprocess.Popen[bytes]] = []

    def program(self, name: str, *words: str, **more: object) -> dict[str, object]:
        """Return a program whose child behaves as the words say."""
        arguments = [sys.executable, "-S", str(HERE / "child.py"), str(self.folder), name, *words]
        return {"name": name, "arguments": arguments, **more}

    def start(
        self, *programs: dict[str, object], ignored: signal.Signals | None = None, **wanted: object
    ) -> subprocess.Popen[bytes]:
        """Start a supervisor of programs, in a place where a signal is ignored, if one is named."""
        command = [sys.executable, str(HERE / "driver.py"), json.dumps({"programs": programs, **wanted})]
        if ignored is not None:
            # As a script's `&` or `nohup` does.
            command = ["/bin/sh", "-c", f'trap "" {ignored.name.removeprefix("SIG")}; exec "$@"', "sh", *command]
        with self._log.open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        self._processes.append(process)
        return process

    def log(self, says: str = "", **extra: object) -> list[dict[str, Any]]:
        """Return the log's lines that hold a text and these values."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if line.startswith("{")]
        return [line for line in found if says in line["says"] and extra.items() <= line.items()]

    def notes(self, name: str, word: str = "") -> list[list[str]]:
        """Return the words of the lines that a child has noted, those that begin with a word."""
        file = self.folder / name
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [line.split(" ") for line in lines if line.startswith(word)]

    def until(self, condition: Callable[[], object], *, within: float = PATIENCE) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + within
        while not condition():
            assert time.monotonic() < deadline, self._log.read_text(encoding="utf-8")
            time.sleep(0.01)

    def pid(self, name: str, word: str = "child") -> int:
        """Return the process id of a child that has just started, when it runs."""
        self.until(lambda: self.notes(name, word))
        return int(self.notes(name, word)[-1][1])

    def clear(self) -> None:
        """End what still runs of the supervisors."""
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
        for file in self.folder.iterdir():
            for line in self.notes(file.name) if file.is_file() and file != self._log else []:
                if line[0] in {"child", "grandchild"} and is_running(int(line[1])):
                    os.kill(int(line[1]), signal.SIGKILL)


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    """Give supervisors in the test's folder, and leave none behind."""
    started = Supervised(tmp_path)
    yield started
    started.clear()


@pytest.fixture
def running() -> Callable[[int], bool]:
    """Return how to look whether a process runs."""
    return is_running
