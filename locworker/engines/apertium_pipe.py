"""A mode's programs as one long-lived pipeline: a text in, its translation out, within a deadline or not at all.

Each program flushes at NUL, so a text is sent with a NUL behind it and read up to the next. The programs die with
their input: when this process ends in whatever way, the first one reads the end of its input, and so on down the line.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import time
import weakref
from collections.abc import Sequence
from typing import IO

_CHUNK = 1 << 16


class PipeError(Exception):
    """The pipeline is of no use any more: a program died, or none answered in time. Never leaves the engine."""

    def __init__(self, message: str, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.timed_out = timed_out


class Pipe:
    """The running programs of one mode.

    Raises:
        PipeError: A program cannot be started.
    """

    def __init__(self, stages: Sequence[Sequence[str]]) -> None:
        self._owner = os.getpid()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._finalizer = weakref.finalize(self, _end, self._processes, self._owner)
        for stage in stages:
            self._start(stage)
        self._busy = False
        self._count = 0

    @property
    def is_usable(self) -> bool:
        """Say whether the next answer will be the next text's.

        It is not after an exchange that was interrupted, and not in a forked child: the programs are its parent's.
        """
        return not self._busy and self._owner == os.getpid()

    @property
    def pids(self) -> list[int]:
        """Return the ids of the programs' processes."""
        return [process.pid for process in self._processes]

    def exchange(self, text: str, deadline: float) -> str:
        """Send one text, without NUL, and return what comes back up to the NUL.

        Args:
            text: In Apertium's stream format.
            deadline: Until when to wait, on the monotonic clock.

        Raises:
            PipeError: The pipeline must be closed and started again.
        """
        if not self._processes:
            raise PipeError("the pipeline is closed")
        self._busy = True
        self._count += 1
        # A program whose input ends answers with a NUL of its own: only this blank says that the text went through.
        seal = f"[e{self._count}]"
        received = self._transfer(memoryview(f"{text}{seal}\0".encode()), deadline)
        try:
            answer = received.decode()
        except UnicodeDecodeError as error:
            raise PipeError("the answer is not UTF-8") from error
        if not answer.endswith(f"{seal}\0") or answer.count("\0") != 1:
            raise PipeError("the answer is not the text's")
        self._busy = False
        return answer.removesuffix(f"{seal}\0")

    def close(self) -> None:
        """End the programs."""
        self._finalizer()

    def _transfer(self, sending: memoryview, deadline: float) -> bytearray:
        """Write and read at the same time: a long text fills both pipes before its end is written."""
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(_descriptor(self._processes[0].stdin), selectors.EVENT_WRITE)
            selector.register(_descriptor(self._processes[-1].stdout), selectors.EVENT_READ)
            while 0 not in received:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise PipeError("no answer in time", timed_out=True)
                for key, events in ready:
                    if events & selectors.EVENT_READ:
                        received += _read(key.fd)
                    else:
                        sending = _write(key.fd, sending)
                        if not sending:
                            selector.unregister(key.fd)
        return received

    def _start(self, stage: Sequence[str]) -> None:
        previous = self._processes[-1].stdout if self._processes else None
        try:
            # A session of its own keeps Ctrl-C for us; what the programs say on stderr may quote the article.
            process = subprocess.Popen(
                list(stage),
                stdin=previous or subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            self.close()
            raise PipeError(f"{stage[0]} does not start: {error.strerror}") from error
        if previous is not None:
            previous.close()
        self._processes.append(process)


def _descriptor(stream: IO[bytes] | None) -> int:
    if stream is None:
        raise PipeError("a program has no pipe")
    os.set_blocking(stream.fileno(), False)
    return stream.fileno()


def _read(descriptor: int) -> bytes:
    data = os.read(descriptor, _CHUNK)
    if not data:
        raise PipeError("a program ended")
    return data


def _write(descriptor: int, data: memoryview) -> memoryview:
    try:
        return data[os.write(descriptor, data[:_CHUNK]) :]
    except BlockingIOError:
        return data
    except BrokenPipeError as error:
        raise PipeError("a program ended") from error


def _end(processes: list[subprocess.Popen[bytes]], owner: int) -> None:
    if os.getpid() != owner:
        return
    for process in processes:
        process.kill()
    for process in processes:
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
    processes.clear()
