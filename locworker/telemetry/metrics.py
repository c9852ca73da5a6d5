"""Metrics of worker processes, by prometheus-client's multiprocess files."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, values

from locworker.telemetry.labels import BATCH_OUTCOMES, FOLDER_VARIABLE, REQUEST_OUTCOMES, RETRY_KINDS

_log = logging.getLogger(__name__)

OTHER = "other"
_MOST_ENGINES = 6
_LONGEST_NAME = 80
_BATCH_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160)
_WAIT_BUCKETS = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
# Room that is taken from the disk at once: a mapped file that grows on a full disk would kill the worker (SIGBUS).
_ROOM = {"histogram": 512 * 1024, "counter": 64 * 1024}


def open_recorder(folder: str) -> Recorder | None:
    """Return a recorder into a folder, or None, with a line in the log, when there is no room for its files."""
    if not _make_files(folder):
        return None
    os.environ[FOLDER_VARIABLE] = folder
    if not values.ValueClass._multiprocess:  # noqa: SLF001 - prometheus-client was imported before the folder was known
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
    return Recorder()


def renew_files() -> bool:
    """Make files for this process, a child of one that records; return whether there is room for them."""
    return _make_files(os.environ[FOLDER_VARIABLE])


class Recorder:
    """Counters and histograms of this process; labels have few values, whatever is recorded."""

    def __init__(self) -> None:
        self._engines: set[str] = set()
        registry = CollectorRegistry()
        self._batch = Histogram(
            "locworker_batch_seconds", "Seconds from the start of a batch to its end.", ("engine", "outcome"),
            registry=registry, buckets=_BATCH_BUCKETS,
        )  # fmt: skip
        self._wait = Histogram(
            "locworker_limiter_wait_seconds", "Seconds that a batch waited for the shared limiter.", ("engine",),
            registry=registry, buckets=_WAIT_BUCKETS,
        )  # fmt: skip
        self._retries = Counter(
            "locworker_retries", "What was done again, by reason.", ("engine", "kind"), registry=registry
        )
        self._requests = Counter("locworker_requests", "Requests to engines.", ("engine", "outcome"), registry=registry)

    def begin(self, engines: Iterable[str]) -> None:
        """Have the counters of some engines begin at 0."""
        for engine in engines:
            for outcome in REQUEST_OUTCOMES:
                self._requests.labels(self._engine(engine), outcome)
            for kind in RETRY_KINDS:
                self._retries.labels(self._engine(engine), kind)

    def observe_batch(self, engine: str, outcome: str, seconds: float) -> None:
        """Record the end of a batch."""
        self._batch.labels(self._engine(engine), _known(outcome, BATCH_OUTCOMES)).observe(seconds)

    def observe_limiter_wait(self, engine: str, seconds: float) -> None:
        """Record a wait for the limiter."""
        self._wait.labels(self._engine(engine)).observe(seconds)

    def count_retry(self, engine: str, kind: str) -> None:
        """Record that something is done again."""
        self._retries.labels(self._engine(engine), _known(kind, RETRY_KINDS)).inc()

    def count_request(self, engine: str, outcome: str) -> None:
        """Record a request."""
        self._requests.labels(self._engine(engine), _known(outcome, REQUEST_OUTCOMES)).inc()

    def _engine(self, name: str) -> str:
        name = name[:_LONGEST_NAME]
        if name not in self._engines:
            if len(self._engines) >= _MOST_ENGINES:
                return OTHER
            self._engines.add(name)
        return name


def _known(label: str, labels: tuple[str, ...]) -> str:
    return label if label in labels else OTHER


def _make_files(folder: str) -> bool:
    try:
        for kind, room in _ROOM.items():
            with (Path(folder) / f"{kind}_{os.getpid()}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, room)
    except OSError as error:
        _log.warning("no metrics from this process", extra={"error": error})
        return False
    return True
