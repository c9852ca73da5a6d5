"""Lint of TBX files: XML bytes in, rows and the faults of the form out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from locworker.glossary.lint_readers import check_language
from locworker.glossary.lint_rows import Report, Row
from locworker.glossary.tbx_words import (
    CONCEPTS,
    LANGUAGES,
    STATUSES,
    TERM_GROUPS,
    TYPED,
    XML,
    kind_of,
    line_of,
    name_of,
    text_of,
)
from locworker.glossary.xml import XmlFault, parse_xml
from locworker.languages import base_language
from locworker.model import TermStatus

_PICKLISTS: Mapping[str, frozenset[str]] = {
    "administrativeStatus": frozenset(STATUSES),
    "partOfSpeech": frozenset({"adjective", "adverb", "noun", "other", "properNoun", "verb"}),
    "transactionType": frozenset({"modification", "origination"}),
    "grammaticalGender": frozenset({"feminine", "masculine", "neuter", "other"}),
    "termType": frozenset({"abbreviation", "acronym", "fullForm", "phrase", "shortForm", "variant"}),
}
_EXPLAINING = frozenset({"definition", "note"})


def read_tbx(content: bytes, *, path: str, source_lang: str, report: Report) -> Iterator[Row]:
    """Yield the rows of a TBX file; nothing when it is refused."""
    root = parse_xml(content)
    if isinstance(root, XmlFault):
        report.add(root.rule, root.message, path=path, line=root.line, column=root.column)
        return
    if name_of(root) not in {"tbx", "martif"}:
        _report(
            "tbx-missing-concept",
            f"is no TBX: its root is <{name_of(root)}>; TBX starts with <tbx>",
            root,
            path,
            report,
        )
        return
    _check_style(root, path=path, report=report)
    _check_ids(root, path=path, report=report)
    _check_picklists(root, path=path, report=report)
    yield from _read_body(root, path=path, source_lang=source_lang, report=report)


def _check_style(root: etree._Element, *, path: str, report: Report) -> None:
    """Report the first element that is not of the style the file states."""
    style = root.get("style", "").casefold()
    for element in root.iter():
        typed = name_of(element) in TYPED and element.get("type") is not None
        foreign = etree.QName(element).namespace not in {None, etree.QName(root).namespace}
        if (style == "dct" and typed) or (style == "dca" and foreign):
            _report(
                "tbx-style-mismatch",
                f"<{name_of(element)}> is of the style {'DCA' if typed else 'DCT'}, the file states {style.upper()};"
                " change the attribute style or the elements",
                element,
                path,
                report,
            )
            return


def _check_ids(root: etree._Element, *, path: str, report: Report) -> None:
    seen: dict[str, int] = {}
    for element in root.iter():
        id_ = element.get("id") or element.get(f"{XML}id")
        if id_ is None:
            continue
        if id_ in seen:
            _report(
                "tbx-duplicate-id",
                f"id '{id_}' stands on line {seen[id_]}, too; give it another",
                element,
                path,
                report,
            )
        seen.setdefault(id_, line_of(element))


def _read_body(root: etree._Element, *, path: str, source_lang: str, report: Report) -> Iterator[Row]:
    number, note, outside = 0, "", False
    for element in root.iter():
        name, parent = name_of(element), element.getparent()
        above = name_of(parent) if parent is not None else ""
        if name in CONCEPTS:
            number += 1
            note = _first(element, _EXPLAINING)
        elif name in LANGUAGES and above not in CONCEPTS:
            outside = True
            message = f"<{name}> outside a <conceptEntry>; put one around it"
            _report("tbx-missing-concept", message, element, path, report)
        elif name in LANGUAGES:
            language = _read_language(element, path=path, report=report)
            for row in _read_terms(element, concept=str(number), note=note, path=path) if language else ():
                yield replace(row, language=language, source=base_language(language) == base_language(source_lang))
        elif name in TERM_GROUPS and above not in LANGUAGES | TERM_GROUPS:
            message = f"<{name}> outside a <langSec>; put one with xml:lang around it"
            _report("tbx-missing-lang", message, element, path, report)
    if not number and not outside:
        _report("tbx-missing-concept", "holds no <conceptEntry>; add one for each concept", root, path, report)


def _read_language(section: etree._Element, *, path: str, report: Report) -> str:
    """Return the language of a section, or nothing when it has none that is known."""
    language = (section.get(f"{XML}lang") or section.get("lang") or "").strip()
    if not language:
        _report("tbx-missing-lang", f"<{name_of(section)}> without xml:lang; state the language", section, path, report)
    elif not check_language(language, path=path, line=line_of(section), column=None, report=report):
        return ""
    return language


def _read_terms(section: etree._Element, *, concept: str, note: str, path: str) -> Iterator[Row]:
    """Yield the terms of one language; of those without a status the first is the preferred one."""
    stated = False
    for group in section:
        for term in (item for item in group.iter() if name_of(group) in TERM_GROUPS and name_of(item) == "term"):
            status = _status(group) or (TermStatus.ADMITTED if stated else TermStatus.PREFERRED)
            stated = stated or status is TermStatus.PREFERRED
            yield Row(
                path=path,
                kind="tbx",
                line=line_of(term),
                column=None,
                concept=concept,
                language="",
                text=text_of(term),
                status=status,
                note=note,
                pos=_first(group, {"partOfSpeech"}),
            )


def _status(group: etree._Element) -> TermStatus | None:
    for element in group.iter():
        if kind_of(element) == "administrativeStatus":
            return STATUSES.get(text_of(element).strip())
    return None


def _first(element: etree._Element, kinds: Collection[str]) -> str:
    return next((text_of(item).strip() for item in element.iter() if kind_of(item) in kinds), "")


def _check_picklists(root: etree._Element, *, path: str, report: Report) -> None:
    for element in root.iter():
        known = _PICKLISTS.get(kind_of(element))
        value = text_of(element).strip() if known else ""
        # Version 2 knows more transactions than version 3.
        if known and value not in known and not (kind_of(element) == "transactionType" and name_of(root) == "martif"):
            words = ", ".join(sorted(known))
            _report("tbx-bad-picklist", f"{kind_of(element)} is one of {words}; not '{value}'", element, path, report)


def _report(rule: str, message: str, element: etree._Element, path: str, report: Report) -> None:
    report.add(rule, message, path=path, line=line_of(element))
