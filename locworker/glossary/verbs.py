"""Verbs in glossaries: wordings that look like infinitives, which is how dictionaries name a verb."""

from __future__ import annotations

import re
from collections.abc import Sequence

from locworker.languages import base_language

_INFINITIVES = {
    "de": re.compile(r"[a-zäöüß]{2,}(?:en|ern|eln)\Z"),
    "es": re.compile(r"\w{2,}[aeií]r(?:se)?\Z"),
    "fr": re.compile(r"\w{2,}(?:er|ir|dre|ttre)\Z"),
    "it": re.compile(r"\w{2,}[aei]r(?:e|si)\Z"),
    "pl": re.compile(r"\w{2,}[aeiyąuó]ć\Z"),
    "pt": re.compile(r"\w{2,}[aei]r\Z"),
}
# English words with these endings are nouns or adjectives, "courtier" for broker is no verb.
_NO_VERB = re.compile(r"(?:er|or|ion|ment|ity|ness|ing|al|ist|ship|age|ism|ency|ancy|ure|th|ey|ar)\Z")
# Nouns that look like infinitives and stand for English words that are verbs too.
_NOUNS = {
    "es": frozenset(["hogar", "lugar", "par", "bar", "pilar", "poder", "alquiler", "taller"]),
    "fr": frozenset(["loyer", "papier", "chantier", "dossier", "métier", "atelier", "plaisir", "fer", "panier"]),
    "it": frozenset(["potere", "dovere", "piacere", "parere", "cantiere", "mestiere", "bicchiere", "quartiere"]),
    "pt": frozenset(["lugar", "lar", "par", "bar", "pilar", "poder", "titular"]),
    "pl": frozenset(["sieć", "nić"]),
}


def is_infinitive(language: str, word: str) -> bool:
    """Say whether an approved word of a base language looks like an infinitive, which many nouns do as well."""
    pattern = _INFINITIVES.get(language)
    return pattern is not None and pattern.match(word) is not None and word not in _NOUNS.get(language, ())


def are_verbs(source: str, targets: Sequence[str], language: str) -> bool:
    """Say whether an entry without a part of speech is a verb: all its targets are infinitives."""
    if not targets or _NO_VERB.search(source.split(" ", maxsplit=1)[0]):
        return False
    base = base_language(language)
    return all(" " not in target and is_infinitive(base, target) for target in targets)
