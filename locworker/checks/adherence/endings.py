"""Endings: whether two words of a language are the same word in another number, case or, for adjectives, gender.

Each language has a function that gives the forms a word may be a form of; two words are the same when they share one.
Derivation is left out on purpose: "facturation" is no form of "facture", "banca" none of "banco".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol

from locworker.checks.adherence import dutch, german, polish
from locworker.checks.adherence.text import strip_marks, word_set


class Same(Protocol):
    """Says whether a folded word of a target is a form of a folded approved one; in a phrase it may be an adjective."""

    def __call__(self, word: str, approved: str, *, in_phrase: bool) -> bool:
        """Compare the two."""


_ADJECTIVES = {
    "es": re.compile(
        r"(?:iv|ari|ori|os|ic|ad|id|an|in|ens|er|et|ut|bl|ul|um|im|nt|jo|ej|ctiv|rt|rg|br|ci|ij|pi)[oa]s?\Z"
    ),
    "pt": re.compile(r"(?:iv|ari|ori|os|ic|ad|id|an|in|ens|er|et|ut|il|um|im|rt|rg|br|ci|ix|uid|rio)[oa]s?\Z"),
    "it": re.compile(r"(?:iv|ari|ori|os|ic|at|it|ut|an|in|ens|er|ett|im|ei)[oaie]\Z"),
}
_SHORT_ADJECTIVES = word_set(
    "neto neta bruto bruta alto alta bajo baja fijo fija corto corta largo larga medio media",
    "liquido liquida baixo baixa fixo fixa curto curta longo longa",
    "netto netta lordo lorda basso bassa fisso fissa corto corta lungo lunga misto mista privato privata",
)
_NOT_ADJECTIVES = word_set(
    "banco banca conto conta tasso tassa costo costa cambio cambia punto punta pago paga saldo salda modo moda",
    "fondo fonda prezzo mercado dinero dinheiro minero puerto porto libro resto cuento cuenta titulo titula",
    "rischio ingreso gasto credito debito deposito presupuesto impuesto imposto imposta processo proceso",
)


def _is_adjective(language: str, forms: Iterable[str]) -> bool:
    return _NOT_ADJECTIVES.isdisjoint(forms) and any(
        form in _SHORT_ADJECTIVES or _ADJECTIVES[language].search(form) for form in forms
    )


@lru_cache(maxsize=20_000)
def _spanish(word: str) -> frozenset[str]:
    forms = {word}
    if word.endswith("s") and len(word) > 3:
        forms.add(word[:-1])
        if word.endswith("es"):
            forms.add(word[:-2])
        if word.endswith("ces"):
            forms.add(word[:-3] + "z")
    return frozenset(forms)


_SILENT = re.compile(r"c(?=[ct])|p(?=[tc])")
_PT_PLURALS = (
    ("oes", "ao"),
    ("aes", "ao"),
    ("aos", "ao"),
    ("ns", "m"),
    ("ais", "al"),
    ("eis", "el"),
    ("eis", "il"),
    ("is", "il"),
    ("ois", "ol"),
    ("uis", "ul"),
    ("es", ""),
    ("s", ""),
)


@lru_cache(maxsize=20_000)
def _portuguese(word: str) -> frozenset[str]:
    # The spelling before 1990 kept letters that are not spoken: acção, activo, óptimo.
    plain = _SILENT.sub("", word)
    forms = {plain}
    if plain.endswith("s") and len(plain) > 3:
        forms.update(plain[: -len(plural)] + end for plural, end in _PT_PLURALS if plain.endswith(plural))
    return frozenset(forms)


_IT_PLURALS = (
    ("chi", ("co",)),
    ("ghi", ("go",)),
    ("che", ("ca",)),
    ("ghe", ("ga",)),
    ("ce", ("cia",)),
    ("ge", ("gia",)),
    ("isti", ("ista",)),
    ("trice", ("tore",)),
    ("trici", ("tore",)),
    ("mi", ("ma",)),
    ("i", ("o", "e", "io")),
    ("e", ("a",)),
)


# Plurals of words in -a that would pass for a singular with a plural in -i: tasse, tassi.
_IT_FEMININE_PLURALS = word_set(
    "tasse spese imposte poste entrate uscite quote rate note stime scorte valute borse riserve"
)


@lru_cache(maxsize=20_000)
def _italian(word: str) -> frozenset[str]:
    forms = {word}
    if word.endswith("s") and len(word) > 3:
        # Loan words: voucher, vouchers.
        forms.add(word[:-1])
    for plural, singulars in _IT_PLURALS:
        if word.endswith(plural) and len(word) > len(plural) + 1:
            forms.update(word[: -len(plural)] + end for end in singulars)
    return frozenset(forms - _IT_FEMININE_PLURALS if word.endswith("i") else forms)


def _same_romance(language: str, forms: Callable[[str], frozenset[str]]) -> Same:
    @lru_cache(maxsize=20_000)
    def load_adjective(approved: str, *, in_phrase: bool) -> set[str] | None:
        """Return the forms of an adjective without their gender; None for what is none."""
        theirs = forms(approved)
        # Alone an adjective is approved in the masculine; in a phrase it has the gender of its noun.
        found = _is_adjective(language, theirs if in_phrase else [form for form in theirs if form.endswith("o")])
        return _genderless(theirs) if found else None

    def same(word: str, approved: str, *, in_phrase: bool) -> bool:
        ending = word[-1:] == approved[-1:]
        word, approved = strip_marks(word), strip_marks(approved)
        if word == approved and not ending:
            # Contrató is a verb, contrato a noun; accents elsewhere come and go: acción, acciones.
            return False
        mine, theirs = forms(word), forms(approved)
        if not mine.isdisjoint(theirs):
            return True
        adjective = load_adjective(approved, in_phrase=in_phrase)
        if adjective is not None:
            return not _genderless(mine).isdisjoint(adjective)
        # Persons: vendedor, vendedora.
        return any(form.endswith(("dora", "tora", "sora")) and form[:-1] in theirs for form in mine)

    return same


def _genderless(forms: frozenset[str]) -> set[str]:
    return {form[:-1].removesuffix("h") for form in forms if len(form) > 3 and form[-1] in "oa"}


_FR_ADJECTIVES = (
    ("elle", "el"),
    ("enne", "en"),
    ("onne", "on"),
    ("ive", "if"),
    ("euse", "eux"),
    ("euse", "eur"),
    ("trice", "teur"),
    ("iere", "ier"),
    ("ière", "ier"),
    ("ère", "er"),
    ("ale", "al"),
    ("ée", "é"),
    ("ante", "ant"),
    ("ente", "ent"),
    ("ffe", "f"),
)
_FR_INVARIABLE = word_set("cours frais prix taux fonds poids mois pays procès accès succès excès bas gros tiers relais")
_FR_FEMININES = (("que", "c"), ("che", "c"), ("ette", "et"), ("gue", "g"), ("sse", "s"), ("e", ""))


@lru_cache(maxsize=20_000)
def _french(word: str, *, in_phrase: bool) -> frozenset[str]:
    forms = {word}
    if word in _FR_INVARIABLE and not in_phrase:
        return frozenset(forms)
    if word.endswith(("s", "x")) and len(word) > 3:
        forms.add(word[:-1])
        if word.endswith("aux"):
            forms.update((word[:-3] + "al", word[:-3] + "ail"))
    endings = _FR_ADJECTIVES + (_FR_FEMININES if in_phrase else ())
    for form in tuple(forms):
        forms.update(form[: -len(end)] + base for end, base in endings if form.endswith(end) and len(form) > 4)
    return frozenset(forms)


def _same_french(word: str, approved: str, *, in_phrase: bool) -> bool:
    mine, theirs = _french(word, in_phrase=in_phrase), _french(approved, in_phrase=in_phrase)
    if not mine.isdisjoint(theirs):
        return True
    # A final é makes another word (marché, marche); elsewhere an accent may be missing.
    if word.rstrip("sx")[-1:] != approved.rstrip("sx")[-1:]:
        return False
    mine, theirs = (_french(strip_marks(form), in_phrase=in_phrase) for form in (word, approved))
    return not mine.isdisjoint(theirs)


def _same_elsewhere(word: str, approved: str, *, in_phrase: bool) -> bool:  # noqa: ARG001 - all have one signature
    """Take a few letters at the end of a longer word for an ending, where a language has no rules here."""
    longer, shorter = sorted((strip_marks(word), strip_marks(approved)), key=len, reverse=True)
    return len(shorter) >= 4 and longer.startswith(shorter) and len(longer) - len(shorter) <= 3


_SAME: dict[str, Same] = {
    "de": german.same,
    "es": _same_romance("es", _spanish),
    "fr": _same_french,
    "it": _same_romance("it", _italian),
    "nl": dutch.same,
    "pl": polish.same,
    "pt": _same_romance("pt", _portuguese),
}


@lru_cache(maxsize=16)
def load_endings(language: str) -> Same:
    """Return what compares the words of a base language."""
    return _SAME.get(language, _same_elsewhere)
