"""The supervisor's start is short: what only later work needs is loaded later."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["locworker.cli.up", "locworker.cli.worker"])
def test_children_can_be_started_before_anything_heavy_is_loaded(module: str) -> None:
    heavy = ("celery", "kombu", "redis", "sqlalchemy", "alembic", "prometheus_client", "locworker.jobs")
    program = f"import sys, {module}\nprint([name for name in {heavy!r} if name in sys.modules])"

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"
