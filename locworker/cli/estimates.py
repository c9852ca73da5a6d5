"""What work would take, put into words: before it is done, and instead of it with `--dry-run`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import click

from locworker.errors import EngineError
from locworker.jobs import Estimate, Jobs, Progress


def ask_quotas(jobs: Jobs, estimates: Sequence[Estimate], progress: Progress) -> dict[str, int | None]:
    """Return the characters left at each engine of the estimates, None where it cannot tell."""
    return {name: _quota(jobs, name, progress) for name in sorted({estimate.engine for estimate in estimates})}


def _quota(jobs: Jobs, engine: str, progress: Progress) -> int | None:
    """Return the characters left at an engine; an engine that cannot be asked costs the estimate nothing."""
    try:
        return jobs.remaining_quota(engine)
    except EngineError as error:
        progress.say(f"{engine}: what is left of the quota cannot be asked: {error}")
        return None


def print_estimates(estimates: Sequence[Estimate], quotas: Mapping[str, int | None], *, form: str) -> None:
    """Print the estimates on stdout, as one object in the formats for programs."""
    total = sum(estimate.characters for estimate in estimates)
    prices = [estimate.price for estimate in estimates if estimate.price is not None]
    if form in {"json", "jsonl"}:
        rows = [
            {**asdict(e), "pair": list(e.pair), "price": None if e.price is None else float(e.price)} for e in estimates
        ]
        whole = {"estimates": rows, "characters": total, "price": float(sum(prices)) if prices else None}
        click.echo(json.dumps({**whole, "remaining_quota": quotas}, ensure_ascii=False, indent=1))
        return
    for e in estimates:
        known = (
            f"{e.reviewed} reviewed, {e.from_memory} from memory, {e.from_glossary} from the glossary,"
            f" {e.paid_before} paid before"
        )
        known += f", {e.shared} shared with an article before" if e.shared else ""
        cost = f"{e.characters} characters to bill" if e.characters else "nothing to bill"
        price = f", about {e.price:.2f}" if e.price is not None else ""
        lost = f"; texts whose reply was lost before: {e.lost}" if e.lost else ""
        click.echo(
            f"{e.article}: {e.pair}: {e.engine} ({e.route}): {e.segments} segments: {known}, {e.to_send} to send"
        )
        click.echo(f"    {cost}{price}{lost}")
    price = f", about {sum(prices):.2f}" if prices else ""
    click.echo(f"total: {total} characters to bill{price}")
    for name, left in quotas.items():
        if left is not None:
            click.echo(f"{name}: {left} characters left in this period")


def announce(estimates: Sequence[Estimate], progress: Progress) -> None:
    """Say which engine does what, and what it will cost, before anything is sent."""
    for pair, engine, route in dict.fromkeys((e.pair, e.engine, e.route) for e in estimates):
        mine = [e for e in estimates if e.pair == pair]
        characters = sum(e.characters for e in mine)
        prices = [e.price for e in mine if e.price is not None]
        price = f", about {sum(prices):.2f}" if prices else ""
        cost = f"; {characters} characters to bill{price}" if characters else ""
        count = sum(e.to_send for e in mine)
        progress.say(f"{pair}: {engine} ({route}), {count} {'text' if count == 1 else 'texts'} to send{cost}")
    for article in dict.fromkeys(e.article for e in estimates if not e.segments):
        progress.say(f"{article}: nothing to translate")
