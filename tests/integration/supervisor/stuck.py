"""Run a worker of the project in this folder that loses patience soon. Argument: the seconds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from locworker.settings import load_settings
from locworker.supervisor import run_worker
from locworker.telemetry import configure_logging


def _tell(line: str) -> None:
    sys.stdout.write(f"ready: {line}\n")
    sys.stdout.flush()


def main() -> None:
    """Work until a signal says stop."""
    settings = load_settings(Path.cwd(), os.environ)
    configure_logging("info", stream=sys.stdout)
    run_worker(
        settings,
        ("mt", "cpu", "reconciler"),
        environ=dict(os.environ),
        on_ready=_tell,
        patience=float(sys.argv[1]),
    )


if __name__ == "__main__":
    main()
