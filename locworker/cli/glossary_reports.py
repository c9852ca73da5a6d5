"""`locworker glossary diff`, `impact` and `stats`: what changed, which messages that touches, how terms are used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from locworker.checks import Use
from locworker.cli.formats import printable
from locworker.cli.options import ProjectFiles, open_settings, project_options
from locworker.cli.streams import tell
from locworker.glossary import Comparison, ConceptChange
from locworker.jobs import Impact, TermCount, compare_files, count_terms, find_impacts
from locworker.model import Concept, Term

_EXCERPT = 80
_FORMATS = click.Choice(["full", "json"])


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--output-format", "form", type=_FORMATS, default="full", show_default=True)
def diff(old: Path, new: Path, *, form: str) -> None:
    """Show the concepts and terms that were added, removed or changed from OLD to NEW (files or folders)."""
    comparison = compare_files(old, new, open_settings(ProjectFiles()))
    if form == "json":
        _print_json(_comparison_json(comparison))
        return
    for line in _comparison_lines(comparison):
        click.echo(printable(line))
    counts = (len(comparison.added), len(comparison.removed), len(comparison.changed))
    tell("{} concepts added, {} removed, {} changed".format(*counts))


@click.command("impact")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.argument("catalogs", nargs=-1, type=click.Path(path_type=Path), metavar="[CATALOGS...]")
@click.option("--output-format", "form", type=_FORMATS, default="full", show_default=True)
def impact(old: Path, new: Path, catalogs: tuple[Path, ...], *, form: str) -> None:
    """List the messages of catalogs that a changed term touches: what to look at again.

    OLD and NEW are glossary files or folders. Without CATALOGS, the project's are looked through. A change of notes
    alone touches nothing.
    """
    found = find_impacts(old, new, catalogs, open_settings(ProjectFiles()))
    if form == "json":
        _print_json(
            {
                "messages": [{**asdict(item), "path": str(item.path)} for item in found],
                "summary": _impact_summary(found),
            }
        )
        return
    for item in found:
        source = item.source if len(item.source) <= _EXCERPT else f"{item.source[:_EXCERPT]}…"
        click.echo(printable(f"{item.path}:{item.line}: {', '.join(item.concepts)} ({item.state}): {source}"))
    tell(f"{len(found)} messages of {len({item.path for item in found})} catalogs")


@click.command("stats")
@click.argument("catalogs", nargs=-1, type=click.Path(path_type=Path), metavar="[CATALOGS...]")
@click.option("--output-format", "form", type=_FORMATS, default="full", show_default=True)
@project_options
def stats(catalogs: tuple[Path, ...], *, form: str, files: ProjectFiles) -> None:
    """Count for each term in how many messages it was due, applied, inflected, unclear and ignored.

    Without CATALOGS, the project's are looked through. The terms that are ignored most stand first: their entries, or
    the engine's glossary, are worth a look.
    """
    counts = count_terms(catalogs, open_settings(files))
    if form == "json":
        _print_json({"terms": [_count_json(count) for count in counts], "summary": _totals(counts)})
        return
    columns = ("language", "concept", "due", *map(str, Use))
    rows = [(count.language, count.concept, count.due, *(count.uses[use] for use in Use)) for count in counts]
    for line in _table([columns, *rows]):
        click.echo(printable(line))
    totals = ", ".join(f"{number} {use}" for use, number in _totals(counts).items() if use != "due")
    tell(f"{sum(count.due for count in counts)} terms due: {totals}")


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    for sign, concepts in (("+", comparison.added), ("-", comparison.removed)):
        for concept in concepts:
            yield f"{sign} {concept.id}"
            yield from (f"    {sign} {_describe(term)}" for term in concept.terms)
    for change in comparison.changed:
        yield f"~ {change.concept}"
        yield from (f"    + {_describe(term)}" for term in change.added)
        yield from (f"    - {_describe(term)}" for term in change.removed)
        for term in change.changed:
            fields = ", ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in term.fields)
            yield f"    ~ {term.language} {term.text} ({fields})"


def _describe(term: Term) -> str:
    return f"{term.language} {term.text} ({term.status})"


def _comparison_json(comparison: Comparison) -> dict[str, object]:
    return {
        "added": [_concept_json(concept) for concept in comparison.added],
        "removed": [_concept_json(concept) for concept in comparison.removed],
        "changed": [_change_json(change) for change in comparison.changed],
        "summary": {
            "added": len(comparison.added),
            "removed": len(comparison.removed),
            "changed": len(comparison.changed),
        },
    }


def _concept_json(concept: Concept) -> dict[str, object]:
    return {"concept": concept.id, "terms": [asdict(term) for term in concept.terms]}


def _change_json(change: ConceptChange) -> dict[str, object]:
    return {
        "concept": change.concept,
        "added": [asdict(term) for term in change.added],
        "removed": [asdict(term) for term in change.removed],
        "changed": [
            {
                "language": term.language,
                "term": term.text,
                "fields": {name: [old, new] for name, old, new in term.fields},
            }
            for term in change.changed
        ],
    }


def _impact_summary(found: Iterable[Impact]) -> dict[str, object]:
    items = list(found)
    concepts: dict[str, int] = {}
    for item in items:
        for concept in item.concepts:
            concepts[concept] = concepts.get(concept, 0) + 1
    return {"messages": len(items), "catalogs": len({item.path for item in items}), "concepts": concepts}


def _count_json(count: TermCount) -> dict[str, object]:
    return {
        "language": count.language,
        "concept": count.concept,
        "term": count.source,
        "due": count.due,
        **{str(use): count.uses[use] for use in Use},
        "matched": dict(count.rules.most_common()),
    }


def _totals(counts: Iterable[TermCount]) -> dict[str, int]:
    items = list(counts)
    return {
        "due": sum(count.due for count in items),
        **{str(use): sum(count.uses[use] for count in items) for use in Use},
    }


def _table(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Yield the rows with their columns below each other, the first two to the left, numbers to the right."""
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (
            str(cell).ljust(width) if column < 2 else str(cell).rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _print_json(whole: dict[str, object]) -> None:
    click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
