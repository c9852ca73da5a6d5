"""A worker of the tests that sends as fast as it may: it takes the limits from the project in its folder.

Arguments: seconds to go on for, threads, characters of a request. It starts when there is a file `go`, and writes how
many requests it sent.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from locworker.broker import Limiter
from locworker.errors import EngineBusyError
from locworker.settings import load_settings


def main(seconds: float, threads: int, characters: int) -> None:
    """Send until the time is over."""
    limiter = Limiter(load_settings(Path.cwd(), os.environ))
    sent: list[float] = []
    Path(f"ready-{os.getpid()}").touch()
    while not Path("go").exists():
        time.sleep(0.01)
    end = time.monotonic() + seconds

    def send() -> None:
        while (left := end - time.monotonic()) > 0:
            try:
                limiter.acquire("deepl", characters=characters, deadline=left)
            except EngineBusyError:
                return
            sent.append(time.monotonic())

    running = [threading.Thread(target=send) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    limiter.close()
    sys.stdout.write(str(len(sent)))


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
