"""What works on this machine. In: the settings; out: a list of parts with what each says and what mends it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from locworker.errors import LocworkerError
from locworker.jobs.doctor_parts import Part
from locworker.jobs.engines import Engines
from locworker.jobs.project import Project
from locworker.languages import LanguagePair
from locworker.settings import Settings
from locworker.store import open_store

_SHOWN = 4
_LONG = 16
"""A key is told by its last characters when it is so long that they give nothing away."""

_LOW_DISK = 100 * 2**20
"""Bytes of free disk below which a warning is due: room for the store of some ten thousand articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All parts, and whether any engine can translate."""

    parts: tuple[Part, ...]
    can_translate: bool


def examine(settings: Settings, environ: Mapping[str, str] | None = None) -> Health:
    """Look at every part that translating and queuing need; nothing is sent to an engine and nothing paid.

    `environ` is the environment that the settings were read from: where a secret comes from is told.
    """
    # Loaded late: only the doctor asks for it.
    from locworker.jobs.doctor_queue import examine_queue

    with ThreadPoolExecutor(max_workers=1) as aside:
        # Broker and workers take their time to answer, or not to.
        queue = aside.submit(examine_queue, settings)
        health = _examine_machine(settings, environ or {})
    return replace(health, parts=(*health.parts, *queue.result(), *_metrics(settings)))


def _examine_machine(settings: Settings, environ: Mapping[str, str]) -> Health:
    engines = Engines(settings)
    try:
        pairs = [LanguagePair(settings.source, language) for language in settings.languages]
        survey = engines.survey(pairs)
    finally:
        engines.close()
    automatic = [status for status in survey if status.automatic]
    can_translate = any(status.usability.usable for status in automatic)
    parts = [Part(name="python", state="ok", says=sys.version.split()[0]), *_key(settings, environ)]
    for status in automatic:
        usability = status.usability
        state = "ok" if usability.usable else "warning" if can_translate else "failure"
        says = f"{status.version}, usable" if usability.usable else usability.reason
        parts.append(Part(name=status.name, state=state, says=says, remedy=usability.remedy))
    parts += _routes(settings.languages, {pair: route for s in automatic for pair, route in s.routes if route})
    parts += [_store(settings), _glossary(settings), _locales(settings.locales), _disk(settings.data_dir), _gettext()]
    return Health(parts=tuple(parts), can_translate=can_translate)


def _routes(languages: tuple[str, ...], routes: dict[LanguagePair, str]) -> Iterator[Part]:
    reachable = {pair.target for pair in routes}
    for language in languages:
        if language not in reachable:
            remedy = "set DEEPL_AUTH_KEY; `locworker engines list` says what each engine needs"
            yield Part(
                name=f"into {language}", state="warning", says="no engine translates into it here", remedy=remedy
            )


def _store(settings: Settings) -> Part:
    try:
        store = open_store(settings.database_url)
        counts = store.count()
        store.close()
    except LocworkerError as error:
        is_file = settings.database_url.startswith("sqlite")
        remedy = (
            "set LOCWORKER_DATA_DIR to a folder of yours" if is_file else "start it, or mend LOCWORKER_DATABASE_URL"
        )
        return Part(name="store", state="failure", says=str(error), remedy=remedy)
    # Loaded late, like all that needs SQLAlchemy.
    from locworker.store.schema import REVISION

    kept = f"{counts['paid_results']} results kept, {counts['billed_characters']} characters billed so far"
    kind = f"{_kind_of(settings.database_url)}, revision {REVISION}"
    return Part(name="store", state="ok", says=f"{kept}; {kind}")


def _kind_of(url: str) -> str:
    """Return the kind of the store's database, and the size of its file where it is one."""
    kind, _, place = url.partition(":///")
    if not kind.startswith("sqlite"):
        return "PostgreSQL" if kind.startswith("postgres") else kind.partition(":")[0]
    path = Path(place)
    # What was written last is in a file beside it.
    files = [file for file in (path, path.with_name(f"{path.name}-wal")) if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    return f"SQLite, {size / 2**20:.1f} MiB"


def _key(settings: Settings, environ: Mapping[str, str]) -> Iterator[Part]:
    """Yield where the key comes from and enough of it to tell it from another one."""
    key = settings.deepl_key
    if key is None:
        return
    file = environ.get("DEEPL_AUTH_KEY_FILE", "").strip()
    end = f"ends in …{key[-_SHOWN:]}" if len(key) >= _LONG else "is short for one"
    yield Part(name="key", state="ok", says=f"of DeepL, from {file or 'DEEPL_AUTH_KEY'}, {end}")


def _metrics(settings: Settings) -> Iterator[Part]:
    if settings.metrics_bind:
        yield Part(name="metrics", state="ok", says=f"workers serve them at http://{settings.metrics_bind}/metrics")


def _glossary(settings: Settings) -> Part:
    try:
        glossary = Project(settings).glossary
    except LocworkerError as error:
        return Part(name="glossary", state="failure", says=str(error), remedy="locworker glossary check")
    return Part(name="glossary", state="ok", says=f"{len(glossary.concepts)} concepts")


def _locales(folder: Path) -> Part:
    existing = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if not os.access(existing, os.W_OK):
        remedy = "pass --locales with a folder of yours"
        return Part(name="catalogs", state="failure", says=f"{folder} cannot be written to", remedy=remedy)
    return Part(name="catalogs", state="ok", says=str(folder))


def _disk(folder: Path) -> Part:
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    says = f"{free // 2**20} MiB free for {folder}"
    if free > _LOW_DISK:
        return Part(name="disk", state="ok", says=says)
    return Part(name="disk", state="warning", says=says, remedy="make room there, or set LOCWORKER_DATA_DIR")


def _gettext() -> Part:
    found = shutil.which("msgfmt")
    if found:
        return Part(name="gettext", state="ok", says=found)
    says = "msgfmt is not installed; only a check of catalogs by gettext itself needs it"
    return Part(name="gettext", state="warning", says=says, remedy="apt-get install gettext")
