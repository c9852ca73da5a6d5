"""A segment's text in, the text that an engine gets out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from locworker.glossary import Entry, PairGlossary, find_terms
from locworker.protection.amounts import localise_values
from locworker.protection.model import Held, HeldKind, Protected
from locworker.protection.patterns import Piece, find_pieces
from locworker.text import TAG, TextView, escape_markup, view_text


def protect(
    text: str,
    *,
    glossary: PairGlossary | None,
    source_lang: str,
    target_lang: str,
    values: bool,
    terms: bool = True,
    approved: bool = False,
) -> Protected:
    """Return a segment's text with what must not be touched as `<x id="N"/>`; inline tags stay as they are.

    Args:
        text: Segment text, with inline markup and escapes.
        glossary: The pair's glossary; its protected terms are held back.
        source_lang: The text's language (BCP 47).
        target_lang: The language that values come back in.
        values: Whether numbers, amounts and dates are held back too, for engines that break them.
        terms: Whether protected terms are held back.
        approved: Whether terms that have a translation come back as it, for an engine that knows no glossary: nouns in
            the form in which the glossary has them, for others would need the engine's grammar.
    """
    view = view_text(text)
    matches = find_terms(view.plain, glossary) if glossary else []
    # An abbreviation that the glossary translates (PMI) is no ticker.
    translated = {(match.start, match.end) for match in matches if not match.entry.protected}
    pieces = [piece for piece in find_pieces(view.plain) if (piece.start, piece.end) not in translated]
    if terms:
        protected = (match for match in matches if match.entry.protected)
        pieces.extend(Piece(match.start, match.end, HeldKind.TERM) for match in protected)
    targets = localise_values(view.plain, source_lang, target_lang) if values else {}
    pieces.extend(Piece(start, end, HeldKind.VALUE) for start, end in targets)
    for match in matches if approved else ():
        target = approved_target(view.plain[match.start : match.end], match.entry)
        if target and not match.entry.protected:
            targets[match.start, match.end] = target
            pieces.append(Piece(match.start, match.end, HeldKind.TERM))
    first = max((int(match["open"] or match["alone"] or 0) for match in TAG.finditer(text)), default=0) + 1
    parts: list[str] = []
    held: list[Held] = []
    position = 0
    for start, end, item in _hold(view, _apart(pieces), targets):
        held.append(replace(item, id=first + len(held)))
        parts += [text[position:start], f'<x id="{held[-1].id}"/>']
        position = end
    return Protected(text="".join([*parts, text[position:]]), held=tuple(held))


def approved_target(text: str, entry: Entry) -> str | None:
    """Return the preferred translation of a term that stands in its base form, capitalised as the text is.

    A verb, an inflected form and a text in capitals have none: their translation needs grammar or a person.
    """
    base = text in entry.sources or text[:1].lower() + text[1:] in entry.sources
    if not base or not entry.targets or entry.pos.startswith("v"):
        return None
    target = entry.targets[0]
    return target[:1].upper() + target[1:] if text[:1].isupper() and text not in entry.sources else target


def _apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces in the order of the text; of two that overlap the one that starts first, then the longer."""
    end = 0
    for piece in sorted(pieces, key=lambda piece: (piece.start, -piece.end)):
        if piece.start >= end and piece.end > piece.start:
            yield piece
            end = piece.end


def _hold(
    view: TextView, pieces: Iterable[Piece], targets: dict[tuple[int, int], str]
) -> Iterator[tuple[int, int, Held]]:
    """Yield span and content of each piece in the text with markup; one with a tag inside is left to the engine."""
    for piece in pieces:
        start, end = view.to_raw(piece.start, piece.end)
        original = view.raw[start:end]
        if "<" in original:
            continue
        target = targets.get((piece.start, piece.end))
        back = original if target is None else escape_markup(target)
        yield start, end, Held(id=0, original=original, target=back, kind=piece.kind)
