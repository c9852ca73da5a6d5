"""A worker whose queue waits two seconds for it, and a line in the file `starts` for each message that it begins.

`python -m impatient_worker --queue mt …` takes the arguments of `locworker.tasks`. Redis then gives a message out again
while its work is still under way, as it would after a quarter of an hour.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from celery import signals

from locworker.broker import app
from locworker.tasks.worker import run

_patient = app._redis_options


def _start(**_: object) -> None:
    with Path("starts").open("a", encoding="utf-8") as starts:
        starts.write("start\n")


if __name__ == "__main__":
    app._redis_options = lambda: {**_patient(), "visibility_timeout": 2, "unacked_restore_interval": 1}
    signals.task_prerun.connect(_start)
    sys.exit(run(sys.argv[1:], os.environ))
