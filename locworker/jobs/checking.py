"""Check catalogs, or finished pages without their source. In: paths; out: findings at their places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from locworker.articles import ARTICLE_SUFFIXES, extract_units, locate, read_article
from locworker.catalog import Catalog, Message, MessageState, message_state, read_catalog
from locworker.checks import run_checks
from locworker.errors import ConfigError, InputError
from locworker.jobs.baseline import compare_baseline, write_baseline
from locworker.jobs.changes import Changes
from locworker.jobs.places import Located, excerpt, locate_in_catalog
from locworker.jobs.project import Project
from locworker.jobs.report import CheckReport
from locworker.jobs.silence import Silencer
from locworker.languages import LanguagePair, parse_language
from locworker.model import Finding
from locworker.review import message_segment, settle_findings
from locworker.segments import split_article

CATALOG_SUFFIXES = frozenset({".po"})
"""The suffixes of catalogs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What to check: finished pages when `page_language` is given, else catalogs; `rules` None asks all.

    `changed_since` is a git revision: only files, and in catalogs only messages, that changed since are checked.
    `baseline` is a file of findings that are known; `update_baseline` writes it instead of comparing.
    """

    page_language: str | None = None
    rules: Collection[str] | None = None
    reviewed_only: bool = False
    changed_since: str | None = None
    baseline: Path | None = None
    update_baseline: bool = False


def check(project: Project, paths: Sequence[Path], request: CheckRequest) -> CheckReport:
    """Return what the checks find in the files that the paths name; folders are walked.

    Raises:
        InputError: A path is missing, or a file cannot be read.
        ConfigError: A rule is unknown, or a catalog does not say its language.
    """
    suffixes = ARTICLE_SUFFIXES if request.page_language else CATALOG_SUFFIXES
    files = [file for path in paths for file in walk_files(path, suffixes)]
    changes = Changes(request.changed_since, Path.cwd()) if request.changed_since else None
    if changes:
        files = changes.touched(files)
    silencer = Silencer(project.settings, request.rules)
    found: list[Located] = []
    segments = 0
    for file in files:
        if request.page_language:
            count, located = _check_page(project, file, request)
        else:
            count, located = _check_catalog(project, file, request, changes)
        segments += count
        found += silencer.silence(located)
    if not changes and not request.reviewed_only:
        # Where only some messages are looked at, the others may have what an ignore is for.
        whole = project.settings.locales.absolute() in {path.absolute() for path in paths}
        found += silencer.unused(files, whole=whole)
    found, notes = _apply_baseline(project, found, request)
    return CheckReport(
        findings=tuple(finding for finding, _ in found),
        excerpts=tuple(words for _, words in found),
        paths=tuple(map(str, files)),
        segments=segments,
        notes=notes,
    )


def find_in_messages(
    project: Project, messages: Sequence[Message], pair: LanguagePair, rules: Collection[str] | None = None
) -> list[tuple[int, Finding]]:
    """Return pairs (index of the message, finding) of what the checks find in messages."""
    return run_checks(
        [message_segment(message) for message in messages],
        source_lang=pair.source,
        target_lang=pair.target,
        glossary=project.pair_glossary(pair),
        rules=rules,
    )


def catalog_pair(project: Project, catalog: Catalog, path: Path) -> LanguagePair:
    """Return the languages of a catalog: its headers', else the folder's name and the project's source.

    Raises:
        ConfigError: Neither the header nor a folder names a language.
    """
    headers = catalog.headers()
    source = headers.get("X-Source-Language", "")
    absolute, locales = path.absolute(), project.settings.locales.absolute()
    folder = absolute.relative_to(locales).parts[0] if absolute.is_relative_to(locales) else absolute.parent.name
    for name in (headers.get("Language", ""), folder):
        if name:
            try:
                return LanguagePair(parse_language(source or project.settings.source), parse_language(name))
            except ConfigError:
                continue
    raise ConfigError(f"{path}: the catalog does not say its language; add a Language header, for example Language: de")


def _check_catalog(
    project: Project, path: Path, request: CheckRequest, changes: Changes | None
) -> tuple[int, list[Located]]:
    catalog = read_catalog(path)
    pair = catalog_pair(project, catalog, path)
    messages = [message for message in catalog.live if not message.empty]
    if request.reviewed_only:
        messages = [message for message in messages if message_state(message) is MessageState.REVIEWED]
    found = find_in_messages(project, messages, pair, request.rules)
    settled = settle_findings(messages, found, rules=request.rules)
    before = changes.before(path) if changes else None
    old = {(message.key, message.target, message.fuzzy) for message in before.live} if before else set()
    located = [
        locate_in_catalog(catalog, messages[index], finding)
        for index, finding in settled.kept
        if (messages[index].key, messages[index].target, messages[index].fuzzy) not in old
    ]
    return len(messages), located


def _check_page(project: Project, path: Path, request: CheckRequest) -> tuple[int, list[Located]]:
    language = request.page_language or ""
    article = read_article(path, root=project.settings.root)
    segments = split_article(article)
    units = {unit.id: unit for unit in extract_units(article)}
    findings = run_checks(
        segments,
        source_lang=project.settings.source,
        target_lang=language,
        glossary=project.pair_glossary(LanguagePair(project.settings.source, language)),
        rules=request.rules,
        sources=False,
    )
    located = []
    for index, finding in findings:
        unit = units[segments[index].unit]
        line, column = locate(article, unit, finding.start)
        placed = replace(finding, path=str(path), line=line, column=column, segment=unit.id)
        located.append(Located(placed, excerpt(unit.text, finding)))
    return len(segments), located


def _apply_baseline(
    project: Project, found: list[Located], request: CheckRequest
) -> tuple[list[Located], tuple[str, ...]]:
    """Return the findings that the baseline does not hold, and what is to be said of it."""
    path, root = request.baseline, project.settings.root
    if path is None:
        return found, ()
    if request.update_baseline:
        count = write_baseline(path, found, root=root)
        return [], (f"{path}: {count} findings are the baseline now",)
    new, stale = compare_baseline(path, found, root=root)
    told = f"{path}: {stale} entries match nothing any more; --update-baseline takes them out"
    # A check of a part of the catalogs says nothing about the others.
    return new, (told,) if stale and not request.changed_since and not request.reviewed_only else ()


def walk_files(path: Path, suffixes: Collection[str]) -> Iterator[Path]:
    """Yield a file, or the files of a folder with one of the suffixes, sorted; hidden folders are passed over.

    Raises:
        InputError: The path is missing.
    """
    if path.is_file():
        yield path
    elif path.is_dir():
        inside = (file for file in path.rglob("*") if file.suffix.lower() in suffixes and file.is_file())
        yield from sorted(file for file in inside if not any(p.startswith(".") for p in file.relative_to(path).parts))
    else:
        raise InputError("not found", path=str(path))
