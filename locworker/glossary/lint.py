"""Lint of glossary files. In: paths and bytes; out: one finding for each fault, with its place and how to mend it.

A broken file is a finding here, not an exception. Formats by suffix and header: native CSV, DeepL CSV and TSV, TBX, PO.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from locworker.errors import InputError
from locworker.glossary.csv import COLUMNS, is_header
from locworker.glossary.lint_concepts import Group, check_concepts, compare_files, group_rows
from locworker.glossary.lint_graph import check_cycles, check_overlaps
from locworker.glossary.lint_readers import read_deepl, read_native
from locworker.glossary.lint_rows import Report, Row
from locworker.glossary.lint_terms import check_term
from locworker.glossary.lint_text import decode, read_csv, read_tsv
from locworker.glossary.reading import Pair
from locworker.model import Finding


def lint_glossaries(
    files: Sequence[tuple[str, bytes | InputError]], *, source_lang: str, target_lang: str
) -> list[Finding]:
    """Return what is wrong in glossary files, each by itself and all together, in the order of the files.

    Args:
        files: Pairs of a path and the bytes there, or why they cannot be had.
        source_lang: The language that terms are translated from.
        target_lang: The target language of DeepL files that do not say theirs.
    """
    report = Report()
    compared: list[dict[str, Group]] = []
    for path, content in files:
        if isinstance(content, InputError):
            why = str(content).removeprefix(f"{path}: ")
            report.add("unreadable-file", f"{why}; nothing of it was checked", path=path, line=1)
            continue
        rows = list(_read(path, content, pair=(source_lang, target_lang), report=report))
        groups = group_rows(row for row in rows if check_term(row, report))
        check_concepts(groups, report)
        check_cycles(groups, report)
        check_overlaps(groups, report)
        compared.append(groups)
    compare_files(compared, report)
    order = {path: number for number, (path, _) in enumerate(files)}
    report.findings.sort(
        key=lambda finding: (order[finding.path or ""], finding.line or 0, finding.column or 0, finding.rule)
    )
    return report.finish()


def _read(path: str, content: bytes, *, pair: tuple[str, str], report: Report) -> Iterable[Row]:
    name = path.casefold()
    if name.endswith((".tbx", ".xml")):
        # Loaded late: most projects have no XML, and no PO files.
        from locworker.glossary.lint_tbx import read_tbx

        return read_tbx(content, path=path, source_lang=pair[0], report=report)
    text = decode(content, path=path, report=report)
    if text is None:
        return ()
    if name.endswith((".po", ".pot")):
        from locworker.glossary.lint_gettext import read_gettext

        return read_gettext(text, path=path, pair=Pair(source=pair[0], target=pair[1]), report=report)
    if name.endswith((".tsv", ".tab", ".txt")):
        return read_deepl(read_tsv(text), path=path, tabs=True, pair=pair, report=report)
    faults = len(report.findings)
    records = list(read_csv(text, path=path, report=report))
    if not records and len(report.findings) == faults:
        first = ",".join(COLUMNS[:5])
        report.add("bad-header", f"is empty; a glossary starts with the line {first}", path=path, line=1)
    if name.endswith(".terms.csv") or (records and is_header(list(records[0]))):
        return read_native(records, path=path, source_lang=pair[0], report=report)
    return read_deepl(records, path=path, tabs=False, pair=pair, report=report)
