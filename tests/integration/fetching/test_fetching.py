"""Fetching, through real connections to servers on this machine."""

from __future__ import annotations

import gzip
import itertools
import json
import resource
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.web_server import Answer, WebServer, redirect, reply
from locworker.articles import extract_units, read_article
from locworker.errors import FetchError, InputError
from locworker.jobs.fetching import fetch_article
from locworker.jobs.fetching.download import download
from locworker.jobs.fetching.network import Web, public_web
from locworker.jobs.fetching.saving import save_article

PAGE = "<!doctype html><html><body><h1>Börse</h1><p>Die Zinsen steigen.</p></body></html>".encode()
SECRET = b"<p>the inner secret</p>"

MakeWeb = Callable[..., Web]


def save(url: str, web: Web, folder: Path) -> Path:
    return save_article(download(url, web), folder, say=lambda _: None)


def chunked(*pieces: bytes, headers: str = "") -> bytes:
    """Return an answer of unknown length in pieces."""
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n{headers}\r\n".encode() + body


def test_saves_a_page_under_its_host_and_name(server: WebServer, loopback: MakeWeb, tmp_path: Path) -> None:
    server.routes["/fed-cuts.html"] = reply(PAGE)

    path = save(server.url("/fed-cuts.html", "News.Example"), loopback(server), tmp_path)

    assert path == tmp_path / "news.example" / "fed-cuts.html"
    assert path.read_bytes() == PAGE
    assert f"Host: news.example:{server.port}\r\n" in server.requests[0]
    assert "Accept-Encoding: gzip, deflate\r\n" in server.requests[0]


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        pytest.param(chunked(PAGE[:40], PAGE[40:41], PAGE[41:]), PAGE, id="chunked"),
        pytest.param(reply(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}), PAGE, id="gzip"),
        pytest.param(reply(zlib.compress(PAGE), headers={"Content-Encoding": "deflate"}), PAGE, id="deflate"),
        pytest.param(
            b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE, PAGE, id="until the connection ends"
        ),
        pytest.param(
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + reply(PAGE), PAGE, id="with an answer before it"
        ),
    ],
)
def test_reads_every_way_to_send_a_body(
    server: WebServer, loopback: MakeWeb, tmp_path: Path, answer: bytes, content: bytes
) -> None:
    server.routes["/a"] = answer

    path = save(server.url("/a"), loopback(server), tmp_path)

    assert path.read_bytes() == content


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_follows_redirects_and_keeps_the_name_that_was_asked_for(
    server: WebServer, loopback: MakeWeb, tmp_path: Path, status: str
) -> None:
    server.routes |= {
        "/old.html": redirect("/second?x=1#part", status=status),
        "/second?x=1": redirect(server.url("/third", "other.example"), status=status),
        "/third": redirect("new.html", status=status),
        "/new.html": reply(PAGE),
    }

    path = save(server.url("/old.html", "a.example"), loopback(server), tmp_path)

    assert path == tmp_path / "a.example" / "old.html"
    assert f"Host: other.example:{server.port}" in server.requests[-1]


@pytest.mark.parametrize(
    ("location", "complaint"),
    [
        pytest.param("/again", "redirects more than 3 times", id="in a circle"),
        pytest.param("file:///etc/passwd", "only http and https", id="to a file"),
        pytest.param("gopher://news.example/", "only http and https", id="to another protocol"),
        pytest.param("http://me:secret@news.example/", "user name or password", id="with a password"),
        pytest.param("http://news.example:22/", "port 22 is not allowed", id="to another port"),
        pytest.param("http://\x01/", "redirects to what is no address", id="to no address"),
        pytest.param("http://[", "redirects to an address that is not fetched", id="to half an address"),
    ],
)
def test_refuses_redirects_to_what_could_not_be_asked_for(
    server: WebServer, loopback: MakeWeb, location: str, complaint: str
) -> None:
    server.routes["/again"] = redirect(location)

    with pytest.raises(InputError, match=complaint) as caught:
        download(server.url("/again"), loopback(server))

    assert "secret" not in str(caught.value)


def test_refuses_a_redirect_to_a_private_address(server: WebServer, loopback: MakeWeb) -> None:
    with WebServer() as inner:
        inner.routes["/"] = reply(SECRET)
        server.routes["/"] = redirect(inner.url("/", "127.0.0.2"))
        web = replace(loopback(server, inner), resolve=lambda host, _: [host])

        with pytest.raises(InputError, match="not a public address"):
            download(server.url("/"), web)

        assert inner.requests == []


def test_refuses_a_redirect_away_from_tls(authority: Path, server: WebServer, loopback: MakeWeb) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority / "pair.pem")
    with WebServer(context) as secure:
        secure.routes["/"] = redirect(server.url("/"))

        with pytest.raises(InputError, match="from https to http"):
            download(secure.url("/", "news.example"), loopback(server, secure, trust=authority / "ca.pem"))

    assert server.requests == []


def test_connects_to_the_address_that_was_checked_when_the_name_changes_meanwhile(
    server: WebServer, loopback: MakeWeb
) -> None:
    """A name that is public when it is checked and private a moment later (DNS rebinding)."""
    server.routes["/"] = reply(PAGE)
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["127.0.0.2"]))
    asked = []

    def rebind(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return next(answers)

    web = replace(loopback(server), resolve=rebind)

    page = download(server.url("/", "rebind.example"), web)

    assert page.content == PAGE
    assert asked == [("rebind.example", server.port)]
    with pytest.raises(InputError, match="not a public address"):
        download(server.url("/", "rebind.example"), web)
    assert len(server.requests) == 1


def test_refuses_a_host_with_one_private_address_among_public_ones(server: WebServer, loopback: MakeWeb) -> None:
    web = replace(loopback(server), resolve=lambda *_: ["127.0.0.1", "10.0.0.1"])

    with pytest.raises(InputError, match="not a public address"):
        download(server.url("/"), web)

    assert server.requests == []


def test_takes_the_next_address_when_one_does_not_answer(server: WebServer, loopback: MakeWeb) -> None:
    server.routes["/"] = reply(PAGE)
    web = replace(loopback(server), resolve=lambda *_: ["127.0.0.3", "127.0.0.1"], allows=lambda _: True)

    page = download(server.url("/"), web)

    assert page.content == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0:{port}/",
        "http://[::1]:{port}/",
        "http://127。0。0。1:{port}/",
    ],
)
def test_never_reaches_this_machine_by_the_rules_of_the_public_web(server: WebServer, url: str) -> None:
    """The real resolver and the real rule; only the port is opened for the server of the test."""
    web = replace(public_web(), ports=frozenset({server.port}))

    with pytest.raises(InputError, match="not a public address"):
        download(url.format(port=server.port), web)

    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        pytest.param("http://127.0.0.1/", "not a public address", id="loopback"),
        pytest.param("https://localhost/", "not a public address", id="localhost"),
        pytest.param("http://2130706433/", "not a public address", id="one number"),
        pytest.param("http://0x7f.1/", "not a public address", id="hexadecimal"),
        pytest.param("http://[::ffff:127.0.0.1]/", "not a public address", id="mapped"),
        pytest.param("http://0/", "not a public address", id="zero"),
        pytest.param("http://[::1]/", "not a public address", id="loopback of IPv6"),
        pytest.param("http://169.254.169.254/latest/meta-data/", "not a public address", id="metadata"),
        pytest.param("http://[64:ff9b::10.0.0.1]/", "not a public address", id="NAT64"),
        pytest.param("file:///etc/passwd", "only http and https", id="file"),
        pytest.param("gopher://example.com/", "only http and https", id="gopher"),
        pytest.param("http://user@example.com/", "user name or password", id="user"),
        pytest.param("http://example.com:22/", "port 22 is not allowed", id="port"),
    ],
)
def test_the_public_door_refuses(tmp_path: Path, url: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        fetch_article(url, tmp_path)

    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_asks_no_proxy(server: WebServer, loopback: MakeWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.routes["/a"] = reply(PAGE)
    with WebServer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url("/"))

        save(server.url("/a"), loopback(server), tmp_path)

        assert proxy.requests == []


def test_fetches_over_tls_from_a_host_that_proves_its_name(authority: Path, loopback: MakeWeb, tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority / "pair.pem")
    with WebServer(context) as secure:
        secure.routes["/a.html"] = reply(PAGE)

        path = save(secure.url("/a.html", "news.example"), loopback(secure, trust=authority / "ca.pem"), tmp_path)

    assert path.read_bytes() == PAGE


@pytest.mark.parametrize(
    ("host", "trusted"),
    [pytest.param("news.example", False, id="unknown authority"), pytest.param("other.example", True, id="other name")],
)
def test_refuses_a_certificate_that_proves_nothing(
    authority: Path, loopback: MakeWeb, host: str, *, trusted: bool
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority / "pair.pem")
    with WebServer(context) as secure:
        web = loopback(secure, trust=authority / "ca.pem" if trusted else None)

        with pytest.raises(InputError, match="certificate"):
            download(secure.url("/", host), web)

        assert secure.requests == []


def test_refuses_a_server_that_speaks_no_tls(server: WebServer, loopback: MakeWeb) -> None:
    def answer_plainly(connection: socket.socket) -> None:
        connection.sendall(reply(PAGE))

    server.routes["/"] = answer_plainly
    # The server reads a TLS greeting as the start of a request, and gets no further.
    url = server.url("/").replace("http:", "https:")

    with pytest.raises((InputError, FetchError)):
        download(url, loopback(server, seconds=1.0))


def trickle(start: bytes, drop: bytes) -> Answer:
    """Return an answer that sends its start, then drop by drop without an end."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(0.02)

    return send


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda connection: connection.recv(1), id="nothing"),
        pytest.param(trickle(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"), id="a header without an end"),
        pytest.param(trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="answers before the answer"),
        pytest.param(trickle(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"), id="a body without an end"),
        pytest.param(
            trickle(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
            id="chunks without an end",
        ),
    ],
)
def test_ends_what_trickles(server: WebServer, loopback: MakeWeb, answer: Answer) -> None:
    server.routes["/"] = answer
    started = time.monotonic()

    with pytest.raises(FetchError, match="took too long"):
        download(server.url("/"), loopback(server, seconds=0.5))

    assert time.monotonic() - started < 30


def test_counts_redirects_into_the_time(server: WebServer, loopback: MakeWeb) -> None:
    def wait(connection: socket.socket) -> None:
        server.closing.wait(0.4)
        connection.sendall(redirect("/"))

    server.routes["/"] = wait

    with pytest.raises(FetchError, match="took too long"):
        download(server.url("/"), loopback(server, seconds=0.6))


def test_waits_for_no_resolver_that_hangs(server: WebServer, loopback: MakeWeb) -> None:
    def hang(*_: object) -> list[str]:
        server.closing.wait(10)
        return ["127.0.0.1"]

    with pytest.raises(FetchError, match="not resolved in time"):
        download(server.url("/"), replace(loopback(server, seconds=0.3), resolve=hang))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(socket.gaierror(socket.EAI_AGAIN, "later"), FetchError, id="for now"),
        pytest.param(socket.gaierror(socket.EAI_NONAME, "unknown"), InputError, id="for good"),
        pytest.param(UnicodeError("label too long"), InputError, id="as no name"),
    ],
)
def test_tells_a_name_that_is_not_resolved(
    server: WebServer, loopback: MakeWeb, error: Exception, kind: type[Exception]
) -> None:
    def fail(*_: object) -> list[str]:
        raise error

    with pytest.raises(kind, match="host"):
        download(server.url("/"), replace(loopback(server), resolve=fail))


def test_says_later_when_nothing_listens(loopback: MakeWeb) -> None:
    with WebServer() as gone:
        url, web = gone.url("/"), loopback(gone)

    with pytest.raises(FetchError, match="cannot be reached"):
        download(url, web)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_stops_unpacking_a_bomb(server: WebServer, loopback: MakeWeb, encoding: str) -> None:
    """4 MB that would become 4 GB."""
    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    block = b"<p>" + bytes(2**20)
    bomb = b"".join(packer.compress(block) for _ in range(256)) + packer.flush()
    server.routes["/"] = reply(bomb, headers={"Content-Encoding": encoding})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(InputError, match="larger than 5 MB"):
        download(server.url("/"), loopback(server))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(reply(b"x" * 5_000_001), id="told in advance"),
        pytest.param(trickle(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x" * 2**20), id="without an end"),
        pytest.param(
            trickle(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
                + gzip.compress(b"")[:10],
                # Empty blocks: they unpack to nothing, for ever.
                b"\x00\x00\x00\xff\xff" * 2**18,
            ),
            id="packed, and nothing in it",
        ),
    ],
)
def test_refuses_what_is_too_large(server: WebServer, loopback: MakeWeb, answer: Answer) -> None:
    server.routes["/"] = answer

    with pytest.raises(InputError, match="larger than 5 MB"):
        download(server.url("/"), loopback(server))


@pytest.mark.parametrize(
    ("answer", "kind", "complaint"),
    [
        pytest.param(reply(b"x", kind="application/pdf"), InputError, "is application/pdf, not HTML", id="type"),
        pytest.param(reply(b"x", kind=""), InputError, "of no known type", id="no type"),
        pytest.param(reply(SECRET, status="404 Not Found"), InputError, "answered 404", id="not found"),
        pytest.param(reply(SECRET, status="403 Forbidden"), InputError, "answered 403", id="forbidden"),
        pytest.param(reply(SECRET, status="206 Partial Content"), InputError, "answered 206", id="a part"),
        pytest.param(reply(SECRET, status="204 No Content"), InputError, "answered 204", id="no content"),
        pytest.param(reply(SECRET, status="300 Choices"), InputError, "answered 300", id="choices"),
        pytest.param(reply(SECRET, status="500 Error"), FetchError, "answered 500; try again", id="broken"),
        pytest.param(reply(SECRET, status="429 Slowly"), FetchError, "answered 429; try again", id="too many"),
        pytest.param(reply(PAGE, headers={"Content-Encoding": "br"}), InputError, "not asked for", id="brotli"),
        pytest.param(reply(PAGE, headers={"Content-Encoding": "gzip"}), InputError, "damaged", id="not compressed"),
        pytest.param(
            reply(gzip.compress(PAGE)[:-4], headers={"Content-Encoding": "gzip"}), FetchError, "no whole", id="cut gzip"
        ),
        pytest.param(reply(PAGE)[:-5], FetchError, "no whole answer", id="cut"),
        pytest.param(chunked(PAGE)[:-5], FetchError, "no whole answer", id="cut in a chunk"),
        pytest.param(b"SSH-2.0-OpenSSH_9\r\n", FetchError, "no whole answer", id="another protocol"),
        pytest.param(b"", FetchError, "no whole answer", id="no answer"),
    ],
)
def test_refuses_what_is_no_whole_article(
    server: WebServer, loopback: MakeWeb, answer: bytes, kind: type[Exception], complaint: str
) -> None:
    server.routes["/secret"] = answer

    with pytest.raises(kind, match=complaint) as caught:
        download(server.url("/secret"), loopback(server))

    assert "inner secret" not in str(caught.value)
    assert str(caught.value).startswith(server.url("/secret"))


def test_passes_on_how_long_a_server_wants_to_be_left_alone(server: WebServer, loopback: MakeWeb) -> None:
    server.routes["/"] = reply(status="503 Away", headers={"Retry-After": "120"})

    with pytest.raises(FetchError) as caught:
        download(server.url("/"), loopback(server))

    assert caught.value.retry_after == 120


FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": []}).encode()
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Rates rise</title></channel></rss>'


@pytest.mark.parametrize(
    ("path", "kind", "body", "suffix"),
    [
        pytest.param("/a", "text/html", PAGE, ".html", id="html"),
        pytest.param("/a", "application/xhtml+xml", PAGE, ".xhtml", id="xhtml"),
        pytest.param("/a", "Text/Plain;charset=UTF-8", b"Rates rise.", ".txt", id="text"),
        pytest.param("/a.md", "text/plain", b"# Rates rise", ".md", id="markdown sent as text"),
        pytest.param("/a", "text/markdown", b"# Rates rise", ".md", id="markdown"),
        pytest.param("/a", "application/rss+xml", RSS, ".rss", id="rss"),
        pytest.param("/a", "application/feed+json", FEED, ".json", id="json feed"),
        pytest.param("/a", "application/json", FEED, ".json", id="json feed sent as json"),
        pytest.param("/a", "text/xml", RSS, ".xml", id="rss sent as xml"),
    ],
)
def test_gives_each_type_the_suffix_that_it_is_read_by(
    server: WebServer, loopback: MakeWeb, tmp_path: Path, path: str, kind: str, body: bytes, suffix: str
) -> None:
    server.routes[path] = reply(body, kind=kind)

    saved = save(server.url(path), loopback(server), tmp_path)

    assert saved.suffix == suffix
    extract_units(read_article(saved, root=tmp_path))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param("application/json", b'{"user": "the inner secret"}', id="json that is no feed"),
        pytest.param("text/xml", b"<inner>the inner secret</inner>", id="xml that is no feed"),
        pytest.param("text/html", b"%PDF-1.7 the inner secret", id="a document under a wrong name"),
        pytest.param("text/plain", b"the inner secret\x00\x01\x02", id="no text"),
        pytest.param("text/html", b"", id="nothing"),
    ],
)
def test_saves_nothing_that_is_no_article(
    server: WebServer, loopback: MakeWeb, tmp_path: Path, kind: str, body: bytes
) -> None:
    server.routes["/a"] = reply(body, kind=kind)

    with pytest.raises(InputError) as caught:
        save(server.url("/a"), loopback(server), tmp_path)

    assert "inner secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
