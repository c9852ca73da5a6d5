"""TBX in, a glossary out: version 3 and 2, in the styles DCT and DCA.

What TBX has no word for stands in notes of ours: `locworker: protected`, `locworker: case`, `locworker: waiver=…`,
`locworker: pos=…`. A definition becomes the note of the first term beneath it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from locworker.errors import InputError
from locworker.glossary.reading import Reading, make_glossary, plain_term, read_language
from locworker.glossary.tbx_words import (
    CONCEPTS,
    LANGUAGES,
    PARTS_OF_SPEECH,
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
from locworker.model import Term, TermStatus

OWN = "locworker: "
"""What a note of ours starts with."""

_POS = {word: short for short, word in PARTS_OF_SPEECH.items()}
# What other tools write, by the normative authorisations of version 2.
_KNOWN_STATUSES: Mapping[str, TermStatus] = {
    **STATUSES,
    "preferredTerm": TermStatus.PREFERRED,
    "standardizedTerm": TermStatus.PREFERRED,
    "standardizedTerm-admn-sts": TermStatus.PREFERRED,
    "admittedTerm": TermStatus.ADMITTED,
    "deprecatedTerm": TermStatus.DEPRECATED,
    "supersededTerm": TermStatus.DEPRECATED,
}
_STATUS_KINDS = frozenset({"administrativeStatus", "normativeAuthorization"})
_NOTES = frozenset({"note", "definition"})
_READ = _NOTES | _STATUS_KINDS | {"partOfSpeech", "term"}
# They only group others.
_FRAMES = CONCEPTS | LANGUAGES | TERM_GROUPS | {"termGrp", "hi", "foreign", "ec", "sc", "ph"}


def parse_tbx(content: bytes, *, path: str) -> Reading:
    """Return the glossary in a TBX file.

    Raises:
        InputError: It is no TBX, declares entities, or lacks a term, a language or an id of its own.
    """
    root = parse_xml(content)
    if isinstance(root, XmlFault):
        raise InputError(root.message, path=path, line=root.line, column=root.column)
    if name_of(root) not in {"tbx", "martif"}:
        raise InputError(f"is no TBX: its root is <{name_of(root)}>", path=path, line=line_of(root))
    concepts: dict[str, list[Term]] = {}
    unread: Counter[str] = Counter()
    main = root.get(f"{XML}lang") or root.get("lang") or ""
    for number, entry in enumerate((e for e in root.iter() if name_of(e) in CONCEPTS), 1):
        id_ = decode_id(entry.get("id") or entry.get(f"{XML}id") or f"entry-{number}")
        if id_ in concepts:
            raise InputError(f"the id '{id_}' stands for two concepts", path=path, line=line_of(entry))
        concepts[id_] = list(_read_concept(entry, main=main, path=path))
        unread.update(kind_of(e) for e in entry.iter() if _is_unread(e))
    if not concepts:
        raise InputError("holds no <conceptEntry>", path=path, line=line_of(root))
    kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(unread.items()))
    lost = (f"TBX data that a glossary has no place for: {kinds}",) if kinds else ()
    return Reading(glossary=make_glossary(concepts.items()), lost=lost)


def encode_id(id_: str) -> str:
    """Return a concept's id as XML allows ids: other characters as `_x0020_`."""
    name = re.sub(r"_(?=x[0-9A-F]{4,6}_)|[^A-Za-z0-9._-]", _escape, id_)
    return re.sub(r"\A[^A-Za-z_]", _escape, name)


def decode_id(name: str) -> str:
    """Return the id that `encode_id` was given."""
    return re.sub(r"_x([0-9A-F]{4,6})_", lambda match: _character(match[1]), name)


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0x20 <= number < 0xD800 or 0xE000 <= number < 0x110000 else f"_x{digits}_"


def _read_concept(entry: etree._Element, *, main: str, path: str) -> Iterator[Term]:
    sections = [child for child in entry if name_of(child) in LANGUAGES]
    first = next((s for s in sections if _language(s).casefold() == main.casefold()), sections[0] if sections else None)
    for section in sections:
        language = read_language(_language(section), path=path, line=line_of(section))
        above = [*(_notes(entry) if section is first else ()), *_notes(section)]
        stated = False
        for number, group in enumerate(child for child in section if name_of(child) in TERM_GROUPS):
            term = _read_term(group, path=path)
            status = term.status
            if _status(group) is None and status is not TermStatus.PROTECTED:
                status = TermStatus.ADMITTED if stated else TermStatus.PREFERRED
            stated = stated or status is TermStatus.PREFERRED
            notes = [*(above if number == 0 else ()), *([term.note] if term.note else ())]
            yield replace(term, language=language, status=status, note="; ".join(notes))


def _read_term(group: etree._Element, *, path: str) -> Term:
    element = next((item for item in group.iter() if name_of(item) == "term"), None)
    text = "" if element is None else plain_term(text_of(element))
    if not text:
        raise InputError("a term is empty", path=path, line=line_of(group))
    notes = [plain_term(text_of(item)) for item in group.iter() if kind_of(item) in _NOTES]
    own = dict(note[len(OWN) :].partition("=")[::2] for note in notes if note.startswith(OWN))
    pos = next((plain_term(text_of(item)) for item in group.iter() if kind_of(item) == "partOfSpeech"), "")
    return Term(
        language="",
        text=text,
        status=TermStatus.PROTECTED if "protected" in own else _status(group) or TermStatus.PREFERRED,
        note="; ".join(note for note in notes if note and not note.startswith(OWN)),
        pos=own.get("pos") or _POS.get(pos, pos),
        case="case" in own,
        waiver=own.get("waiver", ""),
    )


def _status(group: etree._Element) -> TermStatus | None:
    values = (plain_term(text_of(item)) for item in group.iter() if kind_of(item) in _STATUS_KINDS)
    return next((_KNOWN_STATUSES[value] for value in values if value in _KNOWN_STATUSES), None)


def _notes(element: etree._Element) -> list[str]:
    """Return the notes and definitions of a concept or language, but for those of what is inside."""
    texts = []
    for child in element:
        if name_of(child) in LANGUAGES | TERM_GROUPS:
            continue
        texts += [plain_term(text_of(item)) for item in child.iter() if kind_of(item) in _NOTES]
    return [text for text in texts if text]


def _language(section: etree._Element) -> str:
    return (section.get(f"{XML}lang") or section.get("lang") or "").strip()


def _is_unread(element: etree._Element) -> bool:
    name, kind = name_of(element), kind_of(element)
    if kind in _READ or name in _FRAMES or name.endswith("Grp"):
        return False
    return name in TYPED or not len(element)
