"""Redis behind TLS: certificates are looked at."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokers import RedisBroker
from builders import make_settings
from locworker.broker import Limiter, Publisher, check_broker, depths, make_app
from locworker.errors import BrokerError
from locworker.store import Message

BATCH = Message(id="0123456789abcdef", task="run_batch", queue="mt", priority=6)


def make_certificates(folder: Path) -> None:
    """Make a certificate authority, and a certificate of it for this machine."""
    folder.mkdir()
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost", encoding="ascii")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for arguments in (
        ["req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=tests", "-days", "2"],
        ["req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"],
        ["x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
         "-extfile", "names", "-out", "server.crt"],
    ):  # fmt: skip
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[RedisBroker]:
    """Give a Redis that speaks TLS only."""
    make_certificates(tmp_path / "certificates")
    server = RedisBroker(tmp_path / "queue", certificates=tmp_path / "certificates")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_everything_works_over_tls(secured: RedisBroker, tmp_path: Path) -> None:
    settings = secured.settings(tmp_path, {"limits": {"deepl": {"requests_per_second": 1}}})
    publisher = Publisher(make_app(settings))

    publisher.publish([BATCH])
    publisher.close()
    Limiter(settings).acquire("deepl", characters=1, deadline=1)

    assert depths(settings)["mt"] == 1
    assert check_broker(settings).server.startswith("Redis")
    with secured.client() as client:
        assert client.exists("locworker:limit:deepl")


def test_a_certificate_that_nobody_vouches_for_is_refused(secured: RedisBroker, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, LOCWORKER_BROKER_URL=secured.url.partition("?")[0])

    for ask in (lambda: Publisher(make_app(settings)).publish([BATCH]), lambda: check_broker(settings)):
        with pytest.raises(BrokerError, match=r"(?i)certificate"):
            ask()
