"""The terms that batches go out with, by their hash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, union

from locworker.languages import LanguagePair
from locworker.store.job_records import UNFINISHED, GlossaryVersion
from locworker.store.schema import batches, glossary_versions, jobs
from locworker.store.transactions import Part


class Glossaries(Part):
    """Versions of glossaries, until `purge_glossaries` finds them old."""

    def keep_glossary(self, version: GlossaryVersion) -> None:
        """Keep the terms of a pair under their hash; those kept before stay, and are as young as these."""
        row = {
            "hash": version.hash,
            "source_language": version.pair.source,
            "target_language": version.pair.target,
            "terms": version.terms,
            "created": version.created,
        }
        new = self._insert(glossary_versions).values(**row)
        with self._writing() as connection:
            connection.execute(
                new.on_conflict_do_update(index_elements=["hash"], set_={"created": new.excluded.created})
            )

    def glossaries_in_use(self) -> list[GlossaryVersion]:
        """Return the versions that jobs which have not ended, and their batches, go out with."""
        unfinished = jobs.c.state.in_(UNFINISHED)
        planned = select(batches.c.glossary).join(jobs, jobs.c.id == batches.c.job).where(unfinished)
        names = union(select(jobs.c.glossary).where(unfinished), planned)
        with self._reading() as connection:
            rows = connection.execute(select(glossary_versions).where(glossary_versions.c.hash.in_(names))).all()
        return [_version(row) for row in rows]

    def glossary_version(self, content_hash: str) -> GlossaryVersion | None:
        """Return the terms that were kept under a hash, or None."""
        query = select(glossary_versions).where(glossary_versions.c.hash == content_hash)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _version(row)


def _version(row: Row[Any]) -> GlossaryVersion:
    pair = LanguagePair(row.source_language, row.target_language)
    return GlossaryVersion(hash=row.hash, pair=pair, terms=row.terms, created=row.created)
