"""What the fault suite stands on: its size, its figures, newsrooms with real servers and workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from brokers import RedisBroker
from faults.deepl import DeepLProcess
from faults.newsroom import Newsroom
from faults.plugin import install
from locworker.broker import find_server, start_server

MakeNewsroom = Callable[..., Newsroom]
MakeRedis = Callable[..., RedisBroker]
Note = Callable[..., None]

SIZE = "FAULTS"
"""The variable of the environment that asks for the full size, by the value `full`; `make faults` sets it."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much a test does: little with every run of the tests, all of it by `make faults`."""

    is_full: bool

    def of(self, *, small: _Value, full: _Value) -> _Value:
        """Return the value for this size."""
        return full if self.is_full else small

    def full_only(self, why: str) -> None:
        """Leave the test out of the small size, and say why."""
        if not self.is_full:
            pytest.skip(f"{why}; `make faults` runs it")


@pytest.fixture
def size() -> Size:
    """Give the size that the suite runs at."""
    return Size(is_full=os.environ.get(SIZE) == "full")


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Give a function that notes what a test has measured, for the table at the end."""

    def keep(**figures: object) -> None:
        for name, value in figures.items():
            shown = f"{value:.1f}" if isinstance(value, float) else str(value)
            record_property(name.replace("_", " "), shown)

    return keep


@pytest.fixture
def deepl(tmp_path: Path) -> Iterator[DeepLProcess]:
    """Give a fake DeepL without a limit on the account."""
    with DeepLProcess(tmp_path) as process:
        yield process


@pytest.fixture
def make_redis(tmp_path: Path) -> Iterator[MakeRedis]:
    """Give a function that starts Debian's Redis, with or without a file that keeps its messages."""
    with ExitStack() as stack:

        def make(*, keeps: bool = True) -> RedisBroker:
            server = RedisBroker(tmp_path / "redis", keeps=keeps)
            server.start()
            stack.callback(server.stop)
            return server

        yield make


@pytest.fixture
def make_newsroom(
    tmp_path: Path,
    deepl: DeepLProcess,
    make_redis: MakeRedis,  # noqa: ARG001 - asked for first, it ends last
) -> Iterator[MakeNewsroom]:
    """Give a function that makes a project; its workers end with the test, before their queue does."""
    plugin = install(tmp_path / "plugin")
    with ExitStack() as stack:

        def make(**wanted: object) -> Newsroom:
            newsroom = Newsroom(tmp_path / "project", deepl, plugin=plugin, **wanted)  # type: ignore[arg-type]
            stack.callback(_stop_embedded, newsroom)
            stack.callback(newsroom.clear)
            return newsroom

        yield make


def _stop_embedded(newsroom: Newsroom) -> None:
    """End the queue that a killed `up` has left behind, as it should."""
    if find_server(newsroom.settings.data_dir) is not None:
        start_server(newsroom.settings.data_dir).stop()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was measured, test by test."""
    reports = [report for report in terminalreporter.getreports("passed") if report.user_properties]
    if reports:
        terminalreporter.section("measured")
    for report in sorted(reports, key=lambda report: report.nodeid):
        figures = ", ".join(f"{name} {value}" for name, value in report.user_properties)
        terminalreporter.write_line(f"{report.nodeid.rpartition('/')[2]}: {figures}; {report.duration:.0f} s")
