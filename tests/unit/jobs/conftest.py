"""What tests of jobs stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from job_desk import JobDesk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobDesk]:
    """Give a project with a queue of jobs and a small engine."""
    monkeypatch.chdir(tmp_path)
    opened = JobDesk(tmp_path)
    yield opened
    opened.close()
