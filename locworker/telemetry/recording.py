"""Record what a worker does, for metrics: a no-op that costs nothing until `start_recording` turns it on.

Each process writes into files of its own in the folder that the environment names, and the process that serves
`/metrics` adds them up. prometheus-client is imported when recording starts, so that a command without metrics never
loads it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.telemetry.labels import FOLDER_VARIABLE

if TYPE_CHECKING:
    from locworker.telemetry.metrics import Recorder


class _Switch:
    """Holds the recorder of this process, or None while metrics are off."""

    recorder: Recorder | None = None
    follows_forks: bool = False


_switch = _Switch()


def recording_environment(folder: Path) -> dict[str, str]:
    """Return what a supervisor adds to the environment of its workers, so that they record into a folder."""
    return {FOLDER_VARIABLE: str(folder)}


def start_recording(environ: Mapping[str, str]) -> bool:
    """Record into the folder that the environment names, from now on; return whether it names one.

    It is called once in a worker, before it forks children; they record into files of their own.
    """
    folder = environ.get(FOLDER_VARIABLE, "")
    if not folder:
        return False
    from locworker.telemetry.metrics import open_recorder

    _switch.recorder = open_recorder(folder)
    if not _switch.follows_forks:
        os.register_at_fork(after_in_child=go_on_in_child)
        _switch.follows_forks = True
    return _switch.recorder is not None


def go_on_in_child() -> None:
    """Take room for the files of this process, a child of one that records; without room it records nothing."""
    if _switch.recorder is not None:
        from locworker.telemetry.metrics import renew_files

        if not renew_files():
            _switch.recorder = None


def stop_recording() -> None:
    """Record nothing more in this process."""
    _switch.recorder = None


def begin_counting(engines: Iterable[str]) -> None:
    """Have the counters of some engines begin at 0: from nothing to 1 is no increase to Prometheus, and no alert."""
    if _switch.recorder is not None:
        _switch.recorder.begin(engines)


def observe_batch(engine: str, outcome: str, seconds: float) -> None:
    """Record that a batch ended, as one of `BATCH_OUTCOMES`, so many seconds after it was started."""
    if _switch.recorder is not None:
        _switch.recorder.observe_batch(engine, outcome, seconds)


def observe_limiter_wait(engine: str, seconds: float) -> None:
    """Record how long a batch waited for the shared limiter."""
    if _switch.recorder is not None:
        _switch.recorder.observe_limiter_wait(engine, seconds)


def count_retry(engine: str, kind: str) -> None:
    """Record that something is done again, for one of `RETRY_KINDS`."""
    if _switch.recorder is not None:
        _switch.recorder.count_retry(engine, kind)


def count_request(engine: str, outcome: str) -> None:
    """Record one request to an engine that ended as one of `REQUEST_OUTCOMES`."""
    if _switch.recorder is not None:
        _switch.recorder.count_request(engine, outcome)
