"""The glossary commands. In: paths and settings; out: findings, conversions, differences, and what they touch."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.catalog import message_state, read_catalog
from locworker.checks import Use, find_term_uses
from locworker.engines import EngineGlossary, GlossaryTerm
from locworker.errors import ConfigError, InputError
from locworker.files import write_file
from locworker.glossary import (
    Change,
    Comparison,
    Form,
    Glossary,
    compare_glossaries,
    convert_glossary,
    find_impact,
    fix_glossary,
    form_of,
    lint_glossaries,
    load_glossary,
    merge_glossaries,
    packaged_glossary_path,
    read_bytes,
    read_glossary,
)
from locworker.jobs.checking import CATALOG_SUFFIXES, catalog_pair, walk_files
from locworker.jobs.project import Project, glossary_files, shorten, slug
from locworker.jobs.terms import read_terms
from locworker.languages import LanguagePair
from locworker.model import Finding
from locworker.review import message_segment
from locworker.settings import Settings
from locworker.text import view_text

if TYPE_CHECKING:
    from locworker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """A message that a change of the glossary touches, and the concepts that changed for it."""

    path: Path
    line: int
    language: str
    state: str
    source: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCount:
    """How often a term was due in the catalogs of a language, what came of it, and by which rules that is known."""

    language: str
    concept: str
    source: str
    uses: Counter[Use] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    @property
    def due(self) -> int:
        """Return how many messages the term is due in."""
        return self.uses.total()

    @property
    def ignored(self) -> int:
        """Return how many messages have another wording, or none."""
        return self.uses[Use.IGNORED]


def check_glossaries(paths: Sequence[Path], settings: Settings, *, target: str) -> tuple[list[Path], list[Finding]]:
    """Return the glossary files that were checked and what was found; without paths, the project's files.

    Raises:
        InputError: A file is missing; one that cannot be read, and what stands in the others, is a matter of findings.
    """
    files = [shorten(file) for file in glossary_files(paths or settings.glossaries)]
    contents = [(str(path), _try_to_read(path)) for path in files]
    return files, lint_glossaries(contents, source_lang=settings.source, target_lang=target)


def fix_glossaries(paths: Sequence[Path], settings: Settings) -> list[tuple[Path, tuple[Change, ...]]]:
    """Mend what is safe to mend in glossary files; return the files that were written, with what was changed.

    Raises:
        ConfigError: There is no file but the packaged one, which belongs to the installation.
        InputError: A file is missing, or cannot be written.
    """
    files = glossary_files(paths or settings.glossaries)
    if not paths and files == [packaged_glossary_path()]:
        raise ConfigError("there is no glossary of your own to mend; `locworker init` puts a copy in your project")
    written = []
    for path in map(shorten, files):
        content = _try_to_read(path)
        if isinstance(content, InputError):
            continue
        fixed = fix_glossary(content, path=str(path))
        if fixed.content != content:
            write_file(path, fixed.content)
            written.append((path, fixed.changes))
    return written


def convert_file(
    source: Path, target: Path, *, form: Form | None, source_lang: str, target_lang: str | None
) -> tuple[str, ...]:
    """Write a glossary file in another format; return a line for each kind of thing that did not come along.

    Raises:
        ConfigError: The format holds one pair of languages and nothing says which.
        InputError: The file cannot be read, its terms cannot stand in the format, or the new one cannot be written.
    """
    chosen = form or form_of(str(target))
    if target.exists() and target.samefile(source):
        raise InputError("is the file that is read; give another name", path=str(target))
    reading = read_glossary(source, source_lang=source_lang, target_lang=target_lang)
    try:
        conversion = convert_glossary(reading, chosen, source_lang=source_lang, target_lang=target_lang)
    except InputError as error:
        raise InputError(str(error), path=str(source)) from error
    write_file(target, conversion.text.encode())
    return conversion.lost


def compare_files(old: Path, new: Path, settings: Settings) -> Comparison:
    """Return what differs between two glossary files or folders of them.

    Raises:
        InputError: A file cannot be read.
    """
    return compare_glossaries(load_folder(old, settings), load_folder(new, settings))


def find_impacts(old: Path, new: Path, catalogs: Sequence[Path], settings: Settings) -> list[Impact]:
    """Return the messages of catalogs for which two states of a glossary differ; without catalogs, the project's.

    Raises:
        InputError: A file cannot be read.
        ConfigError: A catalog does not say its language.
    """
    before, after = load_folder(old, settings), load_folder(new, settings)
    project = Project(settings)
    found: list[Impact] = []
    for path in _catalogs(catalogs, settings):
        catalog = read_catalog(path)
        pair = catalog_pair(project, catalog, path)
        glossaries = before.pair(*pair), after.pair(*pair)
        for message in catalog.live:
            concepts = find_impact(view_text(message.source).plain, *glossaries)
            if concepts:
                found.append(
                    Impact(
                        path=path,
                        line=message.line or 1,
                        language=pair.target,
                        state=message_state(message),
                        source=message.source,
                        concepts=tuple(concepts),
                    )
                )
    return found


def count_terms(catalogs: Sequence[Path], settings: Settings) -> list[TermCount]:
    """Return how often each term of the glossary was due in the translated messages of catalogs, and what came of it.

    Raises:
        InputError: A file cannot be read.
        ConfigError: A catalog does not say its language.
    """
    project = Project(settings)
    counts: dict[tuple[str, str], TermCount] = {}
    for path in _catalogs(catalogs, settings):
        catalog = read_catalog(path)
        pair = catalog_pair(project, catalog, path)
        segments = [message_segment(message) for message in catalog.live if not message.empty]
        glossary = project.pair_glossary(pair)
        for _, use in find_term_uses(segments, source_lang=pair.source, target_lang=pair.target, glossary=glossary):
            key = (pair.target, use.concept)
            count = counts.setdefault(key, TermCount(language=pair.target, concept=use.concept, source=use.source))
            count.uses[use.use] += 1
            count.rules.update(use.rules)
    return sorted(counts.values(), key=lambda count: (count.language, -count.ignored, -count.due, count.concept))


def glossaries_for_engine(project: Project, targets: Sequence[str]) -> list[EngineGlossary]:
    """Return the terms that an engine's own glossaries shall hold, an item a language: the same that requests name."""
    pairs = [LanguagePair(project.settings.source, target) for target in targets]
    return [
        EngineGlossary(
            pair=pair,
            terms=tuple(GlossaryTerm(source=s, target=t) for s, t in project.pair_glossary(pair).dictionary),
        )
        for pair in pairs
    ]


def glossaries_of_jobs(store: Store) -> list[EngineGlossary]:
    """Return the terms that jobs in the queue still go out with."""
    return [EngineGlossary(pair=version.pair, terms=read_terms(version)) for version in store.glossaries_in_use()]


def glossary_label(settings: Settings) -> str:
    """Return the name under which an engine keeps the project's terms: its own, else that of its folder."""
    return settings.project or slug(settings.root.name)


def load_folder(path: Path, settings: Settings) -> Glossary:
    """Return the glossary of a file, or of all files of a folder as one.

    Raises:
        InputError: A file is missing or broken.
    """
    return merge_glossaries([load_glossary(file, source_lang=settings.source) for file in glossary_files([path])])


def _catalogs(paths: Sequence[Path], settings: Settings) -> Iterator[Path]:
    for path in paths or [settings.locales]:
        yield from walk_files(path, CATALOG_SUFFIXES)


def _try_to_read(path: Path) -> bytes | InputError:
    """Return what stands in a file that is there, or why it cannot be read."""
    try:
        return read_bytes(path)
    except InputError as error:
        if not os.path.lexists(path):
            raise
        return error
