"""Projects with a queue for tests that drive the command line: jobs alone, a broker beside them, or the whole service.

A folder's `conftest.py` takes the fixtures in by `from job_service import …` and an `__all__` with their names.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from brokers import PATIENCE, poll
from command_line import Ran, Run, environment, run_command
from fakes.deepl_server import DeepLServer
from locworker.broker import start_server
from locworker.languages import LanguagePair
from locworker.store import NewJob, open_store

ARTICLE = """<html><head><title>Fed holds rates</title></head><body><h1>Fed holds rates</h1>
<p>The <b>Fed</b> left its policy rate at 4.5%.</p><p>Bonds rose on Thursday.</p></body></html>"""
MOST = sum(map(len, ("Fed holds rates", "The Fed left its policy rate at 4.5%.", "Bonds rose on Thursday.")))
"""The characters of the article's texts; protected terms among them travel as tags and are not billed."""
KEY = "fake-key-0123456789"


@dataclass
class Service:
    """A project with `locworker up` at work on it, and the fake DeepL; each test has articles of its own."""

    root: Path
    deepl: DeepLServer
    process: subprocess.Popen[bytes]
    environ: dict[str, str]

    def run(self, *arguments: str | Path) -> Ran:
        """Run a command in the project."""
        return run_command(self.root, *arguments, **self.environ)

    def write(self, name: str, text: str = ARTICLE) -> str:
        """Write an article with texts that no other one has paid, and return its name."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("Bonds", f"Bonds of {path.parent.name}"), encoding="utf-8")
        return name


def deepl_environment(server: DeepLServer) -> dict[str, str]:
    """Return the variables that lead to a fake DeepL."""
    return {"DEEPL_AUTH_KEY": KEY, "DEEPL_SERVER_URL": server.url}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Start `locworker up` once for the tests that need workers."""
    root = tmp_path_factory.mktemp("project")
    with DeepLServer(key=KEY) as server, (root / "up.log").open("wb") as log:
        environ = deepl_environment(server)
        command = [sys.executable, "-m", "locworker", "up", "--threads", "4", "--processes", "1"]
        process = subprocess.Popen(command, cwd=root, env=environment(**environ), stdout=log, stderr=log)
        try:
            poll(lambda: b"ready: " in (root / "up.log").read_bytes(), what="a worker that is ready")
            yield Service(root, server, process, environ)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    """Give the running service with a DeepL that behaves."""
    yield running
    running.deepl.key, running.deepl.limit = KEY, 500_000
    running.deepl.reset()


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Run]:
    """Give a project with a queue that nobody works on: what is queued stays so."""
    server = start_server(tmp_path / ".locworker")
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    try:
        yield partial(run_command, tmp_path, DEEPL_AUTH_KEY=KEY)
    finally:
        server.stop()


class Desk:
    """A project with jobs in its store, and neither broker nor workers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = open_store(f"sqlite:///{root}/.locworker/store.sqlite3")
        self.now = 1_700_000_000.0

    def run(self, *arguments: str) -> Ran:
        """Run a command in the project."""
        return run_command(self.root, *arguments)

    def add(self, *articles: str, to: str = "de", priority: int = 6) -> list[str]:
        """Queue articles, each later than the one before, and return the ids."""
        found = []
        for article in articles:
            self.now += 1
            new = [
                NewJob(
                    article=article,
                    path=article,
                    pair=LanguagePair("en", language),
                    engine="deepl",
                    priority=priority,
                    to_send=3,
                    estimated_characters=90,
                )
                for language in to.split(",")
            ]
            found += [name for name, _ in self.store.add_jobs(new, now=self.now)]
        return found

    def counts(self) -> dict[str, int]:
        """Return how many jobs there are by state."""
        return self.store.count_jobs()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a project whose jobs nobody works on."""
    made = Desk(tmp_path)
    yield made
    made.store.close()


def jobs_in(folder: Path) -> dict[str, int]:
    """Return how many jobs a project has by state."""
    with closing(open_store(f"sqlite:///{folder}/.locworker/store.sqlite3")) as store:
        return store.count_jobs()


def ids_of(ran: Ran) -> list[str]:
    """Return the ids that a submit has printed."""
    assert ran.code == 0, ran.err
    return [line.split()[0] for line in ran.out.splitlines()]
