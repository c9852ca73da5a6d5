"""Build a localized article from its reviewed catalog, or say what holds it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from locworker.catalog import Catalog, Message, article_source, catalog_text, read_catalog
from locworker.errors import InputError
from locworker.files import write_file
from locworker.jobs.checking import find_in_messages
from locworker.jobs.project import Project, shorten
from locworker.jobs.report import Gap, Rebuild
from locworker.jobs.silence import Silencer
from locworker.languages import LanguagePair, to_gettext
from locworker.model import Article, Segment
from locworker.rebuild import rebuild_article
from locworker.review import place_finding, review_gaps


def rebuild(
    project: Project, path: Path, pair: LanguagePair, *, output: Path | None, allow_unreviewed: bool
) -> Rebuild:
    """Write the localized page and its manifest, or return what holds it back and write nothing.

    Raises:
        InputError: The article or its catalog is missing or broken, or the page cannot be written.
    """
    article, segments = project.read(path)
    catalog_file = project.catalog_path(article, pair.target)
    if not catalog_file.exists():
        raise InputError(
            f"there is no catalog; run `locworker translate {path} --to {pair.target}`", path=str(catalog_file)
        )
    catalog = read_catalog(catalog_file)
    result = Rebuild(article=article.id, pair=pair, catalog=catalog_file, segments=len(segments))
    changed = _source_gap(article, catalog)
    if changed is not None:
        return replace(result, gaps=(changed,))
    messages = catalog.index()
    gaps = [*_missing(article, segments, messages, catalog), *_gaps(project, catalog, pair)]
    if gaps and not allow_unreviewed:
        return replace(result, gaps=tuple(gaps))
    content = rebuild_article(article, _fill(segments, messages), pair)
    page = output or shorten(project.settings.root / "build" / to_gettext(pair.target) / article.id)
    manifest = page.with_name(f"{page.name}.manifest.json")
    for taken, name in ((path, "article"), (catalog_file, "catalog")):
        if page.exists() and page.samefile(taken):
            raise InputError(f"the page would take the {name}'s place; name another file with -o", path=str(page))
    write_file(page, content)
    write_file(manifest, _manifest(article, catalog, result, gaps=gaps, content=content))
    return replace(result, page=page, manifest=manifest, gaps=tuple(gaps))


def _source_gap(article: Article, catalog: Catalog) -> Gap | None:
    source = article_source(catalog)
    if source is not None and source.sha256 == article.sha256:
        return None
    reason = "the article changed after its catalog was made; translate again, reviewed text is kept"
    if source is None:
        reason = "the catalog does not say which article it is for (X-Locworker-Source); translate again"
    return Gap(path=catalog.path, line=1, segment=article.id, reason=reason)


def _missing(
    article: Article, segments: Sequence[Segment], messages: Mapping[tuple[str | None, str], Message], catalog: Catalog
) -> list[Gap]:
    """Return a gap for each segment that the catalog has no live message for: someone deleted it, or it is obsolete."""
    gaps = []
    for segment in segments:
        message = messages.get((segment.context, catalog_text(segment.source)))
        if message is None or message.obsolete:
            reason = "is missing from the catalog; translate again"
            gaps.append(Gap(path=catalog.path, line=1, segment=f"{article.id}:{segment.unit}", reason=reason))
    return gaps


def _gaps(project: Project, catalog: Catalog, pair: LanguagePair) -> list[Gap]:
    live = list(catalog.live)
    silencer = Silencer(project.settings, None)
    found = [
        (index, finding)
        for index, finding in find_in_messages(project, live, pair)
        if not silencer.covers(place_finding(finding, catalog, live[index]))
    ]
    return [
        Gap(
            path=catalog.path,
            line=gap.line or 1,
            segment=gap.place,
            reason=gap.reason,
            text=gap.finding.text if gap.finding else "",
        )
        for gap in review_gaps(catalog, found)
    ]


def _fill(segments: Sequence[Segment], messages: Mapping[tuple[str | None, str], Message]) -> tuple[Segment, ...]:
    filled = []
    for segment in segments:
        message = messages.get((segment.context, catalog_text(segment.source)))
        target = message.target if message is not None and not message.obsolete else ""
        # A target that is the source as the catalog holds it is no change: the article keeps its bytes.
        same = message is not None and target == message.source
        filled.append(replace(segment, target=segment.source if same else target))
    return tuple(filled)


def _manifest(article: Article, catalog: Catalog, result: Rebuild, *, gaps: Sequence[Gap], content: bytes) -> bytes:
    headers = catalog.headers()
    whole = {
        "article": article.id,
        "source_sha256": article.sha256,
        "language": result.pair.target,
        "catalog_sha256": catalog.digest,
        "engine": headers.get("X-Locworker-Engine", ""),
        "glossary": headers.get("X-Locworker-Glossary", ""),
        "page_sha256": hashlib.sha256(content).hexdigest(),
        "segments": result.segments,
        "complete": not gaps,
        "unreviewed": [
            {"line": gap.line, "segment": gap.segment, "reason": gap.reason, "text": gap.text} for gap in gaps
        ],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
