"""What a translator reads: a sentence that says what was left over and why, and what the glossary has for it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from locworker.checks.untranslated.fragments import LANGUAGE, SEGMENT
from locworker.languages import base_language
from locworker.text import fold

if TYPE_CHECKING:
    from locworker.checks.base import CheckContext
    from locworker.checks.untranslated.fragments import Fragment
    from locworker.glossary import PairGlossary

_NAMES = {
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
_SHOWN = 60


def name_language(tag: str) -> str:
    """Return a language's English name, or the tag of one that has none here."""
    return _NAMES.get(base_language(tag), tag)


def describe(fragment: Fragment, target: str, context: CheckContext) -> str:
    """Return the sentence for the reviewer."""
    source, wanted = name_language(context.source_lang), name_language(context.target_lang)
    shown = _shorten(target[fragment.start : fragment.end])
    if fragment.rule == SEGMENT:
        return f"this is still {source}: '{shown}'"
    if fragment.rule == LANGUAGE:
        found = name_language(fragment.language) if fragment.language else source
        return f"this is {found}, not {wanted}: '{shown}'"
    if fragment.stem is not None:
        stem = _shorten(target[fragment.stem[0] : fragment.stem[1]])
        return f"the compound with '{stem}' is broken: its second part '{shown}' is still {source}"
    return f"'{shown}' is still {source}{_reasons(fragment, wanted)}"


def describe_page(language: str, context: CheckContext) -> str:
    """Return the sentence for the reviewer about a page as a whole."""
    found, wanted = name_language(language), name_language(context.target_lang)
    return f"this page is {found}, not {wanted}"


def _reasons(fragment: Fragment, wanted: str) -> str:
    reasons = []
    if "copied" in fragment.matched:
        reasons.append("it stands so in the source")
    if any(reason.startswith(("not a word", "no words")) for reason in fragment.matched):
        reasons.append(f"{wanted} does not have it")
    elif any(reason.startswith("rare") for reason in fragment.matched):
        reasons.append(f"{wanted} rarely has it")
    return f": {' and '.join(reasons)}" if reasons else ""


def suggest(text: str, glossary: PairGlossary | None) -> str | None:
    """Return the glossary's preferred translation of a fragment, where it has one."""
    if glossary is None:
        return None
    return _suggestions(glossary.content_hash, glossary).get(_key(text)) if text else None


_CACHE: dict[str, dict[str, str]] = {}
_CACHE_LIMIT = 16


def _suggestions(content_hash: str, glossary: PairGlossary) -> dict[str, str]:
    found = _CACHE.get(content_hash)
    if found is None:
        if len(_CACHE) >= _CACHE_LIMIT:
            _CACHE.clear()
        found = _CACHE[content_hash] = {
            _key(wording): entry.targets[0]
            for entry in reversed(glossary.entries)
            if entry.targets and not entry.protected
            for wording in entry.sources
        }
    return found


@lru_cache(maxsize=1000)
def _key(text: str) -> str:
    return " ".join(fold(text).replace("-", " ").split())


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"
