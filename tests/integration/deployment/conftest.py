"""What the tests of the deployment stand on: the composers, the secrets as the script makes them, real servers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from brokers import poll
from databases import find_postgres
from integration.deployment.servers import CLEAN, ROOT, Broker, Database, as_postgres, run
from ports import free_port


def _composers() -> list[Path]:
    """Return Compose 1 of the system and, where the tests' environment has it, the current Compose."""
    of_system = shutil.which("docker-compose", path="/usr/local/bin:/usr/bin:/bin")
    of_environment = Path(sys.prefix) / "bin" / "docker-compose"
    found = [Path(of_system)] if of_system else []
    return [*found, of_environment] if of_environment.is_file() else found


@pytest.fixture(scope="session", params=_composers(), ids=lambda path: path.parts[1])
def composer(request: pytest.FixtureRequest) -> Path:
    """Give each Compose that is installed."""
    path: Path = request.param
    return path


def _read(composer: Path, **environ: str) -> dict[str, Any]:
    done = run([composer, "--file", "docker-compose.yml", "--profile", "libretranslate", "config"], **environ)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = yaml.safe_load(done.stdout)
    return read


@pytest.fixture(scope="session")
def compose(composer: Path) -> Callable[..., dict[str, Any]]:
    """Give a function that has Compose read the file, with variables, and returns what it made of it."""
    return partial(_read, composer)


@pytest.fixture(scope="session")
def services() -> dict[str, Any]:
    """Give the services as one Compose reads them: for tests that need not ask both."""
    found: dict[str, Any] = _read(_composers()[-1])["services"]
    return found


@pytest.fixture(scope="session")
def composed(compose: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Give the file as Compose reads it."""
    return compose()


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of secrets as the script makes them, with a key for DeepL."""
    folder = tmp_path_factory.mktemp("deployment") / "secrets"
    done = run(["sh", "docker/make-secrets.sh", folder], DEEPL_AUTH_KEY="a-key:fx")
    assert done.returncode == 0, done.stderr
    return folder


StartBroker = Callable[..., Broker]


@pytest.fixture
def start_broker(tmp_path: Path, secrets: Path) -> Iterator[StartBroker]:
    """Give a function that starts the container's start.sh with options; what it starts is stopped at the end."""
    started: list[Broker] = []

    def start(*options: str, port: int | None = None) -> Broker:
        port = port or free_port()
        data, memory = tmp_path / "data", tmp_path / "memory"
        data.mkdir(exist_ok=True)
        memory.mkdir(exist_ok=True)
        environ = {**CLEAN, "REDIS_SECRET": str(secrets / "redis_password"), "REDIS_RUN": str(memory)}
        environ |= {"REDIS_DATA": str(data), "REDIS_PORT": str(port)}
        command = ["sh", str(ROOT / "docker/redis/start.sh"), "--port", str(port), *options]
        with (tmp_path / "redis.log").open("ab") as log:
            process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        broker = Broker(port=port, data=data, memory=memory, environ=environ, process=process)
        started.append(broker)
        poll(lambda: process.poll() is not None or run(["sh", "docker/redis/health.sh"], **environ).returncode == 0)
        assert process.poll() is None, (tmp_path / "redis.log").read_text(encoding="utf-8")
        return broker

    yield start
    for broker in started:
        broker.process.kill()
        broker.process.wait()


@pytest.fixture(scope="module")
def database(secrets: Path) -> Iterator[Database]:
    """Give a server with initdb's arguments of the Compose file, on which init.sh has run."""
    # Not below pytest's folder, which the server's user may not enter; and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="locworker-pg-"))
    folder.chmod(0o755)
    programs, data, port = find_postgres(), folder / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["postgres"]
    initdb = service["environment"]["POSTGRES_INITDB_ARGS"].split()
    # As the image calls it: with the owner's password in a file.
    admin = folder / "password"
    shutil.copy(secrets / "postgres_password", admin)
    words = ["--username", "postgres", "--pwfile", admin, "--no-sync", *initdb]
    done = run(as_postgres([programs / "initdb", "--pgdata", data, *words]))
    assert done.returncode == 0, done.stderr
    with (data / "pg_hba.conf").open("a", encoding="utf-8") as access:
        # The image appends this line.
        access.write("\nhost all all all scram-sha-256\n")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
    control: list[str | Path] = [programs / "pg_ctl", "--pgdata", data, "--wait", "--log", folder / "log"]
    done = run(as_postgres([*control, "start", "--options", options]))
    assert done.returncode == 0, done.stderr
    try:
        password = secrets / "database_password"
        local = {"PGHOST": str(folder), "PGPORT": str(port), "PATH": f"{programs}:{CLEAN['PATH']}"}
        done = run(["sh", "docker/postgres/init.sh"], POSTGRES_USER="postgres", DATABASE_SECRET=str(password), **local)
        assert done.returncode == 0, done.stderr
        yield Database(port=port, socket=folder, programs=programs, password=password.read_text(encoding="utf-8"))
    finally:
        run(as_postgres([*control, "stop", "--mode", "immediate"]))
        shutil.rmtree(folder)
