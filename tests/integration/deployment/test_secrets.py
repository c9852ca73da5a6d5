"""The secrets of the containers are made once, are complete, and fit together."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml

from integration.deployment.servers import ROOT, run

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_secret_of_the_compose_file_is_made(secrets: Path) -> None:
    made = {path.name for path in secrets.iterdir()}

    assert made == set(COMPOSE["secrets"])
    assert all(entry["file"] == f"./docker/secrets/{name}" for name, entry in COMPOSE["secrets"].items())


def test_addresses_hold_the_passwords_that_the_servers_get(secrets: Path) -> None:
    broker, database = ((secrets / name).read_text(encoding="utf-8") for name in ("broker_url", "database_url"))

    assert f":{(secrets / 'redis_password').read_text(encoding='utf-8')}@redis:" in broker
    assert f":{(secrets / 'database_password').read_text(encoding='utf-8')}@postgres:" in database


def test_containers_can_read_them_and_other_users_of_the_machine_cannot(secrets: Path) -> None:
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == {0o444}


def test_secrets_that_are_there_stay(secrets: Path) -> None:
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}

    done = run(["sh", "docker/make-secrets.sh", secrets], DEEPL_AUTH_KEY="another")

    assert done.returncode == 0
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before


def test_no_password_is_printed(tmp_path: Path) -> None:
    done = run(["sh", "docker/make-secrets.sh", tmp_path / "new"])

    words = [path.read_text(encoding="utf-8") for path in (tmp_path / "new").iterdir() if path.stat().st_size]
    assert len(words) == len(COMPOSE["secrets"]) - 1, "without a key of DeepL one file is empty"
    assert not any(word in done.stdout + done.stderr for word in words)


@pytest.mark.parametrize("name", ["docker/secrets/redis_password", ".env", "project/locworker.toml"])
def test_git_takes_nothing_that_belongs_to_one_machine(name: str) -> None:
    assert run(["git", "check-ignore", "--quiet", name]).returncode == 0
