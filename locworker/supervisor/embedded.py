"""The embedded queue as long as somebody needs it: started, started again should it be killed, ended."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from locworker.broker import find_server, start_server
from locworker.supervisor.duties import Duty

_log = logging.getLogger(__name__)

_KEEP = 1.0


@contextmanager
def run_queue(data_dir: Path) -> Iterator[Duty]:
    """Run the embedded queue of a data folder; yield the duty that keeps it running.

    Raises:
        ConfigError: The folder cannot be written, or there is no server for this kind of machine.
        BrokerError: The server does not start, or does not end.
    """
    start_server(data_dir)
    try:
        yield Duty(name="queue", every=_KEEP, work=lambda: _keep(data_dir))
    finally:
        # The one that runs now: it may be another one than at the start.
        if find_server(data_dir) is not None:
            start_server(data_dir).stop()


def _keep(data_dir: Path) -> None:
    if find_server(data_dir) is None and start_server(data_dir).started:
        _log.warning("the embedded queue had ended and was started again")
