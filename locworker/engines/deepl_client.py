"""The official SDK, set up for us: key, address and timeout in, a client out that never sends twice nor logs a text.

The SDK would send again after a read timeout and perhaps have the work billed twice, hides the `Retry-After` header,
and logs whole requests at DEBUG. All three are dealt with here and nowhere else.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import deepl
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ReadTimeoutError

_CONNECT_TIMEOUT = 10.0
_TIMEOUT = 30.0

# Both are globals of the SDK, for the whole process. Who owns attempts and waits is the caller of an engine.
deepl.http_client.max_network_retries = 0
deepl.http_client.min_connection_timeout = _TIMEOUT


class _NoDetails(logging.Filter):
    """Keep back what the SDK says below WARNING: its details are article texts, glossaries and answers."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let warnings and errors pass."""
        return record.levelno >= logging.WARNING


logging.getLogger("deepl").addFilter(_NoDetails())


class _Bounded:
    """The body of an answer, which has to be there at a moment: a timeout alone bounds the wait for its next byte."""

    def __init__(self, body: Any, *, deadline: float) -> None:
        self._body = body
        self._deadline = deadline

    def stream(self, size: int, *, decode_content: bool) -> Iterator[bytes]:
        """Yield the body as it comes, which is what the requests library asks for."""
        while piece := self._body.read1(size, decode_content=decode_content):
            yield piece
            if time.monotonic() > self._deadline:
                self._body.close()
                raise ReadTimeoutError(self._body, None, "the answer takes too long")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._body, name)


class WatchedAdapter(HTTPAdapter):
    """Send requests with our timeout, and keep the last answer of each thread for a look at its headers."""

    def __init__(self, timeout: float) -> None:
        self._timeouts = (min(_CONNECT_TIMEOUT, timeout), timeout)
        self._longest = timeout
        self._seen = threading.local()
        super().__init__(max_retries=0)

    @property
    def last(self) -> requests.Response | None:
        """Return the last answer that came to this thread, or None when its last request got none."""
        return getattr(self._seen, "response", None)

    def forget(self) -> None:
        """Forget this thread's last answer, before a request that may not even be sent."""
        self._seen.response = None

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the base class has it so
        timeout: object = None,  # noqa: ARG002 - ours holds, not the SDK's
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: str | tuple[str, str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send one request."""
        self._seen.response = None
        deadline = time.monotonic() + self._longest
        response = super().send(
            request,
            stream=stream,
            timeout=self._timeouts,
            verify=verify,
            cert=cert,
            proxies=dict(proxies) if proxies else None,
        )
        response.raw = _Bounded(response.raw, deadline=deadline)
        self._seen.response = response
        return response


def open_client(key: str, *, url: str | None, timeout: float, version: str) -> tuple[deepl.DeepLClient, WatchedAdapter]:
    """Return a client, and the adapter that saw its answers; nothing is sent yet."""
    client = deepl.DeepLClient(key, server_url=url)
    client.set_app_info("locworker", version)
    adapter = WatchedAdapter(timeout)
    # The SDK has no door for an adapter; a test holds that this one stays where it is.
    session: requests.Session = client._client._session  # noqa: SLF001
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return client, adapter
