"""Verbs: whether a word is a form of an approved infinitive.

Glossaries hold few verbs, and conjugation has more forms than rules here know: what only looks like one is akin.
"""

from __future__ import annotations

import re

from locworker.checks.adherence.likeness import Likeness
from locworker.checks.adherence.text import word_set

# What stands in place of the infinitive's ending, without marks.
_FORMS = {
    "es": r"o|as?|[aei]mos|[ae]?is|an|es?|en|i|[aei]d|aste|iste|io|aron|ieron|"
    r"aba\w{0,4}|ia\w{0,4}|[aei]r\w{0,6}|iera\w{0,4}|"
    r"ando|iendo|[ai]d[oa]s?",
    "fr": r"e|es|ons|ez|ent|ai[st]?|aient|i?ons|iez|is|it|iss\w{1,5}|"
    r"[ei]r\w{0,5}|ees?|ies?|us?|ues?|ants?|antes?|as?|ames|i",
    "it": r"o|i|a|e|iamo|[aei]te|[ao]no|[aei]v[aoi]\w{0,4}|[aui]t[oaie]|"
    r"[ae]ndo|[aei]r\w{0,5}|arono|irono|isc\w{1,4}|ii",
    "pl": r"(?:ow)?(?:ac|al\w{0,4}|an\w{0,4})|[iy](?:c|l\w{0,4}|my|cie|sz)?|"
    r"on\w{0,4}|uj\w{0,4}|e|esz|emy|ecie|a|asz|amy|aj\w{0,3}",
    "pt": r"o|as?|[aei]mos|[ae]is|[ae]m|es?|ei|ou|aram|eu|eram|iu|iram|"
    r"ava\w{0,3}|ia\w{0,3}|[aei]r\w{0,5}|[aei]ndo|[ai]d[oa]s?",
}
_PATTERNS = {language: re.compile(rf"(?:{forms})\Z") for language, forms in _FORMS.items()}
_LAST_VOWEL = re.compile(r"(.*)([eo])([^aeiou]*)\Z")
_STRESSED = {"e": ("ie", "i"), "o": ("ue", "u")}
_SHORTEST_STEM, _SHORTEST_ROOT, _SHORTEST_VERB = 3, 4, 6
ASPECTS = ("u", "za", "z", "s", "wy", "po", "na", "o", "od", "prze", "roz", "do", "w", "przy", "pod", "ob")
_INFINITIVE_ENDING = re.compile(r"(?:owac|[aeiyu]c|[aei]r(?:e|si|se)?|dre|ttre)\Z")
_SEPARABLE = tuple(
    sorted(
        word_set(
            "ab an auf aus bei bereit dar durch ein fest fort frei her hin los mit nach nieder statt teil um unter",
            "uber vor weg weiter wieder zu zuruck zusammen voraus gegen gut bekannt offen sicher still hoch",
        ),
        key=len,
        reverse=True,
    )
)
_INSEPARABLE = ("ver", "be", "ent", "er", "zer")
_LONGEST_STRONG = 7
_PERSONAL = word_set("e st t en te ten test tet est et ete eten end ende enden endes ender n")


def compare_verb(language: str, word: str, infinitive: str) -> Likeness | None:
    """Return how surely a word is a form of an infinitive, both in small letters and without marks."""
    if language == "de":
        return _compare_german(word, infinitive)
    stem = _INFINITIVE_ENDING.sub("", infinitive)
    if language == "pl" and not word.startswith(stem):
        # The other aspect: ratować, uratować.
        rest = next((word.removeprefix(item) for item in ASPECTS if word.startswith(item + stem)), "")
        return Likeness.AKIN if rest and compare_verb(language, rest, infinitive) else None
    if language == "es" and not word.startswith(stem):
        # Invertir, invirtieron; perder, pierde; contar, cuenta.
        stem = next((other for other in _spanish_stems(stem) if word.startswith(other)), stem)
    if len(stem) < _SHORTEST_STEM or not word.startswith(stem):
        return None
    if _PATTERNS[language].match(word, len(stem)):
        return Likeness.INFLECTED
    # Its noun: investire, investimenti.
    return Likeness.AKIN if len(stem) >= _SHORTEST_ROOT else None


def _spanish_stems(stem: str) -> tuple[str, ...]:
    """Return what a stem becomes where its last vowel is stressed."""
    found = _LAST_VOWEL.match(stem)
    return tuple(found[1] + other + found[3] for other in _STRESSED[found[2]]) if found else ()


def german_beginnings(infinitive: str) -> tuple[str, ...]:
    """Return what forms of a German infinitive without marks may begin with."""
    _, base = _split_particle(infinitive)
    rests = [infinitive[cut:] for cut in range(3, len(infinitive) - _SHORTEST_VERB + 1)]
    return tuple({infinitive[:2], "ge" + base[:1], base[:1], *(rest[:2] for rest in rests)})


def _split_particle(stem: str) -> tuple[str, str]:
    particle = next((item for item in _SEPARABLE if stem.startswith(item) and len(stem) - len(item) >= 3), "")
    return particle, stem.removeprefix(particle)


def _compare_german(word: str, infinitive: str) -> Likeness | None:
    stem = infinitive.removesuffix("n").removesuffix("e")
    if len(stem) < 3:
        return None
    particle, base = _split_particle(stem)
    for start in dict.fromkeys((stem, "ge" + stem, particle + "ge" + base, particle + "zu" + base)):
        if word.startswith(start) and word.removeprefix(start) in _PERSONAL:
            return Likeness.INFLECTED
    if infinitive.endswith(word) and len(word) >= _SHORTEST_VERB:
        # Verkaufen, for leerverkaufen.
        return Likeness.AKIN
    if particle and word.startswith(base) and word.removeprefix(base) in _PERSONAL:
        # "Stellt … bereit": the particle may stand at the end of the clause.
        return Likeness.AKIN
    # Strong verbs change their vowel: heben, hob, gehoben.
    rest = word.removeprefix(particle).removeprefix("ge")
    prefix = next((item for item in _INSEPARABLE if base.startswith(item) and len(base) - len(item) >= 3), "")
    if not word.startswith(particle) or not rest.startswith(prefix):
        return None
    base, rest = base.removeprefix(prefix), rest.removeprefix(prefix)
    alike = _consonants(rest)[:2] == _consonants(base)[:2] and rest[:1] == base[:1]
    return Likeness.AKIN if alike and len(_consonants(base)) >= 2 and len(base) <= _LONGEST_STRONG else None


def _consonants(word: str) -> str:
    return "".join(char for char in word if char not in "aeiou")
