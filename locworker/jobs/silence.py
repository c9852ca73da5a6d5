"""Findings that a project accepts with a reason (`[[ignore]]` in its settings)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from locworker.jobs.places import Located
from locworker.model import Finding, Severity
from locworker.review import UNUSED_IGNORE
from locworker.settings import PROJECT_FILE, IgnoreRule, Settings


class Silencer:
    """Takes accepted findings out, and tells which ignores matched nothing."""

    def __init__(self, settings: Settings, rules: Collection[str] | None) -> None:
        self._root = settings.root
        self._ignores = settings.ignores
        self._asked = rules
        self._used: set[IgnoreRule] = set()

    def silence(self, found: Iterable[Located]) -> list[Located]:
        """Return the findings that no ignore covers."""
        return [located for located in found if not self.covers(located.finding)]

    def unused(self, files: Sequence[Path], *, whole: bool) -> list[Located]:
        """Return a warning for each ignore that matched nothing of what was checked.

        Args:
            files: The files that were checked, with all their messages; an ignore with a path counts when its file is
                among them.
            whole: Whether all catalogs of the project were checked; only then an ignore without a path counts, and one
                whose catalog is gone.
        """
        checked = {self._relative(str(file)) for file in files}
        return [
            Located(
                Finding(
                    rule=UNUSED_IGNORE,
                    category="other/unused-ignore",
                    severity=Severity.WARNING,
                    message=f"the ignore of {ignore.rule} ({ignore.reason}) matches nothing any more; remove it",
                    path=PROJECT_FILE,
                ),
                "",
            )
            for ignore in self._ignores
            if ignore not in self._used
            and (self._asked is None or ignore.rule in self._asked)
            and (ignore.path in checked or (whole and self._is_gone(ignore.path)))
        ]

    def covers(self, finding: Finding) -> bool:
        """Return whether the project accepts a finding, which has its file's path."""
        for ignore in self._ignores:
            here = not ignore.path or ignore.path == self._relative(finding.path or "")
            this = not ignore.text or ignore.text == finding.text
            if ignore.rule == finding.rule and here and this:
                self._used.add(ignore)
                return True
        return False

    def _is_gone(self, path: str) -> bool:
        """Say whether an ignore has no file, or that of a catalog that is not there; pages come and go with a build."""
        return not path or (path.endswith(".po") and not (self._root / path).exists())

    def _relative(self, path: str) -> str:
        absolute = Path(path).absolute()
        return absolute.relative_to(self._root).as_posix() if absolute.is_relative_to(self._root) else path
