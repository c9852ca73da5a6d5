"""The native glossary format: CSV, one row a term, columns by name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

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


def load_glossary(path: Path | str) -> Glossary:
    """Return the glossary in a file.

    Raises:
        InputError: The file cannot be read or a row of it is broken.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8; save the glossary as UTF-8", path=str(path), line=line) from error
    return parse_glossary(text, path=str(path))


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
