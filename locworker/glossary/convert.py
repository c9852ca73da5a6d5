"""Conversion: a reading and a format in; the new file's text and what it does not hold out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from locworker.errors import InputError
from locworker.glossary.formats import ONE_PAIR, Form, read_content, render_glossary
from locworker.glossary.losses import describe_losses
from locworker.glossary.pair import Glossary
from locworker.glossary.reading import Pair, Reading
from locworker.languages import base_language

_SUFFIX = {Form.NATIVE: "csv", Form.DEEPL_CSV: "csv", Form.DEEPL_TSV: "tsv", Form.TBX: "tbx", Form.GETTEXT: "po"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A glossary in another format, and a line for each kind of thing that did not come along."""

    text: str
    lost: tuple[str, ...]


def convert_glossary(reading: Reading, form: Form, *, source_lang: str, target_lang: str | None) -> Conversion:
    """Return a glossary as a file of another format. What is lost is seen by reading the new file.

    Args:
        reading: What was read.
        form: The format to write.
        source_lang: The source language.
        target_lang: The target of a format that holds one pair; None takes the only other language that there is.

    Raises:
        ConfigError: The format holds one pair and there are several targets.
        InputError: A term cannot stand in the format, or there is none in the pair.
    """
    glossary = reading.glossary
    if not glossary.concepts:
        raise InputError("holds no terms")
    if form in ONE_PAIR:
        target_lang = target_lang or _only_target(glossary, source_lang)
        if target_lang and not glossary.pair(source_lang, target_lang).entries:
            raise InputError(f"has no terms from {source_lang} into {target_lang}")
    text = render_glossary(_without_repeats(glossary), form, source_lang=source_lang, target_lang=target_lang)
    if not text:
        raise InputError(f"has no terms from {source_lang} into {target_lang} that the format {form} holds")
    pair = Pair(source=source_lang, target=target_lang)
    again = read_content(text.encode(), path=f"converted.{_SUFFIX[form]}", pair=pair).glossary
    if form is Form.DEEPL_CSV:
        again = _with_variants(again, pair)
    return Conversion(text=text, lost=(*reading.lost, *describe_losses(glossary, again)))


def _without_repeats(glossary: Glossary) -> Glossary:
    """Return the glossary with the first of equal terms of a concept: no format has a place for another."""
    return Glossary(
        concepts=tuple(
            replace(concept, terms=tuple({(t.language, t.text): t for t in reversed(concept.terms)}.values())[::-1])
            for concept in glossary.concepts
        )
    )


def _only_target(glossary: Glossary, source_lang: str) -> str | None:
    languages = {term.language for concept in glossary.concepts for term in concept.terms}
    others = {language for language in languages if base_language(language) != base_language(source_lang)}
    return others.pop() if len(others) == 1 else None


def _with_variants(glossary: Glossary, pair: Pair) -> Glossary:
    """Return the glossary with the pair's own tags for the languages that DeepL's CSV has without variants."""
    names = {base_language(tag): tag for tag in (pair.source, pair.target) if tag}
    return Glossary(
        concepts=tuple(
            replace(
                concept,
                terms=tuple(replace(term, language=names.get(term.language, term.language)) for term in concept.terms),
            )
            for concept in glossary.concepts
        )
    )
