"""Check catalogs, or finished pages without their source. In: paths; out: findings at their places."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from locworker.articles import ARTICLE_SUFFIXES, extract_units, locate, read_article
from locworker.catalog import Catalog, Message, MessageState, message_state, read_catalog
from locworker.checks import run_checks
from locworker.errors import ConfigError, InputError
from locworker.jobs.places import Located, excerpt, locate_in_catalog
from locworker.jobs.project import Project
from locworker.jobs.report import CheckReport
from locworker.jobs.silence import Silencer
from locworker.languages import LanguagePair, parse_language
from locworker.model import Finding
from locworker.review import message_segment, settle_findings
from locworker.segments import split_article

_CATALOG_SUFFIXES = frozenset({".po"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What to check: finished pages when `page_language` is given, else catalogs; `rules` None asks all."""

    page_language: str | None = None
    rules: Collection[str] | None = None
    reviewed_only: bool = False


def check(project: Project, paths: Sequence[Path], request: CheckRequest) -> CheckReport:
    """Return what the checks find in the files that the paths name; folders are walked.

    Raises:
        InputError: A path is missing, or a file cannot be read.
        ConfigError: A rule is unknown, or a catalog does not say its language.
    """
    suffixes = ARTICLE_SUFFIXES if request.page_language else _CATALOG_SUFFIXES
    files = [file for path in paths for file in _walk(path, suffixes)]
    silencer = Silencer(project.settings, request.rules)
    found: list[Located] = []
    segments = 0
    for file in files:
        count, located = (
            _check_page(project, file, request) if request.page_language else _check_catalog(project, file, request)
        )
        segments += count
        found += silencer.silence(located)
    found += silencer.unused(files, whole=project.settings.locales in {path.absolute() for path in paths})
    return CheckReport(
        findings=tuple(finding for finding, _ in found),
        excerpts=tuple(words for _, words in found),
        paths=tuple(map(str, files)),
        segments=segments,
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


def _check_catalog(project: Project, path: Path, request: CheckRequest) -> tuple[int, list[Located]]:
    catalog = read_catalog(path)
    pair = catalog_pair(project, catalog, path)
    messages = [message for message in catalog.live if not message.empty]
    if request.reviewed_only:
        messages = [message for message in messages if message_state(message) is MessageState.REVIEWED]
    found = find_in_messages(project, messages, pair, request.rules)
    settled = settle_findings(messages, found, rules=request.rules)
    return len(messages), [locate_in_catalog(catalog, messages[index], finding) for index, finding in settled.kept]


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


def _walk(path: Path, suffixes: Collection[str]) -> Iterator[Path]:
    """Yield a file, or the files of a folder with one of the suffixes, sorted; hidden folders are passed over."""
    if path.is_file():
        yield path
    elif path.is_dir():
        inside = (file for file in path.rglob("*") if file.suffix.lower() in suffixes and file.is_file())
        yield from sorted(file for file in inside if not any(p.startswith(".") for p in file.relative_to(path).parts))
    else:
        raise InputError("not found", path=str(path))
