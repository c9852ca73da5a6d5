"""Lint of TBX files: XML bytes in, rows and the faults of the form out.

No file and no address is ever read for an XML document: one that declares entities is refused before it is parsed, and
the parser neither resolves entities nor loads a DTD.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from xml.parsers import expat

from lxml import etree

from locworker.glossary.lint_readers import check_language
from locworker.glossary.lint_rows import Report, Row
from locworker.languages import base_language
from locworker.model import TermStatus

_XML = "{http://www.w3.org/XML/1998/namespace}"
_CONCEPTS = frozenset({"conceptEntry", "termEntry"})
_LANGUAGES = frozenset({"langSec", "langSet"})
_TERM_GROUPS = frozenset({"termSec", "tig", "ntig"})
# The elements that the DCA style types by an attribute; the DCT style has an element of its own for each type.
_TYPED = frozenset(
    {"admin", "adminNote", "descrip", "descripNote", "ref", "termNote", "transac", "transacNote", "xref"}
)
_STATUSES: Mapping[str, TermStatus] = {
    "preferredTerm-admn-sts": TermStatus.PREFERRED,
    "admittedTerm-admn-sts": TermStatus.ADMITTED,
    "deprecatedTerm-admn-sts": TermStatus.DEPRECATED,
    "supersededTerm-admn-sts": TermStatus.DEPRECATED,
}
_PICKLISTS: Mapping[str, frozenset[str]] = {
    "administrativeStatus": frozenset(_STATUSES),
    "partOfSpeech": frozenset({"adjective", "adverb", "noun", "other", "properNoun", "verb"}),
    "transactionType": frozenset({"modification", "origination"}),
    "grammaticalGender": frozenset({"feminine", "masculine", "neuter", "other"}),
    "termType": frozenset({"abbreviation", "acronym", "fullForm", "phrase", "shortForm", "variant"}),
}


_EXPLAINING = frozenset({"definition", "note"})
# Declarations that are enough to tell what a document is up to.
_MANY = 100


class _StopError(Exception):
    """The prolog is read."""


def read_tbx(content: bytes, *, path: str, source_lang: str, report: Report) -> Iterator[Row]:
    """Yield the rows of a TBX file; nothing when it is refused."""
    root = _parse(content, path=path, report=report)
    if root is None:
        return
    if _name(root) not in {"tbx", "martif"}:
        _report(
            "tbx-missing-concept", f"is no TBX: its root is <{_name(root)}>; TBX starts with <tbx>", root, path, report
        )
        return
    _check_style(root, path=path, report=report)
    _check_ids(root, path=path, report=report)
    _check_picklists(root, path=path, report=report)
    yield from _read_body(root, path=path, source_lang=source_lang, report=report)


def _parse(content: bytes, *, path: str, report: Report) -> etree._Element | None:
    if not _check_prolog(content, path=path, report=report):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        rule, message = "malformed-xml", f"is not well-formed: {error.msg}; mend the markup"
        if _states_utf8(content) and not _is_utf8(content):
            rule, message = "not-utf8", "holds bytes that are not UTF-8; save the file as UTF-8"
        report.add(rule, message, path=path, line=max(line, 1), column=max(column, 1))
        return None


def _check_prolog(content: bytes, *, path: str, report: Report) -> bool:
    """Say whether a document is free of declarations; report the one that it must not have."""
    parser = expat.ParserCreate()
    found: list[tuple[str, str, int]] = []

    def declared(*declaration: object) -> None:
        name, system = declaration[0], declaration[4]
        rule = "xml-external-entity" if system else "xml-entity-bomb"
        what = "an entity outside the file" if system else "an entity"
        message = f"declares {what} ({name}); remove the DOCTYPE and write the text itself"
        found.append((rule, message, parser.CurrentLineNumber))
        if system or len(found) > _MANY:
            raise _StopError

    def doctype(_name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            found.append(("xml-entity-bomb", "has declarations in its DOCTYPE; remove them", parser.CurrentLineNumber))

    def root(_name: str, _attributes: dict[str, str]) -> None:
        raise _StopError

    parser.EntityDeclHandler = declared
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    # A document that is broken gets its finding from the parser that reads all of it.
    with contextlib.suppress(_StopError, expat.ExpatError):
        parser.Parse(content)
    external = [item for item in found if item[0] == "xml-external-entity"]
    for rule, message, line in (external or found)[-1:]:
        report.add(rule, message, path=path, line=line)
    return not found


def _check_style(root: etree._Element, *, path: str, report: Report) -> None:
    """Report the first element that is not of the style the file states."""
    style = root.get("style", "").casefold()
    for element in root.iter():
        typed = _name(element) in _TYPED and element.get("type") is not None
        foreign = etree.QName(element).namespace not in {None, etree.QName(root).namespace}
        if (style == "dct" and typed) or (style == "dca" and foreign):
            _report(
                "tbx-style-mismatch",
                f"<{_name(element)}> is of the style {'DCA' if typed else 'DCT'}, the file states {style.upper()};"
                " change the attribute style or the elements",
                element,
                path,
                report,
            )
            return


def _check_ids(root: etree._Element, *, path: str, report: Report) -> None:
    seen: dict[str, int] = {}
    for element in root.iter():
        id_ = element.get("id") or element.get(f"{_XML}id")
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
        seen.setdefault(id_, _line(element))


def _read_body(root: etree._Element, *, path: str, source_lang: str, report: Report) -> Iterator[Row]:
    number, note, outside = 0, "", False
    for element in root.iter():
        name, parent = _name(element), element.getparent()
        above = _name(parent) if parent is not None else ""
        if name in _CONCEPTS:
            number += 1
            note = _first(element, _EXPLAINING)
        elif name in _LANGUAGES and above not in _CONCEPTS:
            outside = True
            message = f"<{name}> outside a <conceptEntry>; put one around it"
            _report("tbx-missing-concept", message, element, path, report)
        elif name in _LANGUAGES:
            language = _read_language(element, path=path, report=report)
            for row in _read_terms(element, concept=str(number), note=note, path=path) if language else ():
                yield replace(row, language=language, source=base_language(language) == base_language(source_lang))
        elif name in _TERM_GROUPS and above not in _LANGUAGES | _TERM_GROUPS:
            message = f"<{name}> outside a <langSec>; put one with xml:lang around it"
            _report("tbx-missing-lang", message, element, path, report)
    if not number and not outside:
        _report("tbx-missing-concept", "holds no <conceptEntry>; add one for each concept", root, path, report)


def _read_language(section: etree._Element, *, path: str, report: Report) -> str:
    """Return the language of a section, or nothing when it has none that is known."""
    language = (section.get(f"{_XML}lang") or section.get("lang") or "").strip()
    if not language:
        _report("tbx-missing-lang", f"<{_name(section)}> without xml:lang; state the language", section, path, report)
    elif not check_language(language, path=path, line=_line(section), column=None, report=report):
        return ""
    return language


def _read_terms(section: etree._Element, *, concept: str, note: str, path: str) -> Iterator[Row]:
    """Yield the terms of one language; of those without a status the first is the preferred one."""
    stated = False
    for group in section:
        for term in (item for item in group.iter() if _name(group) in _TERM_GROUPS and _name(item) == "term"):
            status = _status(group) or (TermStatus.ADMITTED if stated else TermStatus.PREFERRED)
            stated = stated or status is TermStatus.PREFERRED
            yield Row(
                path=path,
                kind="tbx",
                line=_line(term),
                column=None,
                concept=concept,
                language="",
                text=_text(term),
                status=status,
                note=note,
                pos=_first(group, {"partOfSpeech"}),
            )


def _status(group: etree._Element) -> TermStatus | None:
    for element in group.iter():
        if _kind(element) == "administrativeStatus":
            return _STATUSES.get(_text(element).strip())
    return None


def _first(element: etree._Element, kinds: Collection[str]) -> str:
    return next((_text(item).strip() for item in element.iter() if _kind(item) in kinds), "")


def _check_picklists(root: etree._Element, *, path: str, report: Report) -> None:
    for element in root.iter():
        known = _PICKLISTS.get(_kind(element))
        value = _text(element).strip() if known else ""
        # Version 2 knows more transactions than version 3.
        if known and value not in known and not (_kind(element) == "transactionType" and _name(root) == "martif"):
            words = ", ".join(sorted(known))
            _report("tbx-bad-picklist", f"{_kind(element)} is one of {words}; not '{value}'", element, path, report)


def _kind(element: etree._Element) -> str:
    """Return what an element says: its name in the style DCT, its type in the style DCA."""
    name = _name(element)
    return element.get("type", name) if name in _TYPED else name


def _report(rule: str, message: str, element: etree._Element, path: str, report: Report) -> None:
    report.add(rule, message, path=path, line=_line(element))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _line(element: etree._Element) -> int:
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _states_utf8(content: bytes) -> bool:
    declaration = re.match(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}encoding=[\"']([\w.-]+)", content)
    return not content.startswith((b"\xff\xfe", b"\xfe\xff")) and (
        declaration is None or declaration[1].lower() in {b"utf-8", b"utf8"}
    )


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
