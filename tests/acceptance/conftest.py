"""What acceptance tests drive: the command line in a folder of the test's own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from command_line import Run, run_command
from databases import postgres, postgres_url
from job_service import desk, queue, running, service

__all__ = ["desk", "postgres", "postgres_url", "queue", "run", "running", "service"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `locworker` in the test's folder."""
    return partial(run_command, tmp_path)
