"""A worker of the tests: it takes ids from the real queue and writes them down in Redis, in the order of their start.

What an id begins with says what else it does: `hold` waits until there is a key `go`, `kill` ends its process, `fail`
fails. Run it in the folder of a project, with the name of a queue.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from redis import Redis

from locworker.broker import TASKS, locate_broker, make_app, worker_arguments
from locworker.settings import load_settings


def main(queue: str) -> None:
    """Run until somebody ends it."""
    settings = load_settings(Path.cwd(), os.environ)
    client: Redis = Redis.from_url(locate_broker(settings).client_url)
    app = make_app(settings)

    def run(item: str) -> None:
        client.rpush("started", item)
        if item.startswith("hold"):
            while not client.exists("go"):
                time.sleep(0.02)
        if item.startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        if item.startswith("fail"):
            raise RuntimeError(item)
        client.rpush("done", item)

    for name in TASKS.values():
        app.task(name=name, max_retries=3, default_retry_delay=1)(run)
    app.worker_main(argv=worker_arguments(settings, queue))


if __name__ == "__main__":
    main(sys.argv[1])
