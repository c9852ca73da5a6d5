"""Lint of the rows of native and DeepL glossary files: cells in, rows and the faults of single lines out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from locworker.errors import ConfigError
from locworker.glossary.csv import COLUMNS, FORMULA, REQUIRED, YES_NO
from locworker.glossary.lint_rows import Report, Row
from locworker.glossary.lint_text import Cell
from locworker.languages import base_language, parse_language
from locworker.model import TermStatus

_PAIR_IN_NAME = re.compile(r"(?:^|[./\\])([A-Za-z]{2,3})[-_]([A-Za-z]{2,3})\.(?:csv|tsv)\Z")


@lru_cache(maxsize=256)
def _fault_of_language(text: str) -> tuple[bool, str]:
    """Say whether a text names a language, and what is wrong with it, if anything."""
    try:
        tag = parse_language(text)
    except ConfigError as error:
        return False, str(error)
    return True, f"'{text}' is not BCP 47; write {tag}" if "_" in text else ""


def check_language(text: str, *, path: str, line: int, column: int | None, report: Report) -> bool:
    """Report a language that is not BCP 47; say whether it is one."""
    known, fault = _fault_of_language(text)
    if fault:
        report.add("unknown-lang", fault, path=path, line=line, column=column, text=text)
    return known


def read_native(records: Iterable[list[Cell]], *, path: str, source_lang: str, report: Report) -> Iterator[Row]:
    """Yield the rows of a native glossary."""
    names: list[str] = []
    for cells in records:
        if not names:
            names = [cell.strip().casefold() for cell in cells]
            if not _check_header(names, path=path, line=cells[0].line, report=report):
                return
            continue
        if len(cells) < len(REQUIRED):
            _report_fields(
                "missing-separator", f"{len(cells)} fields; a row has {','.join(names)}", cells, path, report
            )
        elif len(cells) > len(names):
            _report_fields(
                "stray-separator",
                f"{len(cells)} fields under {len(names)} columns; quote a field that holds a comma",
                cells,
                path,
                report,
            )
        else:
            row = _native_row(dict(zip(names, cells, strict=False)), path, source_lang, report)
            if row:
                yield row


def read_deepl(
    records: Iterable[list[Cell]], *, path: str, tabs: bool, pair: tuple[str, str], report: Report
) -> Iterator[Row]:
    """Yield the rows of a DeepL glossary: source and target of each line; languages by columns, name or `pair`."""
    named = _PAIR_IN_NAME.search(path)
    pair = (named[1], named[2]) if named else pair
    stated = pair if named else None
    for number, cells in enumerate(records):
        if number == 0 and _is_header(cells):
            continue
        if not _check_fields(cells, tabs=tabs, path=path, report=report):
            continue
        languages = tuple(cell.strip() for cell in cells[2:4])
        if len(languages) == 2:
            stated = _check_pair(cells, stated, path=path, report=report)
        source_lang, target_lang = languages if len(languages) == 2 else pair
        if stated and len(languages) == 2 and not _same_pair((source_lang, target_lang), stated):
            continue
        yield from _deepl_rows(cells, path, (source_lang, target_lang))


def _check_header(names: Sequence[str], *, path: str, line: int, report: Report) -> bool:
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    if missing:
        wrong = f"no column {', '.join(missing)}"
    elif unknown or len(set(names)) != len(names):
        wrong = "column " + (", ".join(f"'{name}'" for name in unknown) or "twice")
    else:
        return True
    report.add("bad-header", f"{wrong}; the columns are {','.join(COLUMNS)}", path=path, line=line, column=1)
    return False


def _native_row(cells: dict[str, Cell], path: str, source_lang: str, report: Report) -> Row | None:
    """Return the row of a term, or None when a value of it is wrong."""
    language = cells["language"]
    good = _check_values(cells, path=path, report=report)
    if not check_language(language.strip(), path=path, line=language.line, column=language.column, report=report):
        return None
    if not good:
        return None
    _check_formulas(cells, path=path, report=report)
    return Row(
        path=path,
        kind="native",
        line=cells["term"].line,
        column=cells["term"].column,
        concept=cells["concept"].strip(),
        language=language.strip(),
        text=str(cells["term"]),
        status=TermStatus(cells["status"].strip().casefold()),
        note=cells.get("note", "").strip(),
        pos=cells.get("pos", "").strip(),
        case=YES_NO[cells.get("case", "").strip().casefold()],
        source=base_language(language.strip()) == base_language(source_lang),
    )


def _check_values(cells: dict[str, Cell], *, path: str, report: Report) -> bool:
    """Report the fields whose values are not known; say whether there are none."""
    wrong = []
    if not cells["concept"].strip():
        wrong.append(("missing-concept", "concept", "the row names no concept; give it an id"))
    if cells["status"].strip().casefold() not in set(TermStatus):
        wrong.append(("unknown-status", "status", f"status '{cells['status']}' is none of {', '.join(TermStatus)}"))
    if cells.get("case", "").strip().casefold() not in YES_NO:
        wrong.append(("bad-case", "case", f"case is yes or no, not '{cells['case']}'"))
    for rule, name, message in wrong:
        cell = cells[name]
        report.add(rule, message, path=path, line=cell.line, column=cell.column, text=str(cell))
    return not wrong


def _check_formulas(cells: dict[str, Cell], *, path: str, report: Report) -> None:
    for name in ("concept", "note", "pos", "waiver"):
        cell = cells.get(name)
        if cell and cell[0] in FORMULA:
            message = f"the {name} starts with '{cell[0]}': a spreadsheet would run it as a formula; begin with a word"
            report.add("formula-prefix", message, path=path, line=cell.line, column=cell.column, text=str(cell))


def _is_header(cells: Sequence[Cell]) -> bool:
    return [cell.strip().casefold() for cell in cells[:2]] == ["source", "target"]


def _check_fields(cells: Sequence[Cell], *, tabs: bool, path: str, report: Report) -> bool:
    """Say whether a line of a DeepL file has as many fields as it must, and report when it has not."""
    if len(cells) == 1:
        between = "a tab" if tabs else "a comma"
        _report_fields(
            "missing-separator",
            f"no {between[2:]} in the line; put {between} between source and target",
            cells,
            path,
            report,
        )
    elif tabs and len(cells) > 2:
        _report_fields(
            "stray-tab", "more than one tab in the line; a line is source, tab, target", cells, path, report, at=2
        )
    elif not tabs and len(cells) not in {2, 4}:
        _report_fields(
            "stray-separator",
            f"{len(cells)} fields; a line is source,target or source,target,source_lang,target_lang",
            cells,
            path,
            report,
        )
    else:
        return True
    return False


def _report_fields(rule: str, message: str, cells: Sequence[Cell], path: str, report: Report, *, at: int = 0) -> None:
    report.add(rule, message, path=path, line=cells[0].line, column=cells[at].column, text=str(cells[0]))


def _check_pair(
    cells: Sequence[Cell], stated: tuple[str, str] | None, *, path: str, report: Report
) -> tuple[str, str] | None:
    """Return the pair that the file's first good row states; report a row that states another."""
    good = [
        check_language(cell.strip(), path=path, line=cell.line, column=cell.column, report=report)
        for cell in cells[2:4]
    ]
    if not all(good):
        return stated
    pair = (cells[2].strip(), cells[3].strip())
    if stated and not _same_pair(pair, stated):
        report.add(
            "lang-mismatch",
            f"{pair[0]} → {pair[1]} in a dictionary of {stated[0]} → {stated[1]}; move the row to a file of its own",
            path=path,
            line=cells[2].line,
            column=cells[2].column,
            text=str(cells[0]),
        )
    return stated or pair


def _same_pair(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return [base_language(tag) for tag in one] == [base_language(tag) for tag in other]


def _deepl_rows(cells: Sequence[Cell], path: str, pair: tuple[str, str]) -> Iterator[Row]:
    for cell, language, source in ((cells[0], pair[0], True), (cells[1], pair[1], False)):
        yield Row(
            path=path,
            kind="deepl",
            line=cell.line,
            column=cell.column,
            concept=f"#{cells[0].line}",
            language=language,
            text=str(cell),
            source=source,
        )
