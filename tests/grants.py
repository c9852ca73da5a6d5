"""The moments at which the queue lets requests through, by its own clock: what a limit is held to.

The moments at which requests arrive say less: on a busy machine some that were let through one by one come together.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from redis.exceptions import RedisError

from brokers import Broker


@contextmanager
def watching(broker: Broker, engine: str = "deepl") -> Iterator[list[float]]:
    """Give the moments at which the server lets requests to an engine through, as it sees them."""
    # What the script writes when it does.
    grant = f'"HSET" "locworker:limit:{engine}" "truth_at"'.encode()
    moments: list[float] = []
    with broker.client(timeout=None) as client, client.monitor() as monitor:

        def look() -> None:
            try:
                while True:
                    # Its own way of reading commands takes long enough to fall behind.
                    line = monitor.connection.read_response()
                    if grant in line:
                        moments.append(float(line.split(maxsplit=1)[0]))
                    if b"ECHO" in line and b"the end of the watch" in line:
                        return
            except RedisError:
                return

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            yield moments
        finally:
            with broker.client() as other:
                other.echo("the end of the watch")
            watcher.join()


def most_within(moments: Sequence[float], seconds: float) -> int:
    """Return how many moments lie within some seconds where they lie closest."""
    return max(bisect_left(moments, moment + seconds) - place for place, moment in enumerate(moments))
