"""The folder of a supervisor's metrics: made at its start, kept small, removed by the next one.

Each supervisor has a folder of its own, `<data folder>/metrics/<host>-<process>`, so that several on one data folder,
and machines that share it, never write into the same file.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

from locworker.errors import ConfigError

_KINDS = ("counter", "histogram")
_PAST = "past"
# The head of a file, and what an entry takes beside its key, are less.
_ROOM = 64
_FILE = re.compile(r"[a-z]+_([0-9]+)\.db")


def make_folder(data_dir: Path) -> Path:
    """Return a new folder for the metrics of this supervisor's workers; those of dead supervisors are removed.

    Raises:
        ConfigError: It cannot be made.
    """
    host = re.sub(r"[^A-Za-z0-9.]+", "-", socket.gethostname())[:80]
    parent = data_dir / "metrics"
    folder = parent / f"{host}-{os.getpid()}"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for other in parent.glob(f"{host}-*"):
            number = other.name.removeprefix(f"{host}-")
            # One with this process's number is of a dead process that had it before.
            if number.isdigit() and (int(number) == os.getpid() or not is_running(int(number))):
                shutil.rmtree(other, ignore_errors=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(f"metrics_bind: no folder for metrics at {folder}: {reason}") from error
    return folder


def fold_dead(folder: Path, *, running: Callable[[int], bool]) -> None:
    """Add the files of processes that have ended into one file of a kind: counters must not fall when a worker ends.

    They stay as they are while the disk is full.
    """
    for kind in _KINDS:
        dead = [path for path in sorted(folder.glob(f"{kind}_*.db")) if not _is_in_use(path, running)]
        if dead:
            with suppress(OSError):
                _add_up(folder, kind, dead)


def readable_files(folder: Path) -> list[str]:
    """Return the files that can be read now; one that was only just made is still empty."""
    return [str(path) for path in sorted(folder.glob("*.db")) if path.stat().st_size > 0]


def is_running(process: int) -> bool:
    """Return whether a process of this machine runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_in_use(path: Path, running: Callable[[int], bool]) -> bool:
    match = _FILE.fullmatch(path.name)
    return match is None or running(int(match[1]))


def _add_up(folder: Path, kind: str, dead: list[Path]) -> None:
    past = folder / f"{kind}_{_PAST}.db"
    totals: dict[str, float] = defaultdict(float)
    for path in (*dead, *([past] if past.exists() else [])):
        if path.stat().st_size > 0:
            for key, value, _, _ in MmapedDict.read_all_values_from_file(path):  # type: ignore[no-untyped-call]
                totals[key] += value
    # Not under a name that is read: a half-written file must never be counted.
    fresh = folder / f"{kind}.new"
    with fresh.open("wb") as file:
        # Taken from the disk at once: a mapped file that grows on a full disk would kill this process.
        os.posix_fallocate(file.fileno(), 0, _ROOM + sum(len(key.encode()) + _ROOM for key in totals))
    written = MmapedDict(str(fresh))  # type: ignore[no-untyped-call]
    for key, value in totals.items():
        written.write_value(key, value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    fresh.replace(past)
    for path in dead:
        path.unlink()
