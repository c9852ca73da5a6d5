"""What to translate, as people name it. In: files, folders, patterns, addresses, lists; out: articles, each once."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from locworker.articles import ARTICLE_SUFFIXES, article_id
from locworker.errors import InputError
from locworker.jobs.project import shorten
from locworker.jobs.report import Progress, Silence
from locworker.settings import Settings

FETCHED = "fetched"
"""The folder of a project that pages from the web are saved in, where `rebuild` finds them again."""

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_LONGEST_LIST = 2**20


@dataclass(slots=True)
class _Passed:
    """What was met on the way and is no article: how many files, and which folders."""

    searched: bool = False
    files: int = 0
    folders: list[str] = field(default_factory=list)


def expand_inputs(
    arguments: Sequence[str], settings: Settings, *, stdin: Iterable[str] = (), progress: Progress | None = None
) -> list[Path]:
    """Return the articles that arguments name, in their order and each once; pages from the web are saved first.

    A folder is walked for what is an article by its suffix, without hidden files, catalogs and what is built; a pattern
    is asked the same. `@FILE` stands for the names in a file, `-` for those in `stdin`, one a line.

    Args:
        arguments: Files, folders, patterns (`news/**/*.html`), addresses (`https://…`), `@FILE`, `-`.
        settings: The project's.
        stdin: The lines that `-` stands for.
        progress: Is told what was passed over and what was fetched.

    Raises:
        InputError: An argument names nothing that can be translated, or two articles would share an id.
        FetchError: An address does not answer in time.
    """
    progress = progress or Silence()
    passed = _Passed()
    named = [name for argument in arguments for name in _read_lists(argument, stdin)]
    if not named:
        raise InputError("the list names no article", path=", ".join(arguments) or None)
    # What is on this machine is looked at before anything is fetched.
    local = [None if _ADDRESS.match(name) else _expand(name, settings, passed) for name in named]
    paths: dict[Path, Path] = {}
    for name, found in zip(named, local, strict=True):
        for path in _fetch(name, settings, progress) if found is None else found:
            paths.setdefault(path.resolve(), path)
    articles = list(paths.values())
    _refuse_shared_ids(articles, settings.root)
    if passed.searched:
        progress.say(_tally(len(articles), passed))
    return articles


def _read_lists(argument: str, stdin: Iterable[str]) -> list[str]:
    if argument == "-":
        return _names(stdin)
    if not argument.startswith("@") or os.path.lexists(argument):
        return [argument]
    path = Path(argument[1:])
    try:
        if path.is_file() and path.stat().st_size > _LONGEST_LIST:
            raise InputError("is too long for a list of names", path=str(path))
        return _names(path.read_text(encoding="utf-8-sig", errors="surrogateescape").splitlines())
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error


def _names(lines: Iterable[str]) -> list[str]:
    """Return the names of a list, one a line; empty lines and those that start with # name nothing."""
    stripped = (line.strip() for line in lines)
    return [name for name in stripped if name and not name.startswith("#")]


def _expand(name: str, settings: Settings, passed: _Passed) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        passed.searched = True
        found = list(_walk(path, settings, passed))
        if not found:
            raise InputError(f"holds no article ({_suffixes()})", path=name)
        return found
    if os.path.lexists(path):
        if not path.is_file():
            raise InputError("is no file; name an article or a folder", path=name)
        return [path]
    if not glob.has_magic(name):
        raise InputError("not found", path=name)
    passed.searched = True
    found = list(_match(name, settings, passed))
    if not found:
        raise InputError("matches no article", path=name)
    return found


def _walk(folder: Path, settings: Settings, passed: _Passed) -> Iterator[Path]:
    """Yield the articles in a folder and below, sorted."""
    skipped = _skipped(folder, settings)
    for place, folders, files in os.walk(folder, onerror=_unreadable):
        kept = [name for name in sorted(folders) if not name.startswith(".")]
        for name in [name for name in kept if (Path(place) / name).resolve() in skipped]:
            kept.remove(name)
            passed.folders.append(name)
        folders[:] = kept
        for name in sorted(files):
            path = Path(place) / name
            if _is_article(path, ARTICLE_SUFFIXES):
                yield path
            else:
                passed.files += 1


def _match(pattern: str, settings: Settings, passed: _Passed) -> Iterator[Path]:
    """Yield the articles that a pattern matches, and those in the folders that it matches, sorted."""
    skipped = _skipped(_literal_start(pattern), settings)
    # A suffix that the pattern writes out was meant, also one that most often is no article.
    suffixes = ARTICLE_SUFFIXES | {Path(pattern).suffix.lower()}
    walked: set[Path] = set()
    # Path.glob knows no absolute patterns, and matches hidden files.
    for path in sorted(map(Path, glob.iglob(pattern, recursive=True))):  # noqa: PTH207
        if walked.intersection(path.parents):
            continue
        real = path.resolve()
        if skipped.intersection((real, *real.parents)):
            passed.files += path.is_file()
            passed.folders += [path.name] if real in skipped else []
        elif path.is_dir():
            walked.add(path)
            yield from _walk(path, settings, passed)
        elif _is_article(path, suffixes):
            yield path
        else:
            passed.files += 1


def _literal_start(pattern: str) -> Path:
    """Return the folder that a pattern names before its first wildcard."""
    parts = Path(pattern).parts
    count = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return Path(*parts[:count])


def _skipped(start: Path, settings: Settings) -> set[Path]:
    """Return the folders that hold no articles: catalogs, what is built and the store; not those that were named."""
    place = start.resolve()
    folders = {path.resolve() for path in (settings.locales, settings.root / "build", settings.data_dir)}
    return {folder for folder in folders if not place.is_relative_to(folder)}


def _is_article(path: Path, suffixes: Collection[str]) -> bool:
    return path.suffix.lower() in suffixes and not path.name.startswith(".") and path.is_file()


def _unreadable(error: OSError) -> NoReturn:
    raise InputError(f"cannot be read: {error.strerror}", path=str(error.filename)) from error


def _fetch(address: str, settings: Settings, progress: Progress) -> list[Path]:
    # Loaded late: what is on this machine needs no network.
    from locworker.jobs.fetching import fetch_article

    path = shorten(fetch_article(address, settings.root / FETCHED, say=progress.say))
    progress.say(f"{address}: saved as {path}")
    return [path]


def _refuse_shared_ids(articles: Iterable[Path], root: Path) -> None:
    """Refuse two articles that would write the same catalog."""
    seen: dict[str, Path] = {}
    for path in articles:
        first = seen.setdefault(article_id(path, root), path)
        if first is not path:
            raise InputError(
                f"would have the same catalog as {first}: both lie outside the project's folder; copy them into it",
                path=str(path),
            )


def _tally(count: int, passed: _Passed) -> str:
    others = [f"{passed.files} other {'file' if passed.files == 1 else 'files'}"] if passed.files else []
    names = sorted(set(passed.folders))
    others += [f"the {'folder' if len(names) == 1 else 'folders'} {', '.join(names)}"] if names else []
    told = f"; passed over: {' and '.join(others)}" if others else ""
    return f"{count} {'article' if count == 1 else 'articles'} found{told}"


def _suffixes() -> str:
    return " ".join(sorted(ARTICLE_SUFFIXES))
