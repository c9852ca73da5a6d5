"""The flow of one article into one language, in order; see docs/flow.md.

    segments → memory → protection → batches … answers → restored targets → checks → draft

Nothing here pays or stores. `plan_items` says what an engine has to translate, `cut_batches` how it goes out; the
caller claims, calls and commits each batch and hands the answers to `finish_items`; `check_draft` asks the checks. What
came back damaged goes out once more, with other settings: `plan_second_pass` and `keep_better`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from locworker.checks import run_checks
from locworker.engines.base import Answer, Engine, GlossaryTerm, Request
from locworker.glossary import PairGlossary, find_terms, matching_hash
from locworker.languages import LanguagePair
from locworker.memory import look_up
from locworker.model import Draft, Finding, Segment, Severity, State
from locworker.protection import Protected, approved_target, protect, restore
from locworker.text import is_translatable, normalise, view_text

CONTEXT_CHARACTERS = 1500
"""The most code points of context beside a request: DeepL asks for a few full sentences and sets no limit itself."""

FORM_RULES = frozenset(
    {
        "tag-mismatch",
        "tag-position",
        "placeholder-mismatch",
        "changed-protected-term",
        "bidi-control",
        "invisible-character",
    }
)
"""The rules about what any engine has to give back as it was."""

_DAMAGE = frozenset({"tag-mismatch", "placeholder-mismatch", "changed-protected-term"})
_HEADLINES = ("h1", "title", "front:title")
# PO files and page text carry no control characters; an engine's line break inside a paragraph is a space.
_CONTROLS = {code: None if code not in (9, 10, 13) else " " for code in range(32)} | {127: None}


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What stays the same for all batches of a draft. `glossary` is the pair's, None when there is none."""

    pair: LanguagePair
    engine: Engine
    glossary: PairGlossary | None = None

    @cached_property
    def terms(self) -> tuple[GlossaryTerm, ...]:
        """The entries that an engine can apply by itself: a wording with two meanings is for people to choose."""
        pairs = self.glossary.dictionary if self.glossary else ()
        return tuple(GlossaryTerm(source=source, target=target) for source, target in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One text for the engine: the segment's place in the draft, its protected text, and the key of its result."""

    index: int
    protected: Protected
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One request with what its caller needs: the key of each text's result, and the code points that each counts."""

    keys: tuple[str, ...]
    counts: tuple[int, ...]
    request: Request

    @property
    def characters(self) -> int:
        """Return the code points that an engine would bill: the texts without tags."""
        return sum(self.counts)

    def only(self, keys: Collection[str]) -> Batch:
        """Return the batch of only these keys, in its order and with its context."""
        wanted = set(keys)
        places = [place for place, key in enumerate(self.keys) if key in wanted]
        if len(places) == len(self.keys):
            return self
        return Batch(
            keys=tuple(self.keys[place] for place in places),
            counts=tuple(self.counts[place] for place in places),
            request=replace(self.request, texts=tuple(self.request.texts[place] for place in places)),
        )


def count_characters(item: Item) -> int:
    """Return the code points of an item's text without tags: what DeepL bills."""
    return len(view_text(item.protected.text).plain)


def fill_from_memory(
    segments: Sequence[Segment], memory: Mapping[str, Sequence[tuple[str, str]]]
) -> tuple[Segment, ...]:
    """Return the segments with reviewed translations of the same text filled in; they still wait for a review."""
    filled = []
    for segment in segments:
        target = None if segment.target else look_up(segment, memory)
        if target is not None:
            segment = replace(segment, target=target, state=State.TRANSLATED, origin="memory")  # noqa: PLW2901
        filled.append(segment)
    return tuple(filled)


def fill_from_glossary(segments: Sequence[Segment], setup: Setup) -> tuple[Segment, ...]:
    """Return the segments that are one term of the glossary with its approved translation; they wait for a review."""
    return tuple(_fill_term(segment, setup) for segment in segments)


def plan_items(segments: Sequence[Segment], setup: Setup) -> tuple[Item, ...]:
    """Return what the engine has to translate: the segments that have no target and something to translate."""
    wanted = [i for i, segment in enumerate(segments) if not segment.target and is_translatable(segment.source)]
    return tuple(_protect(segments[index].source, index, setup) for index in wanted)


def plan_second_pass(draft: Draft, items: Iterable[Item], setup: Setup) -> tuple[Item, ...]:
    """Return the items to send again, protected in another way.

    What came back damaged goes out with the protected terms as text; where an engine that knows no glossary missed
    terms, they go as tags. An item whose protected text would be the same is left out: the same request would bring
    the same answer.
    """
    damaged, missed = _indexes(draft, _DAMAGE), _indexes(draft, {"missing-term"})
    second = []
    for item in items:
        source = draft.segments[item.index].source
        if item.index in damaged:
            again = _protect(source, item.index, setup, terms=False)
        elif item.index in missed and not setup.engine.applies_glossary:
            again = _protect(source, item.index, setup, approved=True)
        else:
            continue
        if again.key != item.key:
            second.append(again)
    return tuple(second)


def cut_batches(items: Iterable[Item], segments: Sequence[Segment], setup: Setup) -> Iterator[Batch]:
    """Yield the items in as few requests as the engine's limits allow; each text once, in order."""
    limits = setup.engine.limits
    room = limits.bytes - 4 * CONTEXT_CHARACTERS
    batch: list[Item] = []
    seen: set[str] = set()
    size = 0
    for item in items:
        if item.key in seen:
            continue
        seen.add(item.key)
        length = len(item.protected.text.encode())
        if batch and (len(batch) == limits.texts or size + length > room):
            yield _make_batch(batch, segments, setup)
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield _make_batch(batch, segments, setup)


def finish_items(
    segments: Sequence[Segment], items: Iterable[Item], answers: Mapping[str, Answer], setup: Setup
) -> tuple[Segment, ...]:
    """Return the segments with the engine's answers restored into targets; an item without an answer stays as it is."""
    finished = list(segments)
    for item in items:
        if item.key in answers:
            finished[item.index] = _finish(segments[item.index], item, answers[item.key], setup.engine)
    return tuple(finished)


def check_draft(segments: Sequence[Segment], setup: Setup, *, rules: Collection[str] | None = None) -> Draft:
    """Return the segments with what the checks find in those that have a target.

    Of an engine that does not translate, only what has to come back unharmed is checked: that its text is not the
    target language is known.
    """
    pair = setup.pair
    if rules is None and not setup.engine.translates:
        rules = FORM_RULES
    findings = run_checks(
        segments, source_lang=pair.source, target_lang=pair.target, glossary=setup.glossary, rules=rules
    )
    return Draft(segments=tuple(segments), findings=tuple(findings))


def keep_better(first: Draft, second: Draft, items: Iterable[Item]) -> tuple[Segment, ...]:
    """Return the first draft's segments, with those of the second pass that have fewer errors, and say so in a note."""
    segments = list(first.segments)
    before, after = _errors(first), _errors(second)
    for item in items:
        if after.get(item.index, 0) < before.get(item.index, 0):
            better = second.segments[item.index]
            note = "second pass, terms sent in another way: kept"
            segments[item.index] = replace(better, notes=(*better.notes, note))
        else:
            note = "second pass, terms sent in another way: no better, not kept"
            kept = segments[item.index]
            segments[item.index] = replace(kept, notes=(*kept.notes, note))
    return tuple(segments)


def _make_batch(items: Sequence[Item], segments: Sequence[Segment], setup: Setup) -> Batch:
    """Return the request of some items, with the headline and the paragraphs around them as context."""
    return Batch(
        keys=tuple(item.key for item in items),
        counts=tuple(count_characters(item) for item in items),
        request=Request(
            texts=tuple(item.protected.text for item in items),
            pair=setup.pair,
            context=_context(segments, items[0].index, items[-1].index),
            glossary=setup.terms,
            glossary_name=setup.glossary.content_hash if setup.glossary else "",
        ),
    )


def _fill_term(segment: Segment, setup: Setup) -> Segment:
    if segment.target or setup.glossary is None or not setup.engine.translates:
        return segment
    matches = find_terms(segment.source, setup.glossary)
    if len(matches) != 1 or (matches[0].start, matches[0].end) != (0, len(segment.source)):
        return segment
    target = approved_target(segment.source, matches[0].entry)
    if target is None:
        return segment
    return replace(segment, target=target, state=State.TRANSLATED, origin="glossary")


def _protect(source: str, index: int, setup: Setup, *, terms: bool = True, approved: bool = False) -> Item:
    protected = protect(
        source,
        glossary=setup.glossary,
        source_lang=setup.pair.source,
        target_lang=setup.pair.target,
        values=not setup.engine.localizes_values,
        terms=terms,
        approved=approved,
    )
    matching = matching_hash(source, setup.glossary) if setup.glossary else ""
    settings = sorted(setup.engine.settings().items())
    fields = [setup.engine.name, settings, *setup.pair, protected.text, matching]
    key = hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()
    return Item(index=index, protected=protected, key=key)


def _finish(segment: Segment, item: Item, answer: Answer, engine: Engine) -> Segment:
    restored = restore(normalise(answer.text).translate(_CONTROLS).strip(), item.protected)
    lost = [f"did not come back: {held.original}" for held in restored.lost]
    lost += [f"came back twice: {held.original}" for held in restored.doubled]
    return replace(
        segment,
        target=restored.text,
        state=State.TRANSLATED,
        origin=f"{engine.name} {engine.version}",
        notes=(*answer.notes, *lost),
    )


def _context(segments: Sequence[Segment], first: int, last: int) -> str | None:
    headline = next((s.source for s in segments if s.context.partition("#")[0] in _HEADLINES), "")
    before = segments[first - 1].source if first else ""
    after = segments[last + 1].source if last + 1 < len(segments) else ""
    parts = dict.fromkeys(view_text(text).plain for text in (headline, before, after) if text)
    return "\n".join(parts)[:CONTEXT_CHARACTERS] or None


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def _indexes(draft: Draft, rules: Collection[str]) -> set[int]:
    return {index for index, finding in draft.findings if finding.rule in rules and _is_error(finding)}


def _errors(draft: Draft) -> dict[int, int]:
    counts: dict[int, int] = {}
    for index, finding in draft.findings:
        if _is_error(finding):
            counts[index] = counts.get(index, 0) + 1
    return counts
