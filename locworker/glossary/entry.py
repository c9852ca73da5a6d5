"""An entry: one concept of a glossary as a pair of languages needs it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A concept's wordings in the source and the target language of a pair.

    `source` is the preferred source wording, `sources` all of them, the preferred first. `targets` are the approved
    wordings, the preferred first; `forbidden` those that a target must not use. A protected entry stays as it is in
    every language: its targets are its sources, and after them the spellings that the target language admits
    (`Ebitda`). `waiver` lists, parted by `|`, source phrases in which the words mean something else (`by default`);
    `case` asks for the source's exact capitals.
    """

    concept: str
    source: str
    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    protected: bool = False
    note: str = ""
    pos: str = ""
    case: bool = False
    waiver: str = ""

    @property
    def case_sensitive(self) -> bool:
        """Say whether only the exact capitals are this term: `Fed` is, `fed` is not."""
        return self.case or self.protected

    @property
    def is_verb(self) -> bool:
        """Say whether the part of speech is a verb: `v`, `verb`."""
        return self.pos.casefold().startswith("v")


def hash_entries(entries: Iterable[Entry]) -> str:
    """Return 16 hex digits that change when anything changes that a translation may depend on."""
    rows = sorted(
        json.dumps(
            [entry.sources, entry.targets, entry.forbidden, entry.protected, entry.case, entry.pos, entry.waiver],
            ensure_ascii=False,
        )
        for entry in entries
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
