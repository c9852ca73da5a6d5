"""The text that `/metrics` answers: what workers recorded, and what the store and the broker know."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from locworker.errors import LocworkerError
from locworker.telemetry.figures import Figures
from locworker.telemetry.folder import fold_dead, is_running, readable_files
from locworker.telemetry.watched import KEEP, LIMIT, Watched


class Scrape:
    """Makes the text anew for each question; store and broker are asked at most every `keep` seconds.

    Args:
        folder: Where workers record, or None when none does.
        figures: Reads the store.
        depths: Reads how many messages the broker has by queue; None leaves that out.
        limit: Seconds that store and broker may take; one that takes longer is said to be down.
        keep: Seconds for which their answers are given again.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        figures: Callable[[], Figures],
        depths: Callable[[], Mapping[str, int]] | None = None,
        limit: float = LIMIT,
        keep: float = KEEP,
    ) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._registry = CollectorRegistry()
        if folder is not None:
            self._registry.register(_Recorded(folder))
        watched = None if depths is None else Watched(depths, limit=limit, keep=keep)
        self._registry.register(_Asked(Watched(figures, limit=limit, keep=keep), watched))

    def __call__(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        with self._lock:
            if self._folder is not None:
                fold_dead(self._folder, running=is_running)
            return generate_latest(self._registry)


class _Recorded(Collector):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield what all worker processes have recorded, added up."""
        yield from MultiProcessCollector.merge(readable_files(self._folder))  # type: ignore[no-untyped-call]


class _Asked(Collector):
    def __init__(self, figures: Watched[Figures], depths: Watched[Mapping[str, int]] | None) -> None:
        self._figures = figures
        self._depths = depths

    def collect(self) -> Iterator[Metric]:
        """Yield what store and broker answer, and whether they do."""
        up = GaugeMetricFamily("locworker_up", "Whether a part answers: 1 yes, 0 no.", labels=["part"])
        self._figures.start()
        if self._depths is not None:
            self._depths.start()
            try:
                yield _gauge(
                    "locworker_queue_depth", "Messages of a queue at the broker.", "queue", self._depths.answer()
                )
                up.add_metric(["broker"], 1)
            except LocworkerError:
                up.add_metric(["broker"], 0)
        try:
            yield from _of_store(self._figures.answer())
            up.add_metric(["store"], 1)
        except LocworkerError:
            up.add_metric(["store"], 0)
        yield up


def _of_store(figures: Figures) -> Iterator[Metric]:
    yield _gauge("locworker_jobs", "Jobs by state.", "state", figures.jobs)
    yield _gauge("locworker_queue_age_seconds", "Seconds that the oldest due task waits.", "queue", figures.ages)
    yield _gauge("locworker_outbox", "Tasks that are published and not settled.", "queue", figures.outbox)
    billed = CounterMetricFamily(
        "locworker_billed_characters", "Characters billed; it starts again with each month.", labels=["language"]
    )
    for language, characters in figures.billed.items():
        billed.add_metric([language], characters)
    yield billed
    yield _gauge(
        "locworker_reserved_characters", "Characters of calls whose end is not known yet.", "language", figures.reserved
    )
    yield _gauge("locworker_budget_characters", "Characters that a month may have billed.", "language", figures.budgets)


def _gauge(name: str, says: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, says, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
