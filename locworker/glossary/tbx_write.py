"""A glossary in, TBX version 3 out: the dialect TBX-Basic in the style DCT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from locworker.errors import InputError
from locworker.glossary.pair import Glossary
from locworker.glossary.tbx import OWN, encode_id
from locworker.glossary.tbx_words import PARTS_OF_SPEECH
from locworker.model import Concept, Term, TermStatus

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dct" xml:lang={language} xmlns="urn:iso:std:iso:30042:ed-2" \
xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>a glossary of locworker</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""
_TAIL = """    </body>
  </text>
</tbx>
"""
# Protected is not a status of TBX: it is preferred, and a note of ours says the rest.
_STATUSES = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.PROTECTED: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.DEPRECATED: "deprecatedTerm-admn-sts",
}
_WORDS = frozenset({*PARTS_OF_SPEECH.values(), "other", "properNoun"})
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_tbx(glossary: Glossary, *, source_lang: str) -> str:
    """Return the glossary as TBX.

    Raises:
        InputError: A text holds a character that XML cannot hold.
    """
    parts = [_HEAD.format(language=quoteattr(source_lang))]
    for concept in glossary.concepts:
        parts.extend(f"{line}\n" for line in _concept_lines(concept))
    return "".join([*parts, _TAIL])


def _concept_lines(concept: Concept) -> Iterator[str]:
    yield f"      <conceptEntry id={quoteattr(encode_id(concept.id))}>"
    if concept.note:
        yield f"        <note>{_text(concept.note, concept)}</note>"
    languages: dict[str, list[Term]] = {}
    for term in concept.terms:
        languages.setdefault(term.language, []).append(term)
    for language, terms in languages.items():
        yield f"        <langSec xml:lang={quoteattr(language)}>"
        for term in terms:
            yield "          <termSec>"
            for name, value in _parts(term):
                yield f"            <{name}>{_text(value, concept)}</{name}>"
            yield "          </termSec>"
        yield "        </langSec>"
    yield "      </conceptEntry>"


def _parts(term: Term) -> Iterator[tuple[str, str]]:
    yield "term", term.text
    yield "min:administrativeStatus", _STATUSES[term.status]
    word = PARTS_OF_SPEECH.get(term.pos, term.pos)
    if term.pos:
        yield "min:partOfSpeech", word if word in _WORDS else "other"
    if term.note:
        yield "note", term.note
    if term.status is TermStatus.PROTECTED:
        yield "note", f"{OWN}protected"
    if term.case:
        yield "note", f"{OWN}case"
    if term.waiver:
        yield "note", f"{OWN}waiver={term.waiver}"
    if term.pos and word not in _WORDS:
        yield "note", f"{OWN}pos={term.pos}"


def _text(text: str, concept: Concept) -> str:
    if _NOT_XML.search(text):
        raise InputError(f"concept '{concept.id}' holds a control character, which XML cannot; remove it")
    return escape(text)
