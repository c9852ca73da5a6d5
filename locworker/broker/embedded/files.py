"""Where the embedded server keeps its files, and what it is told at its start."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from locworker.errors import BrokerError, ConfigError

_SOCKET = "valkey.sock"
_MAX_SOCKET_BYTES = 100
"""The system takes 104 to 108 bytes for the path of a socket."""
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
_STATE = "server.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """What is written down of a server that runs: its process, and since when, because numbers are used again."""

    pid: int
    started: str


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """The folder of one embedded server, below the data folder of its project."""

    data_dir: Path

    @property
    def path(self) -> Path:
        """Return the folder."""
        return self.data_dir.resolve() / "broker"

    @property
    def log(self) -> Path:
        """Return the server's log."""
        return self.path / "valkey.log"

    @property
    def append_only(self) -> Path:
        """Return the folder in which the server writes down each message."""
        return self.path / "appendonlydir"

    @property
    def start_lock(self) -> Path:
        """Return the file that is locked while a server is started or stopped."""
        return self.path / "start.lock"

    @property
    def life_lock(self) -> Path:
        """Return the file that a server holds locked as long as it lives."""
        return self.path / "server.lock"

    @property
    def socket(self) -> Path:
        """Return the socket: in the folder, or in a short place where the path is too long or has odd characters."""
        here = self.path / _SOCKET
        name = os.fsencode(here)
        if len(name) <= _MAX_SOCKET_BYTES and _PLAIN.fullmatch(str(here)):
            return here
        # Always the same place, whatever TMPDIR says: other processes have to find it by the data folder alone.
        short = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(f"/tmp/locworker-{os.getuid()}-{short}") / _SOCKET  # noqa: S108 - its folder is checked before use

    @property
    def url(self) -> str:
        """Return the address of the server."""
        return f"redis+socket://{self.socket}?virtual_host=0"

    @property
    def is_private(self) -> bool:
        """Say whether the socket's folder is there and nobody else can put a socket of his own in it."""
        try:
            owner = self.socket.parent.lstat()
        except OSError:
            return False
        return stat.S_ISDIR(owner.st_mode) and owner.st_uid == os.getuid() and not stat.S_IMODE(owner.st_mode) & 0o077

    def make(self) -> None:
        """Make the folder.

        Raises:
            ConfigError: The data folder cannot be written.
            BrokerError: The disk is full.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.path.chmod(0o700)
            self.start_lock.touch(mode=0o600)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def enter(self) -> None:
        """Make the folder of the socket where it is a place of its own; only with `start_lock`, for `leave` removes it.

        Raises:
            ConfigError: It cannot be written, or somebody else owns it.
            BrokerError: The disk is full.
        """
        try:
            self.socket.parent.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.socket.parent, error) from error
        if not self.is_private:
            raise ConfigError(f"{self.socket.parent}: somebody else can write to this folder; remove it")

    def read_state(self) -> ServerState | None:
        """Return what is known of the server that was started last, or None."""
        try:
            state = json.loads((self.path / _STATE).read_text(encoding="utf-8"))
            return ServerState(pid=int(state["pid"]), started=str(state["started"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_state(self, state: ServerState) -> None:
        """Write down which server runs, all of it or nothing."""
        draft = self.path / f"{_STATE}.new"
        draft.write_text(json.dumps({"pid": state.pid, "started": state.started}), encoding="utf-8")
        draft.replace(self.path / _STATE)

    def clear(self) -> None:
        """Remove what a server that has ended left behind; its messages stay."""
        (self.path / _STATE).unlink(missing_ok=True)
        self.socket.unlink(missing_ok=True)

    def leave(self) -> None:
        """Remove the folder of the socket where it is a place of its own, unless somebody has put something into it."""
        if self.socket.parent != self.path:
            with suppress(OSError):
                self.socket.parent.rmdir()

    def set_aside(self) -> Path:
        """Move messages that the server cannot read out of its way and return their new place."""
        number = 1
        while (place := self.path / f"appendonlydir.broken-{number}").exists():
            number += 1
        self.append_only.rename(place)
        return place

    def arguments(self) -> list[str]:
        """Return what the server is told at its start."""
        options = {
            "port": "0",  # no network at all: whoever may open the socket may use the queue
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.path),
            "logfile": "valkey.log",
            "appendonly": "yes",  # a killed server has its messages back
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",  # a queue that forgets its oldest keys loses messages
            "daemonize": "no",
            "set-proc-title": "no",  # its command line stays, so that the process can be told from others
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]


def cannot_write(path: Path, error: OSError) -> ConfigError | BrokerError:
    """Return the error of a folder that cannot be written: the user's to mend, or one that may pass."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return BrokerError(f"{path}: the queue cannot be written: {error.strerror}; make room and try again")
    return ConfigError(
        f"{path}: the queue cannot be written: {error.strerror}; choose another folder with LOCWORKER_DATA_DIR"
    )
