"""A worker of the tests: it takes ids from the real queue and writes them into files, in the order of their start.

What an id begins with says what else it does: `hold` waits until there is a file `go`, `kill` ends its process, `fail`
fails. Run it in the folder of a project, with the name of a queue.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from locworker.broker import TASKS, make_app, worker_arguments
from locworker.settings import load_settings


def main(queue: str) -> None:
    """Run until somebody ends it."""
    settings = load_settings(Path.cwd(), os.environ)
    app = make_app(settings)
    for name in TASKS.values():
        app.task(name=name, max_retries=3, default_retry_delay=1)(run)
    app.worker_main(argv=worker_arguments(settings, queue))


def run(item: str) -> None:
    """Do what an id says."""
    note("started", item)
    while item.startswith("hold") and not Path("go").exists():
        time.sleep(0.02)
    if item.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if item.startswith("fail"):
        raise RuntimeError(item)
    note("done", item)


def note(name: str, item: str) -> None:
    """Add a line to a file, whole, whoever else adds one."""
    with Path(name).open("ab", buffering=0) as file:
        file.write(f"{item}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1])
