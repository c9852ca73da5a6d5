"""What a push touched: a git revision in; the files that changed since, and their catalogs as they were."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from locworker.catalog import Catalog, decode_catalog, parse_catalog
from locworker.errors import ConfigError, InputError


class Changes:
    """The difference between a revision and the working tree of a git repository.

    Raises:
        ConfigError: There is no git, no repository, or no such revision.
    """

    def __init__(self, revision: str, folder: Path) -> None:
        self._folder = folder
        top = self._git("rev-parse", "--show-toplevel")
        self._top = Path(top.decode().strip())
        # A revision that starts with a dash would be read as a flag.
        commit = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        self._commit = commit.decode().strip()
        changed = self._git("diff", "--name-only", "-z", "--diff-filter=d", self._commit, "--")
        new = self._git("ls-files", "--others", "--exclude-standard", "-z", "--full-name", str(self._top))
        names = (changed + new).split(b"\0")
        self._files = {self._top / name.decode("utf-8", "surrogateescape") for name in names if name}

    def touched(self, files: Iterable[Path]) -> list[Path]:
        """Return the files that are new or changed."""
        return [file for file in files if file.resolve() in self._files]

    def before(self, file: Path) -> Catalog | None:
        """Return a catalog as it was, or None where there was none, or none that can be read."""
        name = file.resolve().relative_to(self._top).as_posix()
        done = subprocess.run(
            ["git", "show", f"{self._commit}:{name}"], cwd=self._top, capture_output=True, check=False
        )
        if done.returncode:
            return None
        try:
            return parse_catalog(decode_catalog(done.stdout, path=name).text, path=name)
        except InputError:
            return None

    def _git(self, *arguments: str) -> bytes:
        try:
            done = subprocess.run(["git", *arguments], cwd=self._folder, capture_output=True, check=False)
        except OSError as error:
            raise ConfigError("--changed-since needs git, which cannot be started here") from error
        if done.returncode:
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ConfigError(f"--changed-since: {lines[0] if lines else 'there is no such revision'}")
        return done.stdout
