"""The docs name everything that a user can meet, and nothing that only one machine has."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from locworker import settings
from locworker.articles import extract_units, read_article
from locworker.checks import RULES
from locworker.cli import cli
from locworker.cli.exits import Exit
from locworker.glossary import load_glossary, packaged_glossary_path
from locworker.protection import protect

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANAGERS = (ROOT / "docs" / "managers.md").read_text(encoding="utf-8")
TRANSLATORS = (ROOT / "docs" / "translators.md").read_text(encoding="utf-8")


FLOW = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")


def _commands(command: click.Command, path: str) -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        yield from _commands(child, f"{path} {name}")


def _tracked_files() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("command", sorted(_commands(cli, "locworker")))
def test_every_command_is_in_the_guide_and_the_readme(command: str) -> None:
    assert f"`{command}" in MANAGERS
    assert f"`{command}" in README


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_check_is_in_the_translators_guide(rule: str) -> None:
    assert f"| `{rule}` |" in TRANSLATORS


@pytest.mark.parametrize("name", sorted(settings.FILE_KEYS))
def test_every_setting_of_a_project_is_in_the_guide(name: str) -> None:
    assert f"| `{name}` |" in MANAGERS


@pytest.mark.parametrize(
    "name",
    sorted(
        {f"LOCWORKER_{key.upper()}" for key in settings.ENVIRONMENT_KEYS}
        | {"DEEPL_AUTH_KEY", "DEEPL_SERVER_URL", *settings.SECRET_NAMES}
    ),
)
def test_every_environment_variable_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in MANAGERS


@pytest.mark.parametrize("code", list(Exit), ids=lambda code: code.name)
def test_every_exit_code_is_in_the_guide(code: Exit) -> None:
    assert f"| {code.value} |" in MANAGERS


@pytest.mark.parametrize(
    ("unit_id", "shown"),
    [
        pytest.param("p:9", '<g id="1"><x id="2"/> rate-cut timeline</g>, because', id="a term"),
        pytest.param("li:12", 'US Consumer Sentiment Rises to <x id="1"/>: Inflation Expectations Cool', id="a value"),
    ],
)
def test_the_flow_page_shows_what_protection_gives(unit_id: str, shown: str) -> None:
    article = read_article(ROOT / "examples" / "amazon-job-cuts.html", root=ROOT)
    unit = next(unit for unit in extract_units(article) if unit.id == unit_id)
    glossary = load_glossary(packaged_glossary_path()).pair("en", "es")

    protected = protect(unit.text, glossary=glossary, source_lang="en", target_lang="es", values=True)

    assert shown in protected.text
    assert shown in FLOW


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("docs/**/*.md")) + sorted(ROOT.glob("*.md")), ids=lambda page: str(page.relative_to(ROOT))
)
def test_pages_that_the_docs_name_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    linked = re.findall(r"\]\((?!https?:)([^)#\s]+)", text)
    named = re.findall(r"`((?:docs|examples|scripts|glossaries|requirements)/[\w./-]+\.\w+)`", text)

    missing = [name for name in linked if not (page.parent / name).exists()]
    missing += [name for name in named if not (ROOT / name).exists()]
    assert missing == []


def test_no_tracked_file_names_a_machine_or_a_package_registry() -> None:
    # The bars keep this file from naming them itself.
    barred = "/wo|rk/ /ro|ot/ /op|t/pypi py|pi.org python|hosted npm|js.org deb.|debian.org"
    names = barred.replace("|", "").split()
    pattern = re.compile("|".join(map(re.escape, names)).encode())

    found = [
        str(path.relative_to(ROOT)) for path in _tracked_files() if path.is_file() and pattern.search(path.read_bytes())
    ]

    assert found == []
