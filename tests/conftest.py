"""Fixtures of all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.deepl_server import DeepLServer


@pytest.fixture
def deepl_server() -> Iterator[DeepLServer]:
    """Give a fake DeepL on a free port of the loopback interface."""
    with DeepLServer() as server:
        yield server
