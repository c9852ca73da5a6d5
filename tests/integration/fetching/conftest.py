"""A web server, and a web that consists of it."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.web_server import WebServer
from locworker.jobs.fetching.network import Web


@pytest.fixture
def server() -> Iterator[WebServer]:
    """Give a web server on a free port."""
    with WebServer() as running:
        yield running


@pytest.fixture
def loopback() -> Callable[..., Web]:
    """Give a maker of webs in which every host is this machine, and its addresses are allowed."""

    def make(*servers: WebServer, seconds: float = 20.0, trust: Path | None = None) -> Web:
        return Web(
            resolve=lambda *_: ["127.0.0.1"],
            allows=lambda address: address == "127.0.0.1",
            ports=frozenset(server.port for server in servers),
            tls=lambda: ssl.create_default_context(cafile=trust),
            seconds=seconds,
        )

    return make


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a certificate authority, `ca.pem`, and a server's `pair.pem` for news.example."""
    folder = tmp_path_factory.mktemp("tls")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(
        "req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Tests",
        "-addext", "keyUsage=critical,keyCertSign",
    )  # fmt: skip
    openssl("req", *new_key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=news.example")
    (folder / "names").write_text("subjectAltName=DNS:news.example\n")
    openssl(
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
        "-extfile", "names", "-out", "server.pem",
    )  # fmt: skip
    (folder / "pair.pem").write_bytes((folder / "server.key").read_bytes() + (folder / "server.pem").read_bytes())
    return folder
