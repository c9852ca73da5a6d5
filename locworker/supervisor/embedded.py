"""The embedded queue as long as somebody needs it: started, started again should it be killed, ended."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from locworker.broker import find_server, mask_url, start_server
from locworker.supervisor.duties import Duty

_log = logging.getLogger(__name__)

_KEEP = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedQueue:
    """A queue that runs: its address, and the duty that starts it again should it be killed."""

    address: str
    duty: Duty


@contextmanager
def run_queue(data_dir: Path) -> Iterator[EmbeddedQueue]:
    """Run the embedded queue of a data folder, or use the one that runs, and end it at last.

    Raises:
        ConfigError: The folder cannot be written, or there is no server for this kind of machine.
        BrokerError: The server does not start, or does not end.
    """
    address = mask_url(start_server(data_dir).url)
    try:
        yield EmbeddedQueue(address=address, duty=Duty(name="queue", every=_KEEP, work=lambda: _keep(data_dir)))
    finally:
        # The one that runs now: it may be another one than at the start.
        if find_server(data_dir) is not None:
            start_server(data_dir).stop()


def _keep(data_dir: Path) -> None:
    if find_server(data_dir) is None and start_server(data_dir).started:
        _log.warning("the embedded queue had ended and was started again")
