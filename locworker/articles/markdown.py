"""Markdown articles: the source in, units by source offsets out; targets in, the source with their ranges replaced out.

A rendered article is read again: blocks, codes and addresses must be as before, and every target must read as meant.
One that does not is written with more care, and refused when that does not help.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from locworker.articles.builder import UnitBuilder
from locworker.articles.front_matter import read_front_matter
from locworker.articles.front_scalars import write_scalar
from locworker.articles.markdown_blocks import read_blocks
from locworker.articles.markdown_html import Fragment, read_html, write_html
from locworker.articles.markdown_inline import Run
from locworker.articles.markdown_source import Source, parse_markdown
from locworker.articles.markdown_write import Care, Found, write_inline, write_title
from locworker.errors import InputError
from locworker.model import Article, Unit
from locworker.text import is_translatable, normalise, view_text

Edit = tuple[int, int, str]
"""A range of the source and what it becomes."""

_MAIN = {"block", "heading", "cell"}
_INNER = {"alt", "title"}
_SYNTAXES = _MAIN | {
    "alt",
    "title",
    "front-plain",
    "front-flow",
    "front-single",
    "front-double",
    "front-literal",
    "front-block",
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read from an article: `runs` are all that hold text, `found` what is offered, by unit id."""

    source: Source
    shape: tuple[str, ...]
    runs: tuple[tuple[Run, Found], ...]
    found: Mapping[str, Found]
    fragments: tuple[Fragment, ...]


def extract(article: Article) -> tuple[Unit, ...]:
    """Return the units of a Markdown article in the order of the source.

    Raises:
        InputError: A second parser reads another text in its HTML.
    """
    units = (found.unit for found in _read(article).found.values())
    return tuple(sorted(units, key=attrgetter("start")))


def render(article: Article, targets: Mapping[str, str], *, source_lang: str, target_lang: str) -> str:
    """Return the article with targets, by unit id, in place of its text; an empty target keeps the source.

    Raises:
        InputError: A target's tags do not fit, or it would change more of the article than its own text.
    """
    reading = _read(article)
    changed = [name for name, found in reading.found.items() if targets.get(name, "") not in {found.unit.text, ""}]
    writer = _Writer(article, reading, targets, (source_lang, target_lang))
    cares = dict.fromkeys(changed, Care.PLAIN)
    wrong: Sequence[str] = ()
    for care in Care:
        cares.update(dict.fromkeys(wrong, care))
        text = writer.write(changed, cares)
        wrong = writer.find_wrong(changed, text, cares)
        if not wrong:
            return text
    raise InputError(
        f"the translation of {wrong[0]} does not fit: in its place it would be read as something else than text",
        path=article.path,
    )


@lru_cache(maxsize=2)
def _read(article: Article) -> _Reading:
    front = read_front_matter(article.text)
    source = parse_markdown(article.text, front.end)
    blocks = read_blocks(source)
    numbers: Counter[str] = Counter()
    runs: list[tuple[Run, Found]] = []
    offered: dict[str, Found] = {}
    for run in (*front.runs, *blocks.runs):
        found = _build(source, run, f"{run.role}:{numbers[run.role] + 1}")
        runs.append((run, found))
        if run.pieces and is_translatable(found.unit.text):
            numbers[run.role] += 1
            offered[found.unit.id] = found
    fragments = [_offer_html(article, source, span, numbers, offered) for span in blocks.html]
    # The events are most of what was read, and done with.
    return _Reading(replace(source, nodes=()), tuple(blocks.shape), tuple(runs), offered, tuple(fragments))


def _offer_html(
    article: Article, source: Source, span: tuple[int, int], numbers: Counter[str], offered: dict[str, Found]
) -> Fragment:
    """Return a range of HTML, its units added to those that are offered."""
    ids: dict[str, str] = {}
    page, units = read_html(article, source, span)
    for unit in units:
        numbers[unit.role] += 1
        name = f"{unit.role}:{numbers[unit.role]}"
        ids[name] = unit.id
        offered[name] = Found(replace(unit, id=name), {})
    return Fragment(*span, page, ids)


def _build(source: Source, run: Run, name: str) -> Found:
    builder = UnitBuilder(source.text)
    numbers: dict[int, int] = {}
    for piece in run.pieces:
        if piece.kind == "text":
            builder.add_literal(piece.start, piece.end)
        elif piece.kind in {"value", "soft"}:
            builder.add_value(piece.start, piece.value)
        elif piece.kind == "open":
            numbers[piece.pair] = builder.open_pair(piece.start, piece.end)
        elif piece.kind == "close":
            builder.close_pair(numbers[piece.pair], piece.start, piece.end, label=piece.label)
        else:
            builder.add_alone(piece.start, piece.end)
    start, end = run.span or _bounds(source.text, run)
    return Found(builder.build(id=name, role=run.role, start=start, end=end, syntax=run.syntax), builder.spans)


def _bounds(text: str, run: Run) -> tuple[int, int]:
    if not run.pieces:
        return run.floor, run.floor
    start = run.pieces[0].start
    # The backslash of an escaped first character is not part of the text, but of what is replaced.
    is_escaped = run.pieces[0].kind == "text" and start > run.floor and text[start - 1] == "\\"
    return start - is_escaped, run.pieces[-1].end


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes targets into an article and tells which of them do not read as meant."""

    article: Article
    reading: _Reading
    targets: Mapping[str, str]
    languages: tuple[str, str]

    def write(self, names: Iterable[str], cares: Mapping[str, Care]) -> str:
        """Return the article with the targets of some units: those inside of inline tags first, then the blocks."""
        founds = [self.reading.found[name] for name in names if self.reading.found[name].unit.syntax in _SYNTAXES]
        source = _Edits(self.article.text, [])
        inner = [self._write_one(found, source, cares) for found in founds if found.unit.syntax not in _MAIN]
        leaves = _Edits(self.article.text, inner + self._write_html(set(names)))
        blocks = [self._write_one(found, leaves, cares) for found in founds if found.unit.syntax in _MAIN]
        parts: list[str] = []
        position = 0
        for start, end, text in sorted(blocks):
            parts += (leaves.text(position, start), text)
            position = end
        return "".join((*parts, leaves.text(position, len(self.article.text))))

    def _write_one(self, found: Found, edits: _Edits, cares: Mapping[str, Care]) -> Edit:
        unit = found.unit
        target = self.targets[unit.id]
        if unit.syntax.startswith("front-"):
            text = write_scalar(self.article, unit, target)
        elif unit.syntax == "title":
            text = write_title(self.article, unit, target)
        else:
            labels, care = self.reading.source.labels, cares[unit.id]
            text = write_inline(found, target, path=self.article.path, source=edits.text, labels=labels, care=care)
        return unit.start, unit.end, text

    def _write_html(self, names: Collection[str]) -> list[Edit]:
        edits: list[Edit] = []
        for fragment in self.reading.fragments:
            targets = {inner: self.targets[name] for name, inner in fragment.ids.items() if name in names}
            if targets:
                edits.append((fragment.start, fragment.end, write_html(fragment, targets, languages=self.languages)))
        return edits

    def find_wrong(self, names: Sequence[str], text: str, cares: Mapping[str, Care]) -> list[str]:
        """Return the units that do not read as meant in a rendered article."""
        wrong = self._compare(names, text)
        if wrong is not None:
            return wrong
        if len(names) == 1:
            return list(names)
        # The blocks are others than before: look for the unit that does it.
        half = len(names) // 2
        found: list[str] = []
        for part in (names[:half], names[half:]):
            found += self.find_wrong(part, self.write(part, cares), cares)
        return found or list(names)

    def _compare(self, names: Sequence[str], text: str) -> list[str] | None:
        """Return the units that read otherwise than meant, or None when the article's blocks are no longer the same."""
        reading = self.reading
        targets = {name: self.targets[name] for name in names}
        after = _read(replace(self.article, text=text)) if targets else reading
        if after.shape != reading.shape or _inner_texts(after, {}) != _inner_texts(reading, targets):
            return None
        wrong: list[str] = []
        runs, new_runs = (
            [(run, found) for run, found in one.runs if run.syntax not in _INNER] for one in (reading, after)
        )
        if len(runs) != len(new_runs):
            return None
        for (run, found), (new_run, new_found) in zip(runs, new_runs, strict=True):
            unit = found.unit
            is_changed = unit.id in targets and reading.found[unit.id] is found
            expected = targets[unit.id] if is_changed else unit.text
            is_same = run.role == new_run.role and run.essence == new_run.essence
            if is_same and _plain(expected) == _plain(new_found.unit.text):
                continue
            if not is_changed:
                return None
            wrong.append(unit.id)
        return wrong


def _inner_texts(reading: _Reading, targets: Mapping[str, str]) -> list[str]:
    """Return what reads inside of tags and in HTML, in no order: a target may move tags about."""
    founds = [found for run, found in reading.runs if run.syntax in _INNER]
    founds += [reading.found[name] for fragment in reading.fragments for name in fragment.ids]
    texts = []
    for found in founds:
        name = found.unit.id
        is_changed = name in targets and reading.found[name] is found
        texts.append(f"{found.unit.role} {_plain(targets[name] if is_changed else found.unit.text)}")
    return sorted(texts)


def _plain(text: str) -> str:
    """Return a text for comparing: without tags and white space, which may be set otherwise."""
    return "".join(normalise(view_text(text).plain).split())


class _Edits:
    """The source with edits that lie apart, by ranges of the source."""

    def __init__(self, source: str, edits: Iterable[Edit]) -> None:
        self._source = source
        self._edits = sorted(edits)
        self._starts = [start for start, _, _ in self._edits]

    def text(self, start: int, end: int) -> str:
        """Return a range of the source with the edits in it."""
        parts: list[str] = []
        position = start
        for index in range(bisect_left(self._starts, start), bisect_left(self._starts, end)):
            first, last, text = self._edits[index]
            parts += (self._source[position:first], text)
            position = last
        return "".join((*parts, self._source[position:end]))
