"""Ports for servers of the tests."""

from __future__ import annotations

import atexit
import socket
from contextlib import ExitStack

_held = ExitStack()
atexit.register(_held.close)


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on and that nobody else is given.

    It stays bound until this process ends, so that the system gives it to none of the tests beside this one. A server
    that is told to use it still can: it binds as this does, and only one of the two listens.
    """
    holder = _held.enter_context(socket.socket())
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    port: int = holder.getsockname()[1]
    return port
