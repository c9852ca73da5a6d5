"""A project's files: settings in; its glossary, articles and catalogs out."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from locworker.articles import read_article
from locworker.catalog import Catalog, catalog_path, read_catalog
from locworker.errors import InputError
from locworker.glossary import (
    Glossary,
    PairGlossary,
    load_glossary,
    merge_glossaries,
    packaged_glossary_path,
)
from locworker.languages import LanguagePair
from locworker.model import Article, Segment
from locworker.segments import split_article
from locworker.settings import PROJECT_FILE, Settings

GLOSSARY_SUFFIXES = (".csv", ".po", ".tbx", ".tsv")
"""The files that are read from a folder of glossaries."""


@dataclass(frozen=True)
class Project:
    """What the settings point to, read when it is asked for."""

    settings: Settings

    @cached_property
    def glossary(self) -> Glossary:
        """The project's glossaries as one, else the packaged one.

        Raises:
            InputError: A file is missing or broken.
        """
        files = glossary_files(self.settings.glossaries)
        return merge_glossaries([load_glossary(path, source_lang=self.settings.source) for path in files])

    def pair_glossary(self, pair: LanguagePair) -> PairGlossary:
        """Return the glossary of a language pair."""
        return self.glossary.pair(pair.source, pair.target)

    def read(self, path: Path) -> tuple[Article, tuple[Segment, ...]]:
        """Return an article with its segments.

        Raises:
            InputError: The file cannot be read as an article.
        """
        article = read_article(path, root=self.settings.root)
        return article, split_article(article, sentences=self.settings.sentences, language=self.settings.source)

    def catalog_path(self, article: Article, language: str) -> Path:
        """Return where the article's catalog for a language is."""
        return shorten(catalog_path(self.settings.locales, language, article.id))

    def catalog(self, article: Article, language: str) -> Catalog | None:
        """Return the article's catalog, or None when there is none yet.

        Raises:
            InputError: The catalog is broken; it is left as it is.
        """
        path = self.catalog_path(article, language)
        return read_catalog(path) if path.exists() else None


def shorten(path: Path) -> Path:
    """Return a path below the current folder relative to it, as people write it; any other path as it is."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def glossary_files(paths: Sequence[Path]) -> list[Path]:
    """Return the glossary files that paths name, a folder standing for the files in it; without one the packaged file.

    Raises:
        InputError: A path is missing, or a folder holds no glossary.
    """
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in GLOSSARY_SUFFIXES)
        if not inside:
            raise InputError("holds no glossary; `locworker init` puts the packaged one there", path=str(path))
        files += inside
    return files or [packaged_glossary_path()]


def make_project(folder: Path, *, source: str, languages: Sequence[str]) -> list[tuple[Path, bool]]:
    """Make what a project needs and leave what is there; return the paths with whether each was made.

    Raises:
        InputError: The folder cannot be written to.
    """
    quoted = ", ".join(f'"{language}"' for language in languages)
    settings = (
        "# Settings of this project; docs/managers.md has them all. Secrets are read from the environment only:\n"
        "# DEEPL_AUTH_KEY for DeepL.\n"
        f'source = "{source}"\nlanguages = [{quoted}]\n'
        "# No other project of your DeepL account may have this name.\n"
        f'project = "{_make_name(folder)}"\n'
    ).encode()
    wanted: Iterable[tuple[Path, bytes | None]] = (
        (folder / PROJECT_FILE, settings),
        (folder / "glossaries" / "finance.csv", packaged_glossary_path().read_bytes()),
        (folder / "locales", None),
        (folder / ".locworker" / ".gitignore", b"*\n"),
    )
    return [(path, _make(path, content)) for path, content in wanted]


def slug(name: str) -> str:
    """Return a folder's name in small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40].strip("-") or "project"


def _make_name(folder: Path) -> str:
    """Return a name for a new project that no other one has."""
    return f"{slug(folder.absolute().name)}-{secrets.token_hex(4)}"


def _make(path: Path, content: bytes | None) -> bool:
    try:
        if content is None:
            made = not path.exists()
            path.mkdir(parents=True, exist_ok=True)
            return made
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return False
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(path)) from error
    return True
