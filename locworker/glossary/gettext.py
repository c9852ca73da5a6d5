"""Gettext glossaries: a PO file of one pair of languages in, a glossary out, and back.

A message is one source wording of a concept: `msgctxt` the concept, `msgid` the wording, `msgstr` the preferred target,
`#.` the note. What gettext has no place for stands in comments of ours, which every tool keeps: `# locworker: source=…`
and `target=…` (a status that is not preferred), `note=…` (the target's), `admitted=…` and `deprecated=…` (a term and,
behind ` | `, its note), `pos=…`, `case`, `waiver=…`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polib

from locworker.errors import InputError
from locworker.glossary.pair import Glossary, nearest_terms
from locworker.glossary.reading import Pair, Reading, make_glossary, make_id, plain_term, read_language
from locworker.languages import to_gettext
from locworker.model import Concept, Term, TermStatus
from locworker.text import normalise

_OWN = "locworker: "
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_LINE = re.compile(rf"\s*(?:#.*|(?:msg(?:ctxt|id|id_plural|str)(?:\s*\[\s*\d+\s*\])?\s*)?{_STRING}\s*)?\Z")
# polib takes the square of the time for a string or comment of many lines.
_MOST_LINES = 2000
_CHARSETS = frozenset({"", "CHARSET", "UTF-8", "UTF8", "ASCII", "US-ASCII"})
_LANGUAGE_IN_NAME = re.compile(r"(?:^|[./\\_-])([A-Za-z]{2,3}(?:_[A-Za-z]{2,4})?)\.pot?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a PO glossary: its concept, its line, its terms with the source first, and what has no place."""

    concept: str
    line: int
    terms: tuple[Term, ...]
    lost: tuple[str, ...] = ()


def parse_gettext(text: str, *, path: str, pair: Pair) -> Reading:
    """Return the glossary in a PO file. Fuzzy targets are no approved terms and are left out.

    Raises:
        InputError: It is no well-formed PO file in UTF-8, or does not say its language.
    """
    concepts: dict[str, tuple[list[Term], list[Term]]] = {}
    lost: Counter[str] = Counter()
    for message in read_messages(text, path=path, pair=pair):
        sources, targets = concepts.setdefault(message.concept, ([], []))
        sources.append(message.terms[0])
        targets += message.terms[1:]
        lost.update(message.lost)
    if not concepts:
        raise InputError("holds no messages", path=path)
    told = tuple(f"{what} ({count})" for what, count in lost.items())
    terms = ((id_, [*sources, *targets]) for id_, (sources, targets) in concepts.items())
    return Reading(glossary=make_glossary(terms), lost=told)


def read_messages(text: str, *, path: str, pair: Pair) -> Iterator[Message]:
    """Yield the messages of a PO glossary in their order.

    Raises:
        InputError: As `parse_gettext` says.
    """
    catalog = _parse(text, path)
    source_lang = read_language(catalog.metadata.get("X-Source-Language") or pair.source, path=path, line=None)
    named = _LANGUAGE_IN_NAME.search(path)
    tag = catalog.metadata.get("Language") or pair.target or (named[1] if named else "")
    if not tag:
        raise InputError("does not say its language; add a header, for example Language: de", path=path, line=1)
    target_lang = read_language(tag, path=path, line=None)
    taken: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    concepts: set[str] = set()
    for entry in catalog:
        if entry.obsolete or not entry.msgid:
            continue
        _refuse_repeated(entry, seen, path)
        id_ = plain_term(entry.msgctxt or "") or make_id(entry.msgid, taken)
        own = _own_comments(entry)
        source = _source_term(entry, own, source_lang, path, first=id_ not in concepts)
        concepts.add(id_)
        targets = tuple(_target_terms(entry, own, target_lang, source))
        yield Message(concept=id_, line=_line(entry), terms=(source, *targets), lost=tuple(_losses(entry)))


def render_gettext(glossary: Glossary, *, source_lang: str, target_lang: str) -> str:
    """Return one pair of a glossary as a PO file; where a variant has no terms, those of its base language."""
    # Not wrapped: a comment of ours is one line.
    catalog = polib.POFile(wrapwidth=0)
    catalog.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": to_gettext(target_lang),
        "X-Source-Language": source_lang,
    }
    for concept in glossary.concepts:
        catalog.extend(_render_concept(concept, source_lang, target_lang))
    return f"{catalog}\n"


def _parse(text: str, path: str) -> polib.POFile:
    _check_lines(text, path)
    try:
        catalog = polib.pofile(f"# \n{text}", encoding="utf-8")
    except (OSError, ValueError, IndexError) as error:
        place = re.search(r"line (\d+)", str(error))
        raise InputError(
            "is no well-formed PO file; `msgfmt -c` tells more", path=path, line=int(place[1]) - 1 if place else None
        ) from error
    messages = len(re.findall(r"^msgid\b", text, re.MULTILINE))
    if messages != len(re.findall(r"^msgstr(?:\[0\])?\s", text, re.MULTILINE)):
        raise InputError("a message lacks its msgid or msgstr", path=path)
    charset = re.search(r"charset=([^\s;]*)", catalog.metadata.get("Content-Type", ""))
    if charset and charset[1].upper() not in _CHARSETS:
        raise InputError(f"is {charset[1][:40]}; convert it with `msgconv -t UTF-8`", path=path)
    return catalog


def _check_lines(text: str, path: str) -> None:
    """Refuse what polib would take: it cuts the first and last character off a string without looking for quotes."""
    lines = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.match(line):
            raise InputError("no line of a PO file, or a quote is missing", path=path, line=number)
        lines = 0 if line.lstrip().startswith("msg") else lines + 1
        if lines > _MOST_LINES:
            raise InputError(f"more than {_MOST_LINES} lines of one string or comment", path=path, line=number)


def _refuse_repeated(entry: polib.POEntry, seen: set[tuple[str, str]], path: str) -> None:
    key = (entry.msgctxt or "", entry.msgid)
    if key in seen:
        raise InputError(f"the message '{entry.msgid[:60]}' is there twice", path=path, line=_line(entry))
    seen.add(key)


def _line(entry: polib.POEntry) -> int:
    # One line is put before the text, so that polib never takes it for a path.
    return max(1, (entry.linenum or 2) - 1)


def _own_comments(entry: polib.POEntry) -> list[tuple[str, str]]:
    lines = [line.strip() for line in (entry.tcomment or "").split("\n")]
    return [
        (name.strip(), value.strip())
        for name, _, value in (line[len(_OWN) :].partition("=") for line in lines if line.startswith(_OWN))
    ]


def _losses(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy and entry.msgstr:
        yield "fuzzy messages, whose targets are left out"
    if entry.msgid_plural:
        yield "plural forms"
    if any(line and not line.startswith(_OWN) for line in (entry.tcomment or "").split("\n")):
        yield "translators' comments"


def _source_term(entry: polib.POEntry, own: list[tuple[str, str]], language: str, path: str, *, first: bool) -> Term:
    known = dict(own)
    default = TermStatus.PREFERRED if first else TermStatus.ADMITTED
    text = plain_term(entry.msgid)
    if not text:
        raise InputError("a message is empty", path=path, line=_line(entry))
    return Term(
        language=language,
        text=text,
        status=_status(known.get("source", ""), default),
        note=normalise(" ".join((entry.comment or "").split())),
        pos=known.get("pos", ""),
        case="case" in known,
        waiver=known.get("waiver", ""),
    )


def _target_terms(entry: polib.POEntry, own: list[tuple[str, str]], language: str, source: Term) -> Iterator[Term]:
    known = dict(own)
    text = plain_term(entry.msgstr or (entry.msgstr_plural or {}).get(0, ""))
    # A protected term stands as its own translation, so that other tools see one.
    own_translation = source.status is TermStatus.PROTECTED and text == source.text and "target" not in known
    if text and not entry.fuzzy and not own_translation:
        status = _status(known.get("target", ""), TermStatus.PREFERRED)
        yield Term(language=language, text=text, status=status, note=known.get("note", ""))
    for name, value in own:
        text, _, note = value.partition(" | ")
        if name in {TermStatus.ADMITTED, TermStatus.DEPRECATED} and plain_term(text):
            yield Term(language=language, text=plain_term(text), status=TermStatus(name), note=note.strip())


def _status(word: str, default: TermStatus) -> TermStatus:
    return TermStatus(word) if word in set(TermStatus) else default


def _render_concept(concept: Concept, source_lang: str, target_lang: str) -> Iterator[polib.POEntry]:
    sources = nearest_terms(concept, source_lang)
    targets = nearest_terms(concept, target_lang)
    approved = [term for term in targets if term.status is not TermStatus.DEPRECATED]
    main = next((t for t in approved if t.status is not TermStatus.ADMITTED), approved[0] if approved else None)
    for number, source in enumerate(sources):
        own = list(_source_comments(source, first=number == 0))
        if number == 0:
            own += _target_comments(source, main, [term for term in targets if term is not main])
        yield polib.POEntry(
            msgctxt=concept.id,
            msgid=source.text,
            msgstr=main.text if main else source.text if source.status is TermStatus.PROTECTED else "",
            comment=source.note or (concept.note if number == 0 else ""),
            tcomment="\n".join(f"{_OWN}{line}" for line in own),
        )


def _source_comments(source: Term, *, first: bool) -> Iterator[str]:
    if source.status is not (TermStatus.PREFERRED if first else TermStatus.ADMITTED):
        yield f"source={source.status}"
    if source.pos:
        yield f"pos={source.pos}"
    if source.case:
        yield "case"
    if source.waiver:
        yield f"waiver={source.waiver}"


def _target_comments(source: Term, main: Term | None, others: list[Term]) -> Iterator[str]:
    explicit = source.status is TermStatus.PROTECTED and main is not None and main.text == source.text
    if main and (explicit or main.status is not TermStatus.PREFERRED):
        yield f"target={main.status}"
    if main and main.note:
        yield f"note={main.note}"
    for term in others:
        status = TermStatus.DEPRECATED if term.status is TermStatus.DEPRECATED else TermStatus.ADMITTED
        yield f"{status}={term.text}" + (f" | {term.note}" if term.note else "")
