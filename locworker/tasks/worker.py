"""Run the worker of a queue until it is told to end: threads for requests, processes for reading and checking."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from locworker import telemetry
from locworker.broker import QUEUES, worker_arguments
from locworker.settings import Settings, load_settings
from locworker.tasks import ProcessQueue, build_app

_MEMORY = 1_500_000
"""KiB that a process of `cpu` may grow to: the words of a language take about 30 MiB, and stay."""


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Work until a signal says stop; return the exit code.

    Raises:
        ConfigError: A setting cannot be used.
        BrokerError: No broker is there.
    """
    options = _parse(arguments)
    settings = _with_concurrency(load_settings(Path.cwd(), environ), options.queue, options.concurrency)
    telemetry.configure_logging(settings.log_level, secrets=telemetry.secrets_of(settings))
    telemetry.log_uncaught()
    telemetry.start_recording(environ)
    queue = ProcessQueue(settings)
    app = build_app(settings, queue)
    _listen(queue, ready=options.ready_fd)
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            # Celery takes its leave on stdout, past all logging.
            sys.__stdout__ = nowhere  # type: ignore[misc]
            app.start(["--quiet", *worker_arguments(settings, options.queue), *_own_arguments(options.queue)])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    finally:
        queue.close()
    return 0


def _own_arguments(queue: str) -> list[str]:
    """Return a name that no other worker of this machine has, and for `cpu` the memory that a dozen languages take."""
    name = f"--hostname={queue}@{socket.gethostname()}-{os.getpid()}"
    return [name] if queue == "mt" else [name, f"--max-memory-per-child={_MEMORY}"]


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m locworker.tasks", description="The worker of one queue.")
    parser.add_argument("--queue", choices=QUEUES, required=True)
    parser.add_argument("--concurrency", type=int, help="threads (mt) or processes (cpu); else the settings'")
    parser.add_argument("--ready-fd", type=int, help="an open file to write a line to when the worker works")
    return parser.parse_args(arguments)


def _with_concurrency(settings: Settings, queue: str, count: int | None) -> Settings:
    if count is None:
        return settings
    return replace(settings, mt_threads=count) if queue == "mt" else replace(settings, cpu_processes=count)


def _listen(queue: ProcessQueue, *, ready: int | None) -> None:
    """Hear of the worker's start and end."""
    from celery import signals

    def tell_ready(**_: object) -> None:
        if ready is not None:
            # A supervisor that went away meanwhile is no reason to end.
            with suppress(OSError):
                os.write(ready, b"ready\n")
                os.close(ready)

    def stop(**_: object) -> None:
        queue.stop()

    def keep_logging(**_: object) -> None:
        """Keep Celery from configuring logs: that something listens is enough."""

    signals.worker_ready.connect(tell_ready, weak=False)
    signals.worker_shutting_down.connect(stop, weak=False)
    signals.setup_logging.connect(keep_logging, weak=False)
