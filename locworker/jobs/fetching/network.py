"""Connections to checked addresses only, all under one deadline."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

import httpcore2
import httpx2

from locworker.errors import FetchError, InputError
from locworker.jobs.fetching.addresses import is_public

NOT_PUBLIC = "not a public address; articles are fetched from the public web only"

_CONNECT = 10.0
_QUIET = 10.0

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The part of the internet that may be reached, and the seconds that one article may take.

    Args:
        resolve: Gives the IP addresses of a host and port; raises OSError when there are none.
        allows: Says whether an IP address may be connected to.
        ports: The ports that may be connected to.
        tls: What certificates are checked with.
        seconds: The most seconds for everything, redirects included.
    """

    resolve: Callable[[str, int], list[str]]
    allows: Callable[[str], bool]
    ports: frozenset[int]
    tls: Callable[[], ssl.SSLContext]
    seconds: float = 30.0


def public_web() -> Web:
    """Return the public web on its usual ports."""
    return Web(
        resolve=resolve_host,
        allows=is_public,
        ports=frozenset({80, 443}),
        # No variable of the environment may add a proxy or a certificate.
        tls=lambda: httpx2.create_ssl_context(trust_env=False),
    )


def resolve_host(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which everything about one article ends."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the moment so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self, most: float) -> float:
        """Return the seconds that the next step may take.

        Raises:
            FetchError: None are left.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise FetchError("took too long to answer; try again later")
        return min(left, most)


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections to checked addresses: a host is resolved once, and what was checked is what is connected to."""

    def __init__(self, web: Web, deadline: Deadline) -> None:
        self._web = web
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that answers, if all of them are allowed.

        Raises:
            InputError: One of them is not, or the host is not known.
            FetchError: The name cannot be resolved now, or nothing answers.
        """
        del timeout, local_address, socket_options
        addresses = self._resolve(host, port)
        # One private address among public ones is a trick or a mistake, and neither is to be helped.
        if not addresses or not all(map(self._web.allows, addresses)):
            raise InputError(NOT_PUBLIC)
        for address in addresses:
            try:
                stream = httpcore2.SyncBackend().connect_tcp(address, port, timeout=self._deadline.left(_CONNECT))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
            return _TimedStream(stream, self._deadline)
        raise FetchError("cannot be reached; try again later")

    def _resolve(self, host: str, port: int) -> list[str]:
        """Ask the resolver in a thread of its own: the system's knows no time limit."""
        answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._web.resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, name="resolver", daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.left(_CONNECT))
        except queue.Empty as error:
            raise FetchError("its host's name was not resolved in time; try again later") from error
        if isinstance(answer, socket.gaierror) and answer.errno in {socket.EAI_AGAIN, socket.EAI_SYSTEM}:
            raise FetchError("its host's name cannot be resolved now; try again later") from answer
        if isinstance(answer, OSError | UnicodeError):
            raise InputError("its host is not known") from answer
        return answer


class _TimedStream(httpcore2.NetworkStream):
    """A stream on which no step outlasts the deadline: what trickles in ends too."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come in."""
        del timeout
        return self._stream.read(max_bytes, self._deadline.left(_QUIET))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        del timeout
        self._stream.write(buffer, self._deadline.left(_QUIET))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Encrypt, with the server's certificate checked against its name.

        Raises:
            InputError: It proves nothing, or the server speaks no TLS.
        """
        del timeout
        try:
            stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(_CONNECT))
        except httpcore2.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLError):
                raise InputError("cannot be trusted: TLS failed, or the certificate is not this host's") from error
            raise
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)
