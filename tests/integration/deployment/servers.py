"""Programs of the deployment, as the tests run them: a clean environment; servers as their containers start them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CLEAN = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}


def run(command: Sequence[str | Path], **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the checkout with a clean environment and the variables that are given."""
    return run_in(ROOT, command, **environ)


def run_in(folder: Path, command: Sequence[str | Path], **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder with a clean environment and the variables that are given."""
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=folder, env={**CLEAN, **environ}, capture_output=True, text=True, timeout=300, check=False
    )


@dataclass(slots=True, kw_only=True)
class Broker:
    """A Redis that was started as in its container."""

    port: int
    data: Path
    memory: Path
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def url(self) -> str:
        """Return the address for locworker's own user."""
        password = Path(self.environ["REDIS_SECRET"]).read_text(encoding="utf-8")
        return f"redis://locworker:{password}@127.0.0.1:{self.port}/0"


@dataclass(slots=True, kw_only=True)
class Database:
    """A PostgreSQL that was prepared as in its container; `admin` is the user that owns the server."""

    port: int
    socket: Path
    programs: Path
    password: str

    @property
    def url(self) -> str:
        """Return the address for locworker's own role."""
        return f"postgresql+psycopg://locworker:{self.password}@127.0.0.1:{self.port}/locworker"

    def as_admin(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program of PostgreSQL over the local socket, as `docker compose exec postgres` does."""
        where: list[str | Path] = ["--host", self.socket, "--port", str(self.port), "--username", "postgres"]
        return run([self.programs / program, *where, *arguments])


def as_postgres(command: Sequence[str | Path]) -> list[str | Path]:
    """Return a command that runs as the user postgres, for the server refuses root."""
    own: list[str | Path] = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return [*own, *command]
