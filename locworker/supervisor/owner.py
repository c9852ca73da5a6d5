"""One owner of a data folder: a lock that lasts exactly as long as its owner and its owner's children."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from locworker.errors import ConfigError

LOCK = "up.lock"
_PATIENCE = 10.0
_PAUSE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns a data folder; `since` is in seconds since the epoch."""

    host: str
    pid: int
    since: float

    def has_died(self) -> bool:
        """Return whether it surely runs no more: only of this machine's processes can that be known."""
        if self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
            stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8", errors="replace")
        except ProcessLookupError:
            return True
        except OSError:
            # Another user's process, or a system without /proc.
            return False
        # A killed process whose parent has not looked yet is a zombie.
        return stat.rpartition(")")[2].split()[0] == "Z"


@contextmanager
def own_folder(folder: Path) -> Iterator[int]:
    """Own a data folder; yield the open file that holds the lock, for a guard to hold too.

    When the last owner was killed, its children end a moment later: that moment is waited for.

    Raises:
        ConfigError: Somebody else owns it, or it cannot be written to.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigError(f"{error.filename}: cannot be written: {error.strerror}; set LOCWORKER_DATA_DIR") from error
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _take(lock):
            owner = _read(lock)
            gone = owner is None or owner.has_died()
            if not gone or time.monotonic() > deadline:
                raise ConfigError(_refusal(folder, owner))
            time.sleep(_PAUSE)
        _write(lock, Owner(host=socket.gethostname(), pid=os.getpid(), since=time.time()))
        yield lock
    finally:
        os.close(lock)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(lock: int) -> Owner | None:
    """Return who wrote its name last, or None while a new owner writes its own."""
    try:
        return Owner(**json.loads(os.pread(lock, 4096, 0)))
    except (ValueError, TypeError):
        return None


def _write(lock: int, owner: Owner) -> None:
    text = json.dumps(asdict(owner)).encode()
    os.pwrite(lock, text, 0)
    os.ftruncate(lock, len(text))


def _refusal(folder: Path, owner: Owner | None) -> str:
    who = "another process"
    if owner is not None:
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(owner.since))
        who = f"process {owner.pid} on {owner.host}, since {since}"
    return (
        f"{folder}: `locworker up` runs here already ({who}); `locworker jobs submit` gives it work, `kill` or Ctrl-C"
        " stops it"
    )
