"""The service that tests of this folder run, and an engine that kills whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service import Service

ENGINES = '''
import os, signal, time
from locworker.engines import Answer, Engine, Limits, Usability

class Deadly(Engine):
    """Turns texts into capitals, and ends its process where one says POISON; each start is a line in a file."""

    name = "deadly"

    def __init__(self, options):
        super().__init__(options)

    version = "1"
    limits = Limits(texts=2, bytes=10_000)

    def check(self):
        return Usability(usable=True)

    def route(self, pair):
        return str(pair)

    def translate(self, request):
        with open(self.options.extra["runs"], "a") as runs:
            runs.write(request.texts[0] + "\\n")
        if any("POISON" in text for text in request.texts):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.2)
        return [Answer(text=text.upper()) for text in request.texts]

class DeadlyCopy(Deadly):
    name = "deadly-copy"
    translates = False
'''


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Give a service of the test's own, without workers yet."""
    with Service(tmp_path) as started:
        yield started


@pytest.fixture
def deadly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Give a service whose workers have the engines `deadly`, for batches, and `deadly-copy`, for rounds."""
    packages, root = tmp_path / "packages", tmp_path / "project"
    info = packages / "deadly-1.0.dist-info"
    info.mkdir(parents=True)
    root.mkdir()
    (packages / "deadly_engines.py").write_text(ENGINES, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: deadly\nVersion: 1.0\n")
    entries = "deadly = deadly_engines:Deadly\ndeadly-copy = deadly_engines:DeadlyCopy\n"
    (info / "entry_points.txt").write_text(f"[locworker.engines]\n{entries}")
    monkeypatch.syspath_prepend(packages)
    runs = f'runs = "{root / "runs"}"\n'
    with Service(root, f"[engines.deadly]\n{runs}[engines.deadly-copy]\n{runs}", packages=packages) as started:
        yield started
