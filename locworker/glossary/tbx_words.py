"""The words of TBX, version 2 (`martif`) and 3 (`tbx`), in its styles DCA and DCT."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from locworker.model import TermStatus

XML = "{http://www.w3.org/XML/1998/namespace}"
CONCEPTS = frozenset({"conceptEntry", "termEntry"})
LANGUAGES = frozenset({"langSec", "langSet"})
TERM_GROUPS = frozenset({"termSec", "tig", "ntig"})
TYPED = frozenset({"admin", "adminNote", "descrip", "descripNote", "ref", "termNote", "transac", "transacNote", "xref"})
"""The elements that the style DCA types by an attribute; the style DCT has an element of its own for each type."""

STATUSES: Mapping[str, TermStatus] = {
    "preferredTerm-admn-sts": TermStatus.PREFERRED,
    "admittedTerm-admn-sts": TermStatus.ADMITTED,
    "deprecatedTerm-admn-sts": TermStatus.DEPRECATED,
    "supersededTerm-admn-sts": TermStatus.DEPRECATED,
}
"""The values of administrativeStatus."""

PARTS_OF_SPEECH: Mapping[str, str] = {"n": "noun", "v": "verb", "adj": "adjective", "adv": "adverb"}
"""Our short forms, and the values of partOfSpeech that they stand for."""


def kind_of(element: etree._Element) -> str:
    """Return what an element says: its name in the style DCT, its type in the style DCA."""
    name = name_of(element)
    return element.get("type", name) if name in TYPED else name


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def line_of(element: etree._Element) -> int:
    """Return the line of the file on which an element starts."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 1


def text_of(element: etree._Element) -> str:
    """Return the text of an element and all in it."""
    return "".join(str(part) for part in element.itertext())
