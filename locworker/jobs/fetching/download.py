"""An address in, the bytes of an article with their type out: redirects followed, size and time bounded."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpcore2
import httpx2

from locworker.errors import FetchError, InputError
from locworker.jobs.fetching.kinds import Kind, find_kind
from locworker.jobs.fetching.network import Deadline, GuardedBackend, Web
from locworker.jobs.fetching.unpacking import join, unpack

MAX_REDIRECTS = 3

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429})
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_-])?|(?=.*:)[0-9a-f:.]{2,45}")
_ACCEPT = "text/html, text/markdown, text/plain, application/rss+xml, application/atom+xml, */*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address gave; `url` is the address that was asked for, not one that it redirects to."""

    url: httpx2.URL
    content: bytes
    kind: Kind


def download(url: str, web: Web) -> Page:
    """Return what an address gives, after its redirects.

    Raises:
        InputError: The address is wrong or not allowed, or what it gives is no article.
        FetchError: The server does not answer in time or cannot give the page now.
    """
    try:
        return _follow(parse_url(url, web), web, Deadline.after(web.seconds))
    except InputError as error:
        raise InputError(str(error), path=show_url(url)) from error
    except FetchError as error:
        raise FetchError(f"{show_url(url)}: {error}", retry_after=error.retry_after) from error


def show_url(url: str) -> str:
    """Return an address as it may be printed: in one line, without what may be a password, and not too long."""
    plain = "".join(char if char.isprintable() else "�" for char in url)
    plain = re.sub(r"//[^/?#]*@", "//…@", plain)
    return plain if len(plain) <= 200 else plain[:199] + "…"


def parse_url(url: str, web: Web) -> httpx2.URL:
    """Return an address that may be asked, without its fragment.

    Raises:
        InputError: It may not; the text says why.
    """
    try:
        parsed = httpx2.URL(url.strip())
        host = parsed.raw_host.decode("ascii").lower().rstrip(".")
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise InputError("is no address of a web page") from error
    if parsed.scheme not in _PORTS:
        raise InputError("only http and https addresses are fetched")
    if parsed.userinfo:
        raise InputError("holds a user name or password; name the page's address without them")
    if not _HOST.fullmatch(host):
        raise InputError("names no host")
    if (parsed.port or _PORTS[parsed.scheme]) not in web.ports:
        raise InputError(f"port {parsed.port} is not allowed; pages are fetched from ports 80 and 443")
    return parsed.copy_with(host=host, fragment=None)


def _follow(url: httpx2.URL, web: Web, deadline: Deadline) -> Page:
    target = url
    for _ in range(MAX_REDIRECTS + 1):
        answer = _get(target, web, deadline)
        if not isinstance(answer, httpx2.URL):
            return Page(url=url, content=answer.content, kind=answer.kind)
        target = _redirected(target, answer, web)
    raise InputError(f"redirects more than {MAX_REDIRECTS} times")


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    kind: Kind


def _get(url: httpx2.URL, web: Web, deadline: Deadline) -> _Body | httpx2.URL:
    """Ask once; return the body, or where the server sends us."""
    try:
        with (
            httpcore2.ConnectionPool(
                ssl_context=web.tls() if url.scheme == "https" else None,
                network_backend=GuardedBackend(web, deadline),
            ) as pool,
            pool.stream("GET", _target(url), headers=_headers(url)) as response,
        ):
            headers = httpx2.Headers(response.headers)
            if response.status in _REDIRECTS:
                return _location(url, headers)
            _refuse_status(response.status, headers)
            kind = find_kind(headers.get("content-type", ""), path=url.path)
            return _Body(join(unpack(response.iter_stream(), headers.get("content-encoding", ""))), kind)
    except httpcore2.TimeoutException as error:
        raise FetchError("took too long to answer; try again later") from error
    except httpcore2.NetworkError as error:
        raise FetchError("broke off the connection; try again later") from error
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
        raise FetchError("sent no whole answer; try again later") from error


def _target(url: httpx2.URL) -> httpcore2.URL:
    return httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _headers(url: httpx2.URL) -> list[tuple[bytes, bytes]]:
    return [
        (b"Host", url.netloc),
        (b"User-Agent", b"locworker"),
        (b"Accept", _ACCEPT.encode()),
        # What can be unpacked piece by piece; another one is refused.
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"close"),
    ]


def _location(url: httpx2.URL, headers: httpx2.Headers) -> httpx2.URL:
    try:
        return url.join(headers.get("location", "").strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise InputError("redirects to what is no address") from error


def _redirected(before: httpx2.URL, location: httpx2.URL, web: Web) -> httpx2.URL:
    try:
        target = parse_url(str(location), web)
    except InputError as error:
        raise InputError(f"redirects to an address that is not fetched: {error}") from error
    if (before.scheme, target.scheme) == ("https", "http"):
        raise InputError("redirects from https to http; name the page's own address")
    return target


def _refuse_status(status: int, headers: httpx2.Headers) -> None:
    if status >= 500 or status in _LATER:
        pause = headers.get("retry-after", "")
        seconds = float(pause) if pause.isascii() and pause.isdigit() and len(pause) <= 6 else None
        raise FetchError(f"the server answered {status}; try again later", retry_after=seconds)
    if status != 200:
        raise InputError(f"the server answered {status}")
