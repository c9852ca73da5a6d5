"""The terms that batches go out with, by their hash."""

from __future__ import annotations

from sqlalchemy import select

from locworker.languages import LanguagePair
from locworker.store.job_records import GlossaryVersion
from locworker.store.schema import glossary_versions
from locworker.store.transactions import Part


class Glossaries(Part):
    """Versions of glossaries, kept for as long as the store."""

    def keep_glossary(self, version: GlossaryVersion) -> None:
        """Keep the terms of a pair under their hash; those kept before stay."""
        row = {
            "hash": version.hash,
            "source_language": version.pair.source,
            "target_language": version.pair.target,
            "terms": version.terms,
            "created": version.created,
        }
        with self._writing() as connection:
            connection.execute(self._insert(glossary_versions).values(**row).on_conflict_do_nothing())

    def glossary_version(self, content_hash: str) -> GlossaryVersion | None:
        """Return the terms that were kept under a hash, or None."""
        query = select(glossary_versions).where(glossary_versions.c.hash == content_hash)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        pair = LanguagePair(row.source_language, row.target_language)
        return GlossaryVersion(hash=row.hash, pair=pair, terms=row.terms, created=row.created)
