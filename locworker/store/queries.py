"""What is asked of the store: claim texts before a call, keep what came back, look paid and reviewed texts up."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from locworker.languages import LanguagePair
from locworker.store.connection import ensure_room, translated
from locworker.store.records import Attempt, Claim, Claimant, PaidResult
from locworker.store.schema import attempts, claims, memory, paid_results

_IN_LIST = 500


class Store:
    """The SQL store. Each method is one transaction, safe beside other processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def claim(self, keys: Sequence[str], attempt: Attempt, claimant: Claimant, *, now: float, resend: bool) -> Claim:
        """Take the keys that nobody has paid or holds, before a call goes out for them.

        A claim whose lease is over or whose owner is dead was sent and lost: its attempt becomes `unknown`, and the
        key is taken over when `resend` is true.

        Args:
            keys: Keys of the texts, without repeats.
            attempt: What the call is for.
            claimant: Who claims, for how long.
            now: The time, in seconds since the epoch.
            resend: Whether texts whose reply was lost are sent again (and perhaps paid again).

        Raises:
            StoreBusyError: The store is locked, or has no room for what the call would bring.
        """
        ensure_room(self._engine.url)
        identity = uuid.uuid4().hex
        outcome: dict[str, list[str]] = {"taken": [], "resent": [], "busy": [], "unknown": []}
        with self._transaction() as connection:
            paid = self._paid(connection, keys)
            self._record(connection, identity, attempt, owner=claimant.owner, now=now)
            row: dict[str, str | float] = {"attempt": identity, "owner": claimant.owner, "lease": now + claimant.lease}
            for key in keys:
                if key not in paid:
                    kind = self._take(connection, key, row, claimant, now=now, resend=resend)
                    outcome[kind].append(key)
            if not outcome["taken"] and not outcome["resent"]:
                connection.execute(delete(attempts).where(attempts.c.id == identity))
        ours = {*outcome["taken"], *outcome["resent"]}
        return Claim(
            attempt=identity,
            keys=tuple(key for key in keys if key in ours),
            paid=paid,
            busy=tuple(outcome["busy"]),
            unknown=tuple(outcome["unknown"]),
            resent=tuple(outcome["resent"]),
        )

    def _record(self, connection: Connection, identity: str, attempt: Attempt, *, owner: str, now: float) -> None:
        connection.execute(
            attempts.insert().values(
                id=identity,
                article=attempt.article,
                engine=attempt.engine,
                source_language=attempt.pair.source,
                target_language=attempt.pair.target,
                texts=attempt.texts,
                characters=attempt.characters,
                state="calling",
                owner=owner,
                started=now,
                billed_characters=0,
                error="",
            )
        )

    def _take(
        self,
        connection: Connection,
        key: str,
        row: Mapping[str, str | float],
        claimant: Claimant,
        *,
        now: float,
        resend: bool,
    ) -> str:
        fresh = self._insert(claims).values(key=key, **row).on_conflict_do_nothing()
        if connection.execute(fresh).rowcount == 1:
            return "taken"
        held = connection.execute(select(claims).where(claims.c.key == key).with_for_update()).one()
        if held.lease > now and claimant.is_alive(held.owner):
            return "busy"
        self._mark(connection, held.attempt, state="unknown", now=now, error="no reply was recorded")
        if not resend:
            return "unknown"
        connection.execute(update(claims).where(claims.c.key == key).values(**row))
        return "resent"

    def extend(self, attempt: str, *, until: float) -> None:
        """Move the end of an attempt's lease, before it is tried again."""
        with self._transaction() as connection:
            connection.execute(update(claims).where(claims.c.attempt == attempt).values(lease=until))

    def finish(self, claim: Claim, results: Mapping[str, PaidResult], *, now: float) -> None:
        """Keep what a call brought and let its claims go, in one transaction.

        A result is kept even when another call has taken the claim over meanwhile: it was paid.
        """
        with self._transaction() as connection:
            call = connection.execute(select(attempts).where(attempts.c.id == claim.attempt)).one()
            rows = [
                {
                    "key": key,
                    "attempt": claim.attempt,
                    "engine": call.engine,
                    "target_language": call.target_language,
                    "text": result.text,
                    "notes": "\n".join(result.notes),
                    "billed_characters": result.billed,
                    "created": now,
                }
                for key, result in results.items()
            ]
            for row in rows:
                connection.execute(self._insert(paid_results).values(**row).on_conflict_do_nothing())
            connection.execute(delete(claims).where(claims.c.attempt == claim.attempt))
            billed = sum(result.billed for result in results.values())
            connection.execute(
                update(attempts)
                .where(attempts.c.id == claim.attempt)
                .values(state="done", finished=now, billed_characters=billed)
            )

    def fail(self, claim: Claim, *, now: float, error: str) -> None:
        """Let the claims of a call go that was surely not paid; `error` is the class of what happened."""
        with self._transaction() as connection:
            connection.execute(delete(claims).where(claims.c.attempt == claim.attempt))
            self._mark(connection, claim.attempt, state="failed", now=now, error=error)

    def lose(self, claim: Claim, *, now: float, error: str) -> None:
        """Record that a call's reply was lost: its texts stay claimed until somebody decides by policy."""
        with self._transaction() as connection:
            connection.execute(update(claims).where(claims.c.attempt == claim.attempt).values(lease=0.0))
            self._mark(connection, claim.attempt, state="unknown", now=now, error=error)

    def find_paid(self, keys: Iterable[str]) -> dict[str, PaidResult]:
        """Return what was paid before, by key."""
        with self._transaction() as connection:
            return self._paid(connection, list(keys))

    def find_unknown(self, keys: Iterable[str], *, now: float, is_alive: Callable[[str], bool]) -> set[str]:
        """Return the keys that were sent and whose reply was lost."""
        found = set()
        with self._transaction() as connection:
            for part in _parts(list(keys)):
                for row in connection.execute(select(claims).where(claims.c.key.in_(part))):
                    if row.lease <= now or not is_alive(row.owner):
                        found.add(row.key)
        return found

    def remember(self, pair: LanguagePair, texts: Iterable[tuple[str, str, str]], *, article: str, now: float) -> None:
        """Keep reviewed translations: triples (context, source, target). The newest wording of a text wins."""
        with self._transaction() as connection:
            for context, source, target in texts:
                row = self._insert(memory).values(
                    source_language=pair.source,
                    target_language=pair.target,
                    source_hash=_hash(source),
                    context=context,
                    source=source,
                    target=target,
                    article=article,
                    updated=now,
                )
                changed = memory.c.target != row.excluded.target
                connection.execute(
                    row.on_conflict_do_update(
                        index_elements=[column.name for column in memory.primary_key],
                        set_={"target": row.excluded.target, "article": article, "updated": now},
                        where=changed,
                    )
                )

    def recall(self, pair: LanguagePair, sources: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
        """Return reviewed translations by source text: pairs (context, target), the newest last."""
        found: dict[str, list[tuple[str, str]]] = {}
        with self._transaction() as connection:
            for part in _parts([_hash(source) for source in sources]):
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

    def count(self) -> dict[str, int]:
        """Return how many rows the store holds by kind, and the characters billed so far."""
        with self._transaction() as connection:
            rows: dict[str, int] = {
                table.name: _count(connection, table) for table in (attempts, claims, paid_results, memory)
            }
            billed = connection.execute(select(func.coalesce(func.sum(attempts.c.billed_characters), 0))).scalar()
        return {**rows, "billed_characters": int(billed or 0)}

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translated(self._engine.url), self._engine.begin() as connection:
            yield connection

    def _paid(self, connection: Connection, keys: Sequence[str]) -> dict[str, PaidResult]:
        found = {}
        for part in _parts(keys):
            for row in connection.execute(select(paid_results).where(paid_results.c.key.in_(part))):
                notes = tuple(row.notes.split("\n")) if row.notes else ()
                found[row.key] = PaidResult(text=row.text, billed=row.billed_characters, notes=notes)
        return found

    def _mark(self, connection: Connection, attempt: str, *, state: str, now: float, error: str) -> None:
        connection.execute(
            update(attempts)
            .where(attempts.c.id == attempt, attempts.c.state == "calling")
            .values(state=state, finished=now, error=error)
        )


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _IN_LIST):
        yield keys[start : start + _IN_LIST]


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)
