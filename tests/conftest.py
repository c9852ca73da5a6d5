"""Fixtures of all tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from fakes.deepl_server import DeepLServer


def pytest_configure() -> None:
    """Have what tests start hear of Ctrl-C and of a closed terminal, also where these tests themselves do not.

    A script's `&` and `nohup` start them so. To ignore a signal is inherited, and to do nothing about it is not.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture
def deepl_server() -> Iterator[DeepLServer]:
    """Give a fake DeepL on a free port of the loopback interface."""
    with DeepLServer() as server:
        yield server
