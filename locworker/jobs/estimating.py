"""What translating would take: the texts that are known, those that would be sent, and the characters billed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.jobs.drafting import Work
from locworker.jobs.report import Estimate
from locworker.jobs.surroundings import Surroundings
from locworker.model import State
from locworker.pipeline import count_characters

if TYPE_CHECKING:
    from locworker.store import Store


def estimate(
    work: Work, around: Surroundings, store: Store | None, price: Decimal | None, *, planned: set[str]
) -> Estimate:
    """Return what the work would take; nothing is sent.

    `price` is per million characters; `planned` are the keys that earlier works of the same command send, and gets
    those of this one.
    """
    engine = work.setup.engine
    by_key = {item.key: item for item in work.items}
    paid = store.find_paid(by_key) if store is not None else {}
    alive = around.claimant.is_alive
    lost = store.find_unknown(by_key, now=around.clock(), is_alive=alive) if store and engine.billed else set()
    missing = [item for key, item in by_key.items() if key not in paid]
    to_send = [item for item in missing if item.key not in planned]
    planned.update(item.key for item in to_send)
    characters = sum(count_characters(item) for item in to_send) if engine.billed else 0
    return Estimate(
        article=work.article.id,
        pair=work.setup.pair,
        engine=engine.name,
        route=engine.route(work.setup.pair) or "",
        segments=len(work.segments),
        reviewed=sum(1 for segment in work.segments if segment.state is State.REVIEWED),
        from_memory=sum(1 for segment in work.segments if segment.origin == "memory"),
        from_glossary=sum(1 for segment in work.segments if segment.origin == "glossary"),
        paid_before=len(paid),
        shared=len(missing) - len(to_send),
        to_send=len(to_send),
        characters=characters,
        lost=len(lost),
        price=price * characters / 1_000_000 if price is not None and engine.billed else None,
    )
