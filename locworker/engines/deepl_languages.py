"""The languages of DeepL: a BCP 47 tag in, DeepL's code for it out, or None. Works without a network or the SDK."""

from __future__ import annotations

from collections.abc import Mapping

from locworker.languages import base_language, choose_variant

_BASE_CODES = """
ace af an ar as ay az ba be bg bho bn br bs ca ceb ckb cs cy da de el en eo es et eu fa fi fr ga gl gn gom gu ha he hi
hr ht hu hy id ig is it ja jv ka kk kmr ko ky la lb lmo ln lt lv mai mg mi mk ml mn mr ms mt my nb ne nl oc om pa pag
pam pl prs ps pt qu ro ru sa scn sk sl sq sr st su sv sw ta te tg th tk tl tn tr ts tt uk ur uz vi wo xh yi yue zh zu
"""
_BASES = frozenset(_BASE_CODES.split())
_VARIANTS = frozenset(("en-gb", "en-us", "es-419", "pt-br", "pt-pt", "zh-hans", "zh-hant"))
_TARGET_NEEDS_VARIANT = frozenset(("en", "pt"))
# Tags of the same language, or regions that DeepL has no variant for: the closest one.
_ALIASES: Mapping[str, str] = {"no": "nb", "fil": "tl", "iw": "he", "in": "id", "ku": "kmr"}
_REGIONS: Mapping[str, str] = {
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    **dict.fromkeys(("es-ar", "es-cl", "es-co", "es-mx", "es-pe", "es-us", "es-ve"), "es-419"),
}

ALL_CODES = _BASES | _VARIANTS
"""Every code that the SDK names, in lower case."""


def source_code(tag: str) -> str | None:
    """Return DeepL's code of a source language: always without a variant (`en-US` → `EN`)."""
    base = base_language(tag)
    base = _ALIASES.get(base, base)
    return base.upper() if base in _BASES else None


def target_code(tag: str, variants: Mapping[str, str]) -> str | None:
    """Return DeepL's code of a target language; a bare `pt` or `en` takes the variant of the setting."""
    exact = choose_variant(tag, variants).casefold()
    exact = _REGIONS.get(exact, exact)
    if exact in _VARIANTS:
        return exact.upper()
    base = exact.partition("-")[0]
    base = _ALIASES.get(base, base)
    if base in _TARGET_NEEDS_VARIANT:
        # en-AU and pt-AO are closer to the European form, as CLDR has it.
        return "EN-GB" if base == "en" and exact != "en" else ("EN-US" if base == "en" else "PT-PT")
    return base.upper() if base in _BASES else None
