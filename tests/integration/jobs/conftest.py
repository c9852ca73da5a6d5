"""The services that tests of this folder run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import database_url, postgres, postgres_url
from service import Service

__all__ = ["database_url", "postgres", "postgres_url"]

TIMEOUT = 8.0
"""Seconds after which a reply counts as lost: more than a busy machine takes for one that is not."""


@pytest.fixture(scope="module")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service"), f"[engines.deepl]\ntimeout = {TIMEOUT}") as started:
        started.start_both(threads=2)
        yield started


@pytest.fixture
def running(_shared: Service) -> Service:
    """Give a service with workers, which other tests use too: its texts must be a test's own."""
    _shared.deepl.begin()
    return _shared


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Give a service of the test's own, without workers yet."""
    with Service(tmp_path) as started:
        yield started
