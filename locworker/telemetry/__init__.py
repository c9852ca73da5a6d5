"""Telemetry: what the service does, told to those who run it: logs, metrics and health.

In: log records, and what workers did; out: one JSON object a line, and `/metrics`, `/healthz`, `/readyz` on a bind of
their own. Never in any of them: article text, keys, passwords.

A supervisor calls `make_metrics_folder`, starts its workers with `recording_environment`, and calls `serve`. A worker
calls `configure_logging` and `start_recording`, and whoever does the work calls `observe_…` and `count_…`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.telemetry.fields import secrets_of
from locworker.telemetry.figures import Figures, read_figures
from locworker.telemetry.health import Readiness, ReadinessCheck
from locworker.telemetry.labels import BATCH_OUTCOMES, FOLDER_VARIABLE, REQUEST_OUTCOMES, RETRY_KINDS
from locworker.telemetry.logs import configure_logging, log_uncaught
from locworker.telemetry.recording import (
    begin_counting,
    count_request,
    count_retry,
    observe_batch,
    observe_limiter_wait,
    recording_environment,
    start_recording,
    stop_recording,
)

if TYPE_CHECKING:
    from locworker.telemetry.http import TelemetryServer

__all__ = [
    "BATCH_OUTCOMES",
    "FOLDER_VARIABLE",
    "REQUEST_OUTCOMES",
    "RETRY_KINDS",
    "Figures",
    "Readiness",
    "ReadinessCheck",
    "begin_counting",
    "configure_logging",
    "count_request",
    "count_retry",
    "log_uncaught",
    "make_metrics_folder",
    "make_scrape",
    "observe_batch",
    "observe_limiter_wait",
    "read_figures",
    "recording_environment",
    "secrets_of",
    "serve",
    "start_recording",
    "stop_recording",
]

# What needs an HTTP server or prometheus-client is loaded late: commands without metrics import this room too.


def make_metrics_folder(data_dir: Path) -> Path:
    """Return a new folder for the metrics of this supervisor's workers; those of dead supervisors are removed.

    Raises:
        ConfigError: It cannot be made.
    """
    from locworker.telemetry.folder import make_folder

    return make_folder(data_dir)


def make_scrape(
    folder: Path | None, *, figures: Callable[[], Figures], depths: Callable[[], Mapping[str, int]] | None = None
) -> Callable[[], bytes]:
    """Return what gives the text of `/metrics`.

    Args:
        folder: The metrics folder of this supervisor, or None when no worker records.
        figures: Reads the store, with `read_figures`.
        depths: Reads how many messages the broker has by queue.
    """
    from locworker.telemetry.scrape import Scrape

    return Scrape(folder, figures=figures, depths=depths)


def serve(
    bind: str, *, metrics: Callable[[], bytes], health: Callable[[], bool], ready: Callable[[], Readiness]
) -> TelemetryServer:
    """Serve `/metrics`, `/healthz` and `/readyz` from threads of this process, until the server is closed.

    Args:
        bind: Where to listen, as `HOST:PORT`.
        metrics: Gives the text of `/metrics`; see `make_scrape`.
        health: Says whether the process does its work: `/healthz` is 200 or 503.
        ready: Says which parts answer, as a `ReadinessCheck`: `/readyz` is 200 or 503.

    Raises:
        ConfigError: The bind is malformed or cannot be had.
    """
    from locworker.telemetry.http import listen

    return listen(bind, metrics=metrics, health=health, ready=ready)
