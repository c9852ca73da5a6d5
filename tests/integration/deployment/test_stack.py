"""The services of the Compose file without containers: its commands and settings, its Redis, its PostgreSQL."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from brokers import poll
from fakes.deepl_server import DeepLServer
from integration.deployment.conftest import StartBroker
from integration.deployment.servers import CLEAN, ROOT, Database, run, run_in
from ports import free_port

ARTICLES = ("amazon-job-cuts.html", "treasury-duration.md")
WORKERS = ("worker-mt", "worker-cpu", "reconciler")


@dataclass(slots=True, kw_only=True)
class Stack:
    """The workers of the Compose file, as processes in one project folder."""

    project: Path
    services: Mapping[str, Any]
    secrets: Path
    deepl: str
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self, name: str) -> dict[str, str]:
        """Return a service's environment, with places of this machine for those in the container."""
        given = {key: str(value) for key, value in self.services[name]["environment"].items()}
        port = self.ports.setdefault(name, free_port())
        here = {key: value.replace("/run/secrets", str(self.secrets)) for key, value in given.items()}
        here["LOCWORKER_DATA_DIR"] = str(self.project.parent / name)
        here["LOCWORKER_METRICS_BIND"] = f"127.0.0.1:{port}"
        return {**CLEAN, **here, "DEEPL_SERVER_URL": self.deepl}

    def start(self, name: str) -> None:
        """Start a service by its command, and wait until its health question is answered."""
        command = [sys.executable, "-m", "locworker", *self.services[name]["command"]]
        with (self.project.parent / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.project, env=self.environment(name), stdout=log, stderr=log, start_new_session=True
            )
        self.processes[name] = process
        poll(lambda: process.poll() is not None or self.is_ready(name), seconds=60, what=f"{name} to be ready")
        assert process.poll() is None, (self.project.parent / f"{name}.log").read_text(encoding="utf-8")

    def is_ready(self, name: str) -> bool:
        """Return what the service's own health check says, at its port here."""
        program, script, _, question = self.services[name]["healthcheck"]["test"][1:]
        assert (program, script) == ("python", "/opt/locworker/health.py")
        return run([sys.executable, "docker/health.py", str(self.ports[name]), question]).returncode == 0

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command as `docker compose exec worker-mt locworker` does."""
        return run_in(self.project, [sys.executable, "-m", "locworker", *arguments], **self.environment("worker-mt"))

    def stop(self, name: str) -> tuple[int, float]:
        """Stop a service as Compose does; return its exit code and the seconds that it took."""
        began = time.monotonic()
        process = self.processes.pop(name)
        process.terminate()
        return process.wait(timeout=60), time.monotonic() - began


@pytest.fixture
def stack(
    tmp_path: Path,
    services: dict[str, Any],
    database: Database,
    start_broker: StartBroker,
    deepl_server: DeepLServer,
) -> Iterator[Stack]:
    inside = tmp_path / "run-secrets"
    inside.mkdir()
    (inside / "database_url").write_text(database.url, encoding="utf-8")
    (inside / "broker_url").write_text(start_broker().url, encoding="utf-8")
    (inside / "deepl_auth_key").write_text(deepl_server.key, encoding="utf-8")
    project = tmp_path / "project"
    (project / "articles").mkdir(parents=True)
    for article in ARTICLES:
        shutil.copy(ROOT / "examples" / article, project / "articles")
    (project / "locworker.toml").write_text('source = "en"\nlanguages = ["de"]\n', encoding="utf-8")
    made = Stack(project=project, services=services, secrets=inside, deepl=deepl_server.url)
    try:
        for name in WORKERS:
            made.start(name)
        yield made
    finally:
        for process in made.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in made.processes.values():
            process.wait(timeout=60)


def test_a_deployment_in_the_middle_of_work_loses_nothing_and_pays_nothing_twice(
    stack: Stack, deepl_server: DeepLServer
) -> None:
    deepl_server.latency = 0.5
    queued = stack.command("jobs", "submit", "articles")
    assert queued.returncode == 0, queued.stderr
    poll(lambda: len(deepl_server.records) > 1, what="requests")

    ends = {name: stack.stop(name) for name in WORKERS}
    for name in WORKERS:
        stack.start(name)
    done = stack.command("jobs", "watch", "--timeout", "120")

    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (stack.project / "locales/de/articles").glob("*.po")} == set(ARTICLES)
    assert deepl_server.texts_sent_twice() == []
    assert {code for code, _ in ends.values()} == {0}
    assert max(seconds for _, seconds in ends.values()) < 35


def test_what_is_logged_and_kept_outside_of_the_store_holds_no_secret(stack: Stack) -> None:
    stack.command("jobs", "submit", "articles/amazon-job-cuts.html", "--wait", "--timeout", "120")
    for name in WORKERS:
        stack.stop(name)
    words = [(stack.secrets / "deepl_auth_key").read_text(encoding="utf-8")]
    words += [url.read_text(encoding="utf-8").split("@")[0].rpartition(":")[2] for url in stack.secrets.glob("*_url")]

    files = [path for path in stack.project.parent.rglob("*") if path.is_file() and stack.secrets not in path.parents]
    texts = [path.read_bytes() for path in files]

    assert [name for name in WORKERS if not (stack.project.parent / f"{name}.log").stat().st_size] == []
    assert len(words) == 3
    assert not any(word.encode() in text for word in words for text in texts)
