"""The page for operators and the alerts name what there is."""

from __future__ import annotations

import re

import click
import pytest
import yaml

from integration.deployment.servers import ROOT
from locworker.cli import cli
from locworker.settings.names import ENVIRONMENT_KEYS, FILE_KEYS, SECRET_NAMES
from locworker.store import ENDED, UNFINISHED
from locworker.telemetry import REQUEST_OUTCOMES, RETRY_KINDS

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
ALERTS = yaml.safe_load((ROOT / "docker/prometheus-alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
METRICS = set(re.findall(r"^\| `(locworker_[a-z_]+)`", PAGE, re.MULTILINE))


def _commands() -> list[tuple[str, ...]]:
    """Return the words of each command of locworker on the page, up to its first argument or option."""
    written = re.findall(r"(?:`|exec worker-mt )locworker ([a-z ]+)", PAGE)
    written += re.findall(r"--no-deps worker-mt ([a-z]+)", PAGE)
    return sorted({tuple(words.split()) for words in written})


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_its_commands_are_there(words: tuple[str, ...]) -> None:
    command: click.Command | None = cli
    for word in words:
        if not isinstance(command, click.Group):
            break
        command = command.get_command(click.Context(command), word)

    assert command is not None


def test_its_services_are_those_of_the_compose_file() -> None:
    table = PAGE.partition("\n## ")[0]

    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == set(COMPOSE["services"])


def test_its_variables_are_known() -> None:
    known = {f"LOCWORKER_{key.upper()}" for key in ENVIRONMENT_KEYS} | {f"{name}_FILE" for name in SECRET_NAMES}
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"LOCWORKER_[A-Z_]+", PAGE)) <= known | set(SECRET_NAMES)
    assert set(re.findall(r"`((?:PROJECT|MT|CPU)_[A-Z]+)`", PAGE)) <= set(re.findall(r"([A-Z_]+)=", example))
    assert {"limits", "budget", "on_unknown", "allow_insecure_broker"} <= FILE_KEYS


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alert_is_about_metrics_that_are_served(alert: dict[str, str]) -> None:
    named = set(re.findall(r"locworker_[a-z_]+", alert["expr"]))

    assert named
    assert named <= METRICS
    assert alert["annotations"]


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alert_asks_for_values_that_labels_have(alert: dict[str, str]) -> None:
    known = {"outcome": REQUEST_OUTCOMES, "kind": RETRY_KINDS, "state": (*UNFINISHED, *ENDED), "language": ("all",)}

    for label, value in re.findall(r'(\w+)="(\w+)"', alert["expr"]):
        assert value in known[label]
