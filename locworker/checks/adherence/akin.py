"""Derivation: words of the same root that are no form of the approved one, an adjective or a verb in its place.

"Podatkowy" stands for "podatek" where English has "tax" before another noun, and "versichert" for "Versicherung": a
reviewer should look, since the sentence may well be right. Another noun of the root is another word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from locworker.checks.adherence.lexicon import read_list
from locworker.checks.adherence.particles import PARTICLES
from locworker.checks.adherence.text import strip_marks

_DERIVED = {
    "fr": r"(?:aires?|aux?|ales?|als?|els?|elles?|iers?|ieres?|iques?|ifs?|ives?|eux|euses?|iens?|iennes?|ables?|"
    r"ibles?|er|ir|re|ise|isez|isent|ees?|ant|antes?|ants|n?nistes?)",
    "es": r"(?:ari[oa]s?|al(?:es)?|iv[oa]s?|er[oa]s?|ic[oa]s?|os[oa]s?|il(?:es)?|ables?|ibles?|ian[oa]s?|ens?es?|"
    r"ar|er|ir|ad[oa]s?|id[oa]s?|ando|iendo|istic[oa]s?|ori[oa]s?)",
    "pt": r"(?:ari[oa]s?|al|ais|iv[oa]s?|eir[oa]s?|ic[oa]s?|os[oa]s?|il|eis|vel|veis|ian[oa]s?|ens?es?|"
    r"ar|er|ir|ad[oa]s?|id[oa]s?|ando|endo|istic[oa]s?|ori[oa]s?)",
    "it": r"(?:ari[oae]?|al[ei]|iv[oaie]|ier[oaie]|ic[oaie]|ich[ei]|os[oaie]|il[ei]|abil[ei]|ibil[ei]|ian[oaie]|"
    r"are|ere|ire|at[oaie]|ut[oaie]|it[oaie]|ando|endo|istic[oaie]|istich[ei]|ori[oaie]?)",
    "pl": r"(?:(?:ow|n|sk|ck|cz|an|on|t|aln|yjn|owan|ijn)(?:y|a|e|ego|ej|emu|ym|ych|ymi|i|im|ich|imi|"
    r"iego|iej|iemu|ie|o)|"
    r"ac|owac|ic|yc|ec|nac|uje|uja|ujemy|ujac|owal[aoiy]?|il[aoiy]?|al[aoiy]?)",
    "nl": r"(?:en|t|d|de|te|den|ten|ig|ige|lijk|lijke|isch|ische|eel|ele|baar|bare|end|ende)",
}
_PATTERNS = {language: re.compile(endings + r"\Z") for language, endings in _DERIVED.items()}
# Endings that make nouns of verbs: pagamento, pagar; livraison, livrer.
_NOMINAL = {
    "fr": re.compile(r"(?:aison|ation|ition|ement|age|ance|ence|ite|isseur|ateur|eur)\Z"),
    "es": re.compile(r"(?:acion|icion|sion|amiento|imiento|aje|ancia|encia|idad|ez|ador|edor|idor)\Z"),
    "pt": re.compile(r"(?:acao|icao|sao|amento|imento|agem|ancia|encia|idade|ez|ador|edor|idor)\Z"),
    "it": re.compile(r"(?:azione|izione|sione|amento|imento|aggio|anza|enza|ita|atore|itore)\Z"),
    "pl": re.compile(r"(?:anie|enie|acja|osc)\Z"),
    "nl": re.compile(r"(?:ing|heid|iteit)\Z"),
}
# What adjectives and verbs have behind the root that such an ending leaves: liquide, investono.
_AFTER_ROOT = {
    "fr": frozenset({"e", "es", "s", "ent", "it"}),
    "es": frozenset({"", "o", "a", "os", "as", "e", "es", "en", "an"}),
    "pt": frozenset({"", "o", "a", "os", "as", "e", "es", "em", "am"}),
    "it": frozenset({"e", "o", "a", "i", "ono", "ano"}),
    "pl": frozenset({"y", "a", "e", "ego", "ej", "ym", "ych", "ymi"}),
    "nl": frozenset({"", "e", "t"}),
}
_GERMAN_NOMINAL = ("ung", "heit", "keit", "itat", "enz", "anz", "ik", "en", "e")
_SHORTEST_ROOT = 5
_SHORTEST_STEM = 3
_SLIP_LONG = 7
_ALTERNATING = str.maketrans({"q": "c"})


def other_roots(language: str, noun: str) -> tuple[str, ...]:
    """Return the beginnings of words derived from a noun that no rule finds; a whole word ends with a full stop."""
    return _load_derivations().get((language, strip_marks(noun.lower())), ())


@lru_cache(maxsize=1)
def _load_derivations() -> dict[tuple[str, str], tuple[str, ...]]:
    derivations = {}
    for key, words in read_list("derivations.txt"):
        language, _, noun = key.partition(" ")
        derivations[language, noun] = tuple(words.split())
    return derivations


def is_derived(language: str, word: str, approved: str) -> bool:
    """Say whether a word without marks is an adjective or a verb of an approved noun's root."""
    pattern = _PATTERNS.get(language)
    if pattern is None:
        return False
    word, approved = word.translate(_ALTERNATING), approved.translate(_ALTERNATING)
    if language == "pl" and word.startswith("nie") and not approved.startswith("nie"):
        word = word.removeprefix("nie")
    root = _NOMINAL[language].sub("", approved)
    has_ending = root != approved and len(root) >= _SHORTEST_ROOT and word.startswith(root)
    if has_ending and word[len(root) :] in _AFTER_ROOT[language]:
        return True
    return any(_has_root(pattern, word, noun) for noun in {approved, root} if len(noun) >= 3)


def _has_root(pattern: re.Pattern[str], word: str, noun: str) -> bool:
    shared = max(3, len(noun) - 2)
    if word[:shared] != noun[:shared]:
        return False
    while shared < len(noun) and word[shared : shared + 1] == noun[shared]:
        shared += 1
    # What differs has to be such an ending, at most with a letter or two of the root or a binding one before it.
    found = pattern.search(word, max(0, shared - 1))
    return found is not None and found.start() - shared <= 3 and word != noun


def is_german_derivation(word: str, approved: str) -> bool:
    """Say whether a word in small letters without marks is a verb or adjective of an approved noun's root."""
    root = approved
    for ending in _GERMAN_NOMINAL:
        # Aktie is not akin to aktiviert.
        if root.endswith(ending) and not root.endswith("ie") and len(root) - len(ending) >= 4:
            root = root.removesuffix(ending)
            break
    if len(root) < 4:
        return False
    at = word.find(root)
    return at == 0 or (at > 0 and len(root) >= 5) or _is_participle(word, root)


def _is_participle(word: str, root: str) -> bool:
    """Recognise the participle of a root: gesenkt for Senkung, abgebaut for Abbau."""
    return word.startswith("ge" + root) or any(
        root.startswith(particle)
        and len(root) - len(particle) >= _SHORTEST_STEM
        and word.startswith(particle + "ge" + root[len(particle) :])
        for particle in PARTICLES["de"].changing
    )


def is_slip(word: str, approved: str) -> bool:
    """Say whether a long word has one other letter, or two that changed places: a slip of the pen."""
    if len(approved) < _SLIP_LONG or len(word) != len(approved) or word == approved:
        return False
    start = 0
    while start < min(len(word), len(approved)) and word[start] == approved[start]:
        start += 1
    mine, theirs = word[start:], approved[start:]
    return start >= 2 and (mine[1:] == theirs[1:] or mine[1::-1] + mine[2:] == theirs)
