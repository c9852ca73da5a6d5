"""The hooks as other projects use them: real pre-commit, real git, an environment built from this checkout.

What locworker needs comes from the environment of the tests, so that nothing is downloaded.
"""

from __future__ import annotations

import os
import re
import shutil
import site
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from command_line import environment

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "NOTICE", "glossaries", "locworker")
HEADER = "concept,language,term,status,note\n"
GOOD = HEADER + "bond,en,bond,preferred,\nbond,de,Anleihe,preferred,\n"
BAD = GOOD + "loan,en,bond,preferred,\nloan,de,Kredit,preferred,\n"
CATALOG = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
TRANSLATED = 'msgid "Bonds fell."\nmsgstr "Die Anleihen fielen."\n\n'
LEFT = 'msgid "The bond is old."\nmsgstr "Die bond ist alt."\n\n'


def call(folder: Path, *command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with an identity for git."""
    people = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    kept = {name: value for name, value in environment().items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**kept, **people, "GIT_CONFIG_GLOBAL": os.devnull, **environ},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def publish(folder: Path) -> str:
    """Put what this checkout ships into a git repository, and return the commit."""
    folder.mkdir()
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        assert call(folder, "git", *command).returncode == 0
    return call(folder, "git", "rev-parse", "HEAD").stdout.strip()


class Newsroom:
    """A fresh git repository with the hooks of docs/ci.md installed."""

    def __init__(self, folder: Path, hooks: Path, revision: str) -> None:
        self.folder = folder
        page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
        shown = re.search(r"## pre-commit\n+```yaml\n(.*?)```", page, re.DOTALL)
        assert shown is not None
        config = yaml.safe_load(shown[1])
        config["repos"][0] |= {"repo": str(hooks), "rev": revision}
        folder.mkdir()
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))
        # pip builds with what is here and fetches nothing; the hook finds here what it imports.
        here = [*site.getsitepackages(), *([os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else [])]
        self.environ = {
            "PRE_COMMIT_HOME": str(folder.parent / "cache"),
            "PYTHONPATH": os.pathsep.join(here),
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it backwards: 0 is no isolation
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        assert call(folder, "git", "init", "-q").returncode == 0
        for command in (["install"], ["install-hooks"]):
            done = call(folder, sys.executable, "-m", "pre_commit", *command, **self.environ)
            assert done.returncode == 0, done.stdout + done.stderr

    def write(self, name: str, content: str) -> None:
        """Write a file of the repository."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def commit(self) -> subprocess.CompletedProcess[str]:
        """Try to commit everything."""
        call(self.folder, "git", "add", ".")
        return call(self.folder, "git", "commit", "-m", "change", **self.environ)

    def commits(self) -> int:
        """Return how many commits there are."""
        return len(call(self.folder, "git", "log", "--oneline", "--all").stdout.splitlines())


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Return a repository with the hooks installed; this takes some seconds."""
    folder = tmp_path_factory.mktemp("hooks")
    revision = publish(folder / "locworker")
    return Newsroom(folder / "news", folder / "locworker", revision)


def test_what_is_wrong_stops_the_commit_and_what_is_mended_passes(newsroom: Newsroom) -> None:
    newsroom.write("glossaries/own.csv", BAD)
    newsroom.write("locales/de/a.md.po", CATALOG + TRANSLATED)
    before = newsroom.commits()

    wrong_glossary = newsroom.commit()
    newsroom.write("glossaries/own.csv", GOOD)
    newsroom.write("locales/de/a.md.po", CATALOG + TRANSLATED + LEFT)
    wrong_catalog = newsroom.commit()
    newsroom.write("locales/de/a.md.po", CATALOG + TRANSLATED)
    stopped = newsroom.commits()
    mended = newsroom.commit()

    assert (wrong_glossary.returncode, wrong_catalog.returncode, mended.returncode) == (1, 1, 0), mended.stderr
    assert "own.csv:4:9: error duplicate-source-conflict" in wrong_glossary.stderr
    assert "a.md.po:9" in wrong_catalog.stderr
    assert "missing-term" in wrong_catalog.stderr
    assert (stopped, newsroom.commits()) == (before, before + 1)


def test_the_hooks_are_fast(newsroom: Newsroom) -> None:
    newsroom.write("glossaries/own.csv", GOOD)
    newsroom.write("locales/de/a.md.po", CATALOG + TRANSLATED)
    call(newsroom.folder, "git", "add", ".")
    spent = {}
    for hook in ("locworker-glossary", "locworker-po"):
        for _ in range(2):
            began = time.monotonic()
            done = call(
                newsroom.folder, sys.executable, "-m", "pre_commit", "run", hook, "--all-files", **newsroom.environ
            )
            assert done.returncode == 0, done.stdout
            spent[hook] = time.monotonic() - began

    # The bars are 1 s and 3 s; a machine that does other work as well is slower.
    assert spent["locworker-glossary"] < 10
    assert spent["locworker-po"] < 20
