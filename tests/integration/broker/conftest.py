"""The queues that the tests of this folder run on, and workers that take from them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from brokers import PATIENCE, Broker, StartWorker, broker

__all__ = ["broker"]

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def _running(broker: Broker, folder: Path, queue: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    own = {"LOCWORKER_BROKER_URL": broker.url, "PYTHONPATH": str(ROOT)}
    with (folder / f"{queue}.log").open("ab") as log:
        worker = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("queue_worker.py")), queue],
            cwd=folder,
            env=os.environ | own | environ,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        # The group has the children of a prefork pool too.
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=PATIENCE)


@pytest.fixture
def start_worker(broker: Broker, tmp_path: Path) -> Iterator[StartWorker]:
    """Give a function that starts a real worker of a queue; its log is in the test's folder."""
    with ExitStack() as stack:
        yield lambda queue, **environ: stack.enter_context(_running(broker, tmp_path, queue, **environ))
