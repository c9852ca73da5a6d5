"""Reviewed translations, by source text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select

from locworker.languages import LanguagePair
from locworker.store.schema import memory
from locworker.store.transactions import Part, parts


class Memories(Part):
    """Reviewed translations."""

    def remember(self, pair: LanguagePair, texts: Iterable[tuple[str, str, str]], *, article: str, now: float) -> None:
        """Keep reviewed translations: triples (context, source, target). The newest wording of a text wins."""
        rows = {
            (_hash(source), context): {
                "source_language": pair.source,
                "target_language": pair.target,
                "source_hash": _hash(source),
                "context": context,
                "source": source,
                "target": target,
                "article": article,
                "updated": now,
            }
            for context, source, target in texts
        }
        if not rows:
            return
        new = self._insert(memory)
        with self._writing() as connection:
            # In order of the key: two that lock rows in one order never wait in a ring.
            connection.execute(
                new.on_conflict_do_update(
                    index_elements=[column.name for column in memory.primary_key],
                    set_={name: new.excluded[name] for name in ("target", "article", "updated")},
                    where=memory.c.target != new.excluded.target,
                ),
                [rows[place] for place in sorted(rows)],
            )

    def recall(self, pair: LanguagePair, sources: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        """Return reviewed translations by source text: pairs (context, target), the newest last."""
        found: dict[str, list[tuple[str, str]]] = {}
        with self._reading() as connection:
            for part in parts([_hash(source) for source in sources]):
                rows = connection.execute(
                    select(memory)
                    .where(
                        memory.c.source_language == pair.source,
                        memory.c.target_language == pair.target,
                        memory.c.source_hash.in_(part),
                    )
                    .order_by(memory.c.updated, memory.c.context)
                )
                for row in rows:
                    found.setdefault(row.source, []).append((row.context, row.target))
        return found


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
