"""A baseline: findings that were there when a check was introduced, so that CI fails on new ones only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from locworker.errors import InputError
from locworker.files import write_file
from locworker.jobs.places import Located
from locworker.model import Finding

_VERSION = 1


class Compared(NamedTuple):
    """The findings that a baseline does not hold, and how many of its entries match nothing any more."""

    new: list[Located]
    stale: int


def compare_baseline(path: Path, found: Iterable[Located], *, root: Path) -> Compared:
    """Return what is new against a baseline; an entry covers one finding, wherever in its file it moved to.

    Raises:
        InputError: The file is missing or no baseline.
    """
    left = Counter(_read(path))
    new = []
    for located in found:
        entry = _entry(located.finding, root)
        if left[entry] > 0:
            left[entry] -= 1
        else:
            new.append(located)
    return Compared(new, sum(left.values()))


def write_baseline(path: Path, found: Iterable[Located], *, root: Path) -> int:
    """Write the findings as the new baseline and return how many there are.

    Raises:
        InputError: The file cannot be written.
    """
    entries = sorted(_entry(located.finding, root) for located in found)
    rows = [{"path": name, "rule": rule, "fingerprint": fingerprint} for name, rule, fingerprint in entries]
    text = json.dumps({"version": _VERSION, "findings": rows}, ensure_ascii=True, indent=1)
    write_file(path, f"{text}\n".encode())
    return len(entries)


def _entry(finding: Finding, root: Path) -> tuple[str, str, str]:
    place = Path(finding.path or "").absolute()
    name = place.relative_to(root).as_posix() if place.is_relative_to(root) else str(finding.path or "")
    return name, finding.rule, finding.fingerprint


def _read(path: Path) -> list[tuple[str, str, str]]:
    try:
        whole = json.loads(path.read_bytes())
        if whole["version"] != _VERSION:
            raise InputError(f"is a baseline of version {whole['version']!r}; write it again", path=str(path))
        return [(str(row["path"]), str(row["rule"]), str(row["fingerprint"])) for row in whole["findings"]]
    except FileNotFoundError as error:
        raise InputError("not found; `--update-baseline` writes it", path=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("is no baseline; `--update-baseline` writes one", path=str(path)) from error
