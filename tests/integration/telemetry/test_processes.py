"""Metrics of several real processes, and of their children."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from prometheus_client.parser import text_string_to_metric_families

from locworker.telemetry import Figures, make_metrics_folder, make_scrape, recording_environment

WORKER = """
import os, sys
from locworker import telemetry
assert telemetry.start_recording(os.environ)
for line in sys.stdin:
    if line == "fork\\n":
        if os.fork() == 0:
            telemetry.observe_batch("deepl", "done", 0.3)
            os._exit(0)
        os.wait()
    else:
        telemetry.observe_batch("deepl", "done", 0.3)
        telemetry.count_request("deepl", "ok")
    print("done", flush=True)
"""


class Worker:
    """A process that records when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=os.environ | recording_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, what: str) -> None:
        self._pipe(self.process.stdin).write(what + "\n")
        self._pipe(self.process.stdin).flush()
        assert self._pipe(self.process.stdout).readline() == "done\n"

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        self.process.communicate()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def count(folder: Path, name: str) -> float:
    text = make_scrape(folder, figures=Figures)().decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return sum(sample.value for sample in samples if sample.name == name)


@pytest.mark.parametrize("kill", [False, True], ids=["ended", "killed"])
def test_adds_up_what_processes_record_and_keeps_it_when_they_end(tmp_path: Path, *, kill: bool) -> None:
    folder = make_metrics_folder(tmp_path)
    workers = [Worker(folder), Worker(folder)]
    counts = []

    for worker in workers:
        worker.do("batch")
        worker.do("fork")
        counts.append(count(folder, "locworker_batch_seconds_count"))
    for worker in workers:
        worker.end(kill=kill)
        counts.append(count(folder, "locworker_batch_seconds_count"))

    assert counts == [2, 4, 4, 4]
    assert count(folder, "locworker_requests_total") == 2
    assert sorted(path.name for path in folder.iterdir()) == ["counter_past.db", "histogram_past.db"]


def test_a_child_writes_into_no_file_of_its_parent(tmp_path: Path) -> None:
    folder = make_metrics_folder(tmp_path)
    worker = Worker(folder)

    worker.do("batch")
    worker.do("fork")
    worker.do("batch")
    counted = count(folder, "locworker_batch_seconds_count")
    worker.end()

    assert counted == 3


def test_counts_stay_whole_when_they_are_read_while_processes_write(tmp_path: Path) -> None:
    folder = make_metrics_folder(tmp_path)
    worker = Worker(folder)
    counts = []

    for _ in range(30):
        worker.do("batch")
        counts.append(count(folder, "locworker_requests_total"))
    worker.end()

    assert counts == list(range(1, 31))
