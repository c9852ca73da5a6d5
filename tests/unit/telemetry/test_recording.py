"""Recording, while metrics are off and on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import values
from prometheus_client.parser import text_string_to_metric_families

from locworker import telemetry
from locworker.errors import ConfigError, StoreError
from locworker.settings import MonthlyBudget
from locworker.store import open_store
from locworker.telemetry import Figures, make_metrics_folder, make_scrape, read_figures
from locworker.telemetry.folder import fold_dead, readable_files
from locworker.telemetry.recording import go_on_in_child

QUIET = """
import sys
from locworker import telemetry
assert not telemetry.start_recording({})
telemetry.observe_batch("deepl", "done", 1.0)
telemetry.observe_limiter_wait("deepl", 1.0)
telemetry.count_retry("deepl", "busy")
telemetry.count_request("deepl", "ok")
assert not {"prometheus_client", "http.server", "celery", "redis", "sqlalchemy"} & set(sys.modules)
"""

LOUD = """
import os
from locworker import telemetry
assert telemetry.start_recording(os.environ)
assert telemetry.start_recording(os.environ)
telemetry.observe_batch("deepl", "done", 1.0)
telemetry.observe_batch("deepl", "an outcome that nobody knows", 1.0)
telemetry.observe_limiter_wait("deepl", 0.2)
telemetry.count_retry("deepl", "busy")
for number in range(20):
    telemetry.count_request(f"engine-{number}", "ok")
telemetry.stop_recording()
telemetry.count_retry("deepl", "busy")
"""


def run(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environ, check=True, capture_output=True, text=True
    )


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    """Return the samples of a text by name and label values, without a histogram's buckets."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
        if "le" not in sample.labels
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a metrics folder of this process."""
    return make_metrics_folder(tmp_path)


def scrape(folder: Path | None) -> dict[tuple[str, ...], float]:
    return samples(make_scrape(folder, figures=Figures)())


@pytest.fixture
def recording(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Record in this very process, and stop at the end."""
    for name, value in telemetry.recording_environment(folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    assert telemetry.start_recording(os.environ)
    yield folder
    telemetry.stop_recording()
    values.close_all_multiprocess_files()  # type: ignore[no-untyped-call]


def test_records_what_a_worker_does(recording: Path) -> None:
    telemetry.observe_batch("deepl", "done", 2.0)
    telemetry.observe_limiter_wait("deepl", 0.5)
    telemetry.count_retry("deepl", "lost")
    telemetry.count_request("deepl", "busy")

    found = scrape(recording)

    assert found["locworker_batch_seconds_sum", "deepl", "done"] == 2
    assert found["locworker_limiter_wait_seconds_sum", "deepl"] == 0.5
    assert found["locworker_retries_total", "deepl", "lost"] == 1
    assert found["locworker_requests_total", "deepl", "busy"] == 1


def test_counters_begin_at_nothing_so_that_the_first_event_is_an_increase(recording: Path) -> None:
    telemetry.begin_counting(["", "deepl"])
    before = scrape(recording)

    telemetry.count_request("deepl", "unauthorised")

    assert before["locworker_requests_total", "deepl", "unauthorised"] == 0
    assert before["locworker_retries_total", "", "lease"] == 0
    assert scrape(recording)["locworker_requests_total", "deepl", "unauthorised"] == 1


@pytest.mark.parametrize("label", ["", "x" * 999, 'a"b\nc', "ünïcode"])
def test_any_label_gives_metrics_that_can_be_read(recording: Path, label: str) -> None:
    telemetry.count_request(label, label)

    assert scrape(recording)["locworker_requests_total", label[:80], "other"] == 1


@pytest.mark.parametrize("room", [True, False], ids=["room", "no room"])
def test_a_child_takes_room_for_files_of_its_own(
    recording: Path, monkeypatch: pytest.MonkeyPatch, *, room: bool
) -> None:
    """The file names of the child that this process stands for here are those of another number."""
    monkeypatch.setattr(os, "getpid", lambda: 4_000_000)
    if not room:
        shutil.rmtree(recording)

    go_on_in_child()

    assert (recording / "histogram_4000000.db").exists() is room
    monkeypatch.undo()
    telemetry.count_retry("deepl", "busy")


def test_costs_nothing_while_it_is_off() -> None:
    run(QUIET)


def test_counts_with_few_labels_whatever_is_recorded(folder: Path) -> None:
    run(LOUD, **telemetry.recording_environment(folder))

    found = scrape(folder)

    assert found["locworker_batch_seconds_count", "deepl", "done"] == 1
    assert found["locworker_batch_seconds_count", "deepl", "other"] == 1
    assert found["locworker_batch_seconds_sum", "deepl", "done"] == 1
    assert found["locworker_limiter_wait_seconds_sum", "deepl"] == 0.2
    assert found["locworker_retries_total", "deepl", "busy"] == 1
    assert found["locworker_requests_total", "other", "ok"] == 15
    assert sum(name == "locworker_requests_total" for name, *_ in found) == 6


def test_records_nothing_where_there_is_no_folder(tmp_path: Path) -> None:
    code = LOUD.replace("assert telemetry", "assert not telemetry")

    done = run(code, **telemetry.recording_environment(tmp_path / "gone"))

    assert "no metrics from this process" in done.stderr


def test_keeps_the_counts_of_processes_that_have_ended(folder: Path) -> None:
    for _ in range(3):
        run(LOUD, **telemetry.recording_environment(folder))
        counts = scrape(folder)

    assert counts["locworker_retries_total", "deepl", "busy"] == 3
    assert counts["locworker_batch_seconds_count", "deepl", "done"] == 3
    assert sorted(path.name for path in folder.iterdir()) == ["counter_past.db", "histogram_past.db"]


def test_leaves_the_files_of_running_processes(folder: Path) -> None:
    run(LOUD, **telemetry.recording_environment(folder))
    before = readable_files(folder)

    fold_dead(folder, running=lambda _: True)

    assert readable_files(folder) == before


def test_passes_over_a_file_that_was_only_just_made(folder: Path) -> None:
    (folder / f"counter_{os.getpid()}.db").touch()
    (folder / "counter_0.db").touch()

    assert scrape(folder)["locworker_up", "store"] == 1


def test_keeps_everything_while_the_disk_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(LOUD, **telemetry.recording_environment(folder))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    found = scrape(folder)

    assert found["locworker_retries_total", "deepl", "busy"] == 1
    assert not list(folder.glob("*_past.db"))


def test_makes_a_folder_anew_and_removes_those_of_dead_supervisors(tmp_path: Path) -> None:
    mine = make_metrics_folder(tmp_path)
    (mine / "counter_1.db").touch()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = mine.name.rpartition("-")[0]
    others = [tmp_path / "metrics" / name for name in (f"{host}-{dead.pid}", f"{host}-{os.getppid()}", "elsewhere-1")]
    for other in others:
        other.mkdir()

    again = make_metrics_folder(tmp_path)

    assert again == mine
    assert list(again.iterdir()) == []
    assert [other.exists() for other in others] == [False, True, True]


def test_says_when_there_can_be_no_folder(tmp_path: Path) -> None:
    (tmp_path / "metrics").write_text("in the way")

    with pytest.raises(ConfigError, match=r"metrics_bind: no folder for metrics at .*: file exists"):
        make_metrics_folder(tmp_path)


FIGURES = Figures(
    jobs={"queued": 2}, ages={"mt": 7.5}, outbox={"mt": 3}, reserved={"de": 5}, billed={"de": 40}, budgets={"all": 100}
)


def test_tells_the_figures_of_store_and_broker() -> None:
    found = samples(make_scrape(None, figures=lambda: FIGURES, depths=lambda: {"mt": 1, "cpu": 0})())

    assert found == {
        ("locworker_jobs", "queued"): 2,
        ("locworker_queue_age_seconds", "mt"): 7.5,
        ("locworker_outbox", "mt"): 3,
        ("locworker_queue_depth", "mt"): 1,
        ("locworker_queue_depth", "cpu"): 0,
        ("locworker_reserved_characters", "de"): 5,
        ("locworker_billed_characters_total", "de"): 40,
        ("locworker_budget_characters", "all"): 100,
        ("locworker_up", "store"): 1,
        ("locworker_up", "broker"): 1,
    }


def test_tells_which_part_is_down() -> None:
    def fail() -> Figures:
        raise StoreError("locked")

    def fail_too() -> dict[str, int]:
        raise StoreError("away")

    assert samples(make_scrape(None, figures=fail, depths=fail_too)()) == {
        ("locworker_up", "store"): 0,
        ("locworker_up", "broker"): 0,
    }


def test_reads_the_figures_of_an_empty_store(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    try:
        found = read_figures(store, MonthlyBudget(characters_per_month=9, languages={"de": 4}), now=1_700_000_000.0)
    finally:
        store.close()

    assert set(found.jobs.values()) == {0}
    assert found.ages == {"cpu": 0.0, "mt": 0.0}
    assert found.outbox == {"cpu": 0, "mt": 0}
    assert found.budgets == {"all": 9, "de": 4}
    assert found.billed == found.reserved == {}
