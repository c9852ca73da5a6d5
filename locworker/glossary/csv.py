"""The native glossary format: CSV, one row a term, columns by name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from locworker.errors import ConfigError, InputError
from locworker.glossary.pair import Glossary
from locworker.languages import parse_language
from locworker.model import Concept, Term, TermStatus
from locworker.text import normalise

REQUIRED = ("concept", "language", "term", "status")
"""The columns without which a file is no glossary."""

COLUMNS = (*REQUIRED, "note", "pos", "case", "waiver")
"""All columns that a glossary may have."""

YES_NO: Mapping[str, bool] = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}
"""What the column `case` may hold."""

FORMULA = "=+-@|%\t"
"""What makes a spreadsheet run a cell."""


def parse_glossary(text: str, *, path: str) -> Glossary:
    """Return the glossary in a CSV text.

    Raises:
        InputError: A row is broken; the error names its line.
    """
    concepts: dict[str, list[Term]] = {}
    for line, row in read_rows(text, path=path):
        if not row["concept"]:
            raise InputError("a row needs a concept", path=path, line=line)
        concepts.setdefault(row["concept"], []).append(_make_term(row, path=path, line=line))
    return Glossary(concepts=tuple(Concept(id=id_, terms=tuple(terms)) for id_, terms in concepts.items()))


def read_rows(text: str, *, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the columns, stripped and in NFC, of each row that is not empty.

    Raises:
        InputError: The header or the CSV itself is broken.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] = []
    while True:
        start = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise InputError(f"broken CSV: {error}", path=path, line=start) from error
        if not any(field.strip() for field in fields):
            continue
        if not names:
            names = _read_header(fields, path=path, line=start)
        elif len(fields) > len(names):
            raise InputError(
                f"{len(fields)} fields under {len(names)} columns; quote a field that holds a comma",
                path=path,
                line=start,
            )
        else:
            padded = [*fields, *[""] * (len(names) - len(fields))]
            yield start, {name: normalise(field.strip()) for name, field in zip(names, padded, strict=True)}
    if not names:
        raise InputError(f"empty; a glossary starts with the line {','.join(COLUMNS[:5])}", path=path, line=1)


def render_native(glossary: Glossary) -> str:
    """Return a glossary as native CSV; the last three columns are there where a term has something in them.

    Raises:
        InputError: A spreadsheet would run a field as a formula.
    """
    rows = [
        _make_row(concept, term, first=not number)
        for concept in glossary.concepts
        for number, term in enumerate(concept.terms)
    ]
    columns = [name for name in COLUMNS if name not in COLUMNS[5:] or any(row[name] for row in rows)]
    refuse_formulas(row[name] for row in rows for name in columns)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return out.getvalue()


def refuse_formulas(fields: Iterable[str]) -> None:
    """Refuse to write what a spreadsheet would run.

    Raises:
        InputError: A field starts like a formula.
    """
    for field in fields:
        if field[:1] and field[0] in FORMULA:
            shown = field[:40] if field[:40].isprintable() else ascii(field[:40])
            raise InputError(f"a spreadsheet would run '{shown}' as a formula; let it begin with a word")


def starts_native(text: str) -> bool:
    """Say whether the first line that is not blank names the columns of a native glossary, or is all there is."""
    first = next((line for line in text[:10_000].splitlines() if line.strip()), "")
    return not first or is_header(first.replace('"', "").split(","))


def is_header(fields: Sequence[str]) -> bool:
    """Say whether a row of a CSV file names the columns of a native glossary."""
    return {"concept", "term"} <= {field.strip().casefold() for field in fields}


def _read_header(fields: list[str], *, path: str, line: int) -> list[str]:
    names = [field.strip().casefold() for field in fields]
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing:
        raise InputError(
            f"no column {', '.join(missing)}; the first line names the columns {','.join(COLUMNS[:5])}",
            path=path,
            line=line,
        )
    if unknown or len(set(names)) != len(names):
        wrong = ", ".join(f"'{name}'" for name in unknown) or "a name twice"
        raise InputError(f"columns are {','.join(COLUMNS)}; found {wrong}", path=path, line=line)
    return names


def _make_row(concept: Concept, term: Term, *, first: bool) -> dict[str, str]:
    return {
        "concept": concept.id,
        "language": term.language,
        "term": term.text,
        "status": term.status,
        "note": term.note or (concept.note if first else ""),
        "pos": term.pos,
        "case": "yes" if term.case else "",
        "waiver": term.waiver,
    }


def _make_term(row: Mapping[str, str], *, path: str, line: int) -> Term:
    if not row["term"]:
        raise InputError(f"concept '{row['concept']}' has a row without a term", path=path, line=line)
    try:
        status = TermStatus(row["status"].casefold())
    except ValueError as error:
        known = ", ".join(TermStatus)
        raise InputError(f"status '{row['status']}' is none of {known}", path=path, line=line) from error
    case = row.get("case", "").casefold()
    if case not in YES_NO:
        raise InputError(f"case is yes or no, not '{row['case']}'", path=path, line=line)
    try:
        language = _parse_language(row["language"])
    except ConfigError as error:
        raise InputError(str(error), path=path, line=line) from error
    return Term(
        language=language,
        text=re.sub(r"\s+", " ", row["term"]),
        status=status,
        note=row.get("note", ""),
        pos=row.get("pos", ""),
        case=YES_NO[case],
        waiver=row.get("waiver", ""),
    )


@lru_cache(maxsize=256)
def _parse_language(text: str) -> str:
    return parse_language(text)
