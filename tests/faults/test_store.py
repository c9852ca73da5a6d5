"""The store cannot be written to: no request goes out that was not claimed before, and work goes on by itself."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.newsroom import Newsroom
from faults.workers import Worker, descendants

DISK = 64 * 2**20


@contextmanager
def locked(newsroom: Newsroom) -> Iterator[None]:
    """Hold the one place of SQLite's writers."""
    with closing(sqlite3.connect(newsroom.store_path, isolation_level=None, timeout=30)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def unable_to_write(worker: Worker) -> Iterator[None]:
    """Have every write of the worker's processes fail, as on a disk that is full."""
    _limit_files(worker, 1)
    yield
    _limit_files(worker, resource.RLIM_INFINITY)


def _limit_files(worker: Worker, size: int) -> None:
    for process in (worker.process.pid, *descendants(worker.process.pid)):
        with suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of its own that can be filled; only root may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk; the test beside it needs none")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def watch_standstill(newsroom: Newsroom, seconds: float) -> tuple[int, int]:
    """Wait while nothing can be stored; return how many requests came, and how many were claimed before."""
    claimed, since = newsroom.calls_out(), time.time()
    time.sleep(seconds)
    until = time.time()
    assert newsroom.states()["running"], "nothing was left to be done, so that nothing was shown"
    return sum(since <= request["at"] < until for request in newsroom.deepl.requests()), claimed


def begin(newsroom: Newsroom, size: Size, *, full: int) -> Worker:
    """Let a worker do a part of the requests; few are so slow that some are left when something befalls the store."""
    requests = newsroom.fill(size.of(small=60, full=full), latency=size.of(small=0.5, full=0.1))
    worker = newsroom.start(threads=4)
    newsroom.wait_requests(requests // 4)
    return worker


@pytest.mark.parametrize("seconds", [pytest.param(10, id="for 10 s"), pytest.param(45, id="longer than writers wait")])
def test_a_locked_store_lets_no_request_out_and_loses_nothing(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note, seconds: int
) -> None:
    if seconds > 10:
        size.full_only("it takes two minutes")
    newsroom = make_newsroom(broker=make_redis().url)
    begin(newsroom, size, full=200)

    with locked(newsroom):
        came, claimed = watch_standstill(newsroom, seconds)
    newsroom.wait_ended(seconds=300)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(locked=seconds, came=came, claimed_before=claimed, lost=found.lost, sent_twice=twice)
    assert came <= claimed
    assert (found.lost, found.held, twice) == (0, 0, 0)
    assert set(newsroom.states()) == {"done"}


def test_writes_that_fail_let_no_request_out_and_lose_nothing(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    newsroom = make_newsroom(broker=make_redis().url)
    worker = begin(newsroom, size, full=1000)

    with unable_to_write(worker):
        came, claimed = watch_standstill(newsroom, size.of(small=5, full=10))
    newsroom.wait_ended(seconds=300)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(came=came, claimed_before=claimed, lost=found.lost, sent_twice=twice)
    assert came <= claimed
    assert (found.lost, found.held, twice) == (0, 0, 0)
    assert set(newsroom.states()) == {"done"}


def test_a_full_disk_lets_no_request_out_and_loses_nothing(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, small_disk: Path, size: Size, note: Note
) -> None:
    newsroom = make_newsroom(broker=make_redis().url, settings=f'data_dir = "{small_disk}"')
    begin(newsroom, size, full=1000)

    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(2**16))
    came, claimed = watch_standstill(newsroom, size.of(small=5, full=10))
    filler.unlink()
    newsroom.wait_ended(seconds=300)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(came=came, claimed_before=claimed, lost=found.lost, sent_twice=twice)
    assert came <= claimed
    assert (found.lost, found.held, twice) == (0, 0, 0)
    assert set(newsroom.states()) == {"done"}
