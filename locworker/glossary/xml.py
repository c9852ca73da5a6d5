"""The one XML parser of the project: bytes in, a tree or the reason for refusing them out.

No file and no address is ever read for a document: one that declares entities is refused before it is parsed, and the
parser neither resolves entities nor loads a DTD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

# Declarations that are enough to tell what a document is up to.
_MANY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlFault:
    """Why a document is refused, as a rule of the lint, and where, as far as that is known."""

    rule: str
    message: str
    line: int
    column: int | None = None


_OTHER_ENCODING = XmlFault(
    rule="not-utf8", message="is in an encoding that is not read here; save the file as UTF-8", line=1
)


class _Prolog(NamedTuple):
    """What stands before the root element: the fault in it, and whether it could be read at all."""

    fault: XmlFault | None
    read: bool


class _StopError(Exception):
    """The prolog is read."""


def parse_xml(content: bytes) -> etree._Element | XmlFault:
    """Return the root of a document, without comments and processing instructions, or why it is refused."""
    prolog = _check_prolog(content)
    if prolog.fault:
        return prolog.fault
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        rule, message = "malformed-xml", f"is not well-formed: {error.msg}; mend the markup"
        if _states_utf8(content) and not _is_utf8(content):
            rule, message = "not-utf8", "holds bytes that are not UTF-8; save the file as UTF-8"
        return XmlFault(rule=rule, message=message, line=max(line, 1), column=max(column, 1))
    # This parser reads encodings (UTF-32) in which the other one has seen no declaration.
    return tree if prolog.read else _OTHER_ENCODING


def _check_prolog(content: bytes) -> _Prolog:
    """Look for the declarations that a document must not have."""
    parser = expat.ParserCreate()
    found: list[XmlFault] = []

    def add(rule: str, message: str) -> None:
        found.append(XmlFault(rule=rule, message=message, line=parser.CurrentLineNumber))

    def declared(*declaration: object) -> None:
        name, system = declaration[0], declaration[4]
        what = "an entity outside the file" if system else "an entity"
        rule = "xml-external-entity" if system else "xml-entity-bomb"
        add(rule, f"declares {what} ({name}); remove the DOCTYPE and write the text itself")
        if system or len(found) > _MANY:
            raise _StopError

    def doctype(_name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            add("xml-entity-bomb", "has declarations in its DOCTYPE; remove them")

    def root(_name: str, _attributes: dict[str, str]) -> None:
        raise _StopError

    parser.EntityDeclHandler = declared
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    read = True
    try:
        parser.Parse(content)
    except _StopError:
        pass
    except expat.ExpatError:
        # A document that is broken gets its fault from the parser that reads all of it.
        read = False
    except (LookupError, ValueError):
        # An encoding that Python does not know, or one of several bytes a character.
        found.append(_OTHER_ENCODING)
    external = [fault for fault in found if fault.rule == "xml-external-entity"]
    worst = external or found
    return _Prolog(fault=worst[-1] if worst else None, read=read)


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
