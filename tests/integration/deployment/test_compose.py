"""The Compose file: both generations of Compose read it, and what they read is hardened and fits locworker."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from integration.deployment.servers import ROOT
from locworker.cli import cli
from locworker.cli.worker import choose_parts
from locworker.settings import load_settings

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
SERVICES = ("redis", "postgres", "worker-mt", "worker-cpu", "reconciler", "libretranslate")
WORKERS = ("worker-mt", "worker-cpu", "reconciler")
WRITABLE = {"libretranslate"}
"""Services whose root may be written to; the file says why beside each."""

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def _seconds(duration: str) -> float:
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(r"([\d.]+)(ms|s|m|h)", duration))


def _networks(service: dict[str, Any]) -> set[str]:
    return set(service["networks"])


def test_the_services_are_those_that_the_tests_know(composed: dict[str, Any]) -> None:
    assert set(composed["services"]) == set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
class TestEachService:
    """What holds for each service."""

    def test_is_watched(self, composed: dict[str, Any], name: str) -> None:
        check = composed["services"][name]["healthcheck"]

        assert check["test"][0] == "CMD"
        assert _seconds(check["timeout"]) <= _seconds(check["interval"])
        assert check["retries"] >= 3

    def test_is_no_root(self, composed: dict[str, Any], name: str) -> None:
        user, group = composed["services"][name]["user"].split(":")

        assert int(user) > 0
        assert int(group) > 0

    def test_can_do_little(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]

        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & service.keys()
        assert service.get("read_only", False) is (name not in WRITABLE)

    def test_has_limits(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]

        assert service["mem_limit"]
        assert float(service["cpus"]) > 0
        assert int(service["pids_limit"]) > 0

    def test_comes_back_and_fills_no_disk_with_its_log(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]

        assert service["restart"] == "unless-stopped"
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}

    def test_runs_an_image_that_stays_the_same(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]

        if name in WORKERS:
            assert service["image"] == f"locworker:{VERSION}"
            assert service["build"]["target"] == "service"
        else:
            assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.?\d*[a-z0-9.-]*@sha256:[0-9a-f]{64}", service["image"])

    def test_publishes_no_port_and_can_be_scaled(self, composed: dict[str, Any], name: str) -> None:
        # A host name of its own tells a container's workers apart in `locworker doctor`.
        assert not {"ports", "expose", "container_name", "hostname"} & composed["services"][name].keys()

    def test_gets_secrets_as_files_only(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]
        mounted = {entry["source"] for entry in service.get("secrets", [])}
        named = {key: value for key, value in service.get("environment", {}).items() if key.endswith("_FILE")}

        assert {Path(value).name for value in named.values()} <= mounted
        for key in service.get("environment", {}):
            assert key.endswith("_FILE") or not re.search("PASSWORD|SECRET|TOKEN|_KEY|_URL", key)


@pytest.mark.parametrize("name", WORKERS)
class TestEachWorker:
    """What holds for each of our own services."""

    def test_has_settings_that_locworker_knows(
        self, composed: dict[str, Any], name: str, secrets: Path, tmp_path: Path
    ) -> None:
        environ = composed["services"][name]["environment"]
        here = {key: str(value).replace("/run/secrets", str(secrets)) for key, value in environ.items()}

        settings = load_settings(tmp_path, here)

        assert settings.database_url.startswith("postgresql+psycopg://locworker:")
        assert settings.broker_url is not None
        assert settings.broker_url.startswith("redis://locworker:")
        assert settings.metrics_bind == "0.0.0.0:9464"
        assert (settings.deepl_key == "a-key:fx") is (name != "reconciler")

    def test_is_started_by_a_command_that_there_is(self, composed: dict[str, Any], name: str) -> None:
        program, *options = composed["services"][name]["command"]
        found = cli.get_command(click.Context(cli), program)
        assert found is not None

        with found.make_context(program, list(options)) as context:
            parts = choose_parts(context.params["queues"])

        assert parts == tuple(dict.fromkeys((name.removeprefix("worker-"), "reconciler")))

    def test_waits_for_its_servers(self, composed: dict[str, Any], name: str) -> None:
        waits = composed["services"][name]["depends_on"]

        assert {service: entry["condition"] for service, entry in waits.items()} == {
            "redis": "service_healthy",
            "postgres": "service_healthy",
        }

    def test_has_time_to_end_what_it_has_begun(self, composed: dict[str, Any], name: str) -> None:
        assert _seconds(composed["services"][name]["stop_grace_period"]) >= 40

    def test_is_asked_where_it_serves_its_health(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]
        port = service["environment"]["LOCWORKER_METRICS_BIND"].rpartition(":")[2]

        assert service["healthcheck"]["test"] == ["CMD", "python", "/opt/locworker/health.py", port, "readyz"]

    def test_shares_the_project_and_keeps_its_own_state_in_memory(self, composed: dict[str, Any], name: str) -> None:
        service = composed["services"][name]
        shared = [entry if isinstance(entry, str) else entry["target"] for entry in service["volumes"]]

        assert [re.search(r"/project(?=:rw$|$)", entry) is not None for entry in shared] == [True]
        assert service["working_dir"] == "/project"
        assert {entry.partition(":")[0] for entry in service["tmpfs"]} == {
            "/tmp",  # noqa: S108 - inside the container
            service["environment"]["LOCWORKER_DATA_DIR"],
        }


def test_broker_and_store_are_seen_by_workers_only(composed: dict[str, Any]) -> None:
    services = composed["services"]

    assert _networks(services["redis"]) == _networks(services["postgres"]) == {"backend"}
    assert {name for name in SERVICES if "backend" in _networks(services[name])} == {"redis", "postgres", *WORKERS}
    assert composed["networks"]["backend"]["internal"] is True
    assert composed["networks"]["metrics"]["internal"] is True


def test_only_what_asks_engines_reaches_the_world(composed: dict[str, Any]) -> None:
    services = composed["services"]

    assert {name for name in SERVICES if "egress" in _networks(services[name])} == {"worker-mt", "libretranslate"}


def test_libretranslate_is_started_on_request_only(composed: dict[str, Any]) -> None:
    profiles = {name: service.get("profiles", []) for name, service in composed["services"].items()}

    assert {name: value for name, value in profiles.items() if value} == {"libretranslate": ["libretranslate"]}


def test_variables_change_what_they_say(compose: Callable[..., dict[str, Any]]) -> None:
    services = compose(PROJECT_UID="1234", PROJECT_GID="1235", MT_THREADS="7", PROJECT_DIR="/srv/news")["services"]

    assert services["worker-mt"]["user"] == "1234:1235"
    assert str(services["worker-mt"]["environment"]["LOCWORKER_MT_THREADS"]) == "7"
    assert "/srv/news" in str(services["worker-cpu"]["volumes"])


def test_the_example_names_the_variables_of_the_file_and_no_setting_of_locworker() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))

    assert named == used | {"COMPOSE_PROJECT_NAME"}
    # In a shell they would stop a `locworker` that is started there: it refuses names that it does not know.
    assert not any(name.startswith("LOCWORKER_") for name in used)
