"""German endings: number and case of nouns, the forms of adjectives."""

from __future__ import annotations

from functools import lru_cache

from locworker.checks.adherence.text import strip_marks, word_set

# Nouns with a plural in -er; elsewhere -er makes another word: Bank, Banker; Kauf, Käufer.
_ER_PLURALS = tuple(
    sorted(
        word_set(
            "amt bild blatt brett buch dach dorf fach fass feld geld",
            "gesicht glas glied grab gut haus holz huhn kalb kind kleid",
            "korn kraut lamm land licht lied loch mann maul mitglied",
            "nest pfand rad rand rind schild schloss tal tuch volk wald",
            "weib wort eigentum reichtum",
        )
    )
)
_FOREIGN = ("o", "a", "um", "us", "is", "on")
_ADJECTIVAL = ("er", "te", "nde", "iv", "haft", "los", "frei", "ig", "isch", "bar", "ell")
_ADJECTIVE = ("", "e", "en", "er", "em", "es")


def same(word: str, approved: str, *, in_phrase: bool) -> bool:
    """Say whether a folded word is a form of an approved one."""
    word, approved = strip_marks(word), strip_marks(approved)
    if word in noun_forms(approved):
        return True
    # Nouns made of adjectives and adjectives themselves: Angestellter, Angestellte, die gleitenden.
    if not in_phrase and not approved.endswith(_ADJECTIVAL):
        return approved.endswith("en") and word in noun_forms(approved[:-1])
    stem = adjective_stem(approved)
    return any(len(base) > 2 and word.startswith(base) and word[len(base) :] in _ADJECTIVE for base in (stem, approved))


def adjective_stem(word: str) -> str:
    """Return an adjective, or a noun made of one, without its ending."""
    for ending in ("en", "er", "em", "es", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=20_000)
def noun_forms(noun: str) -> frozenset[str]:
    """Return the forms that a noun without marks may have in a sentence."""
    forms = {noun}
    if noun.endswith("e"):
        forms.update((noun + "n", noun + "s"))
    elif noun.endswith(("ung", "heit", "keit", "schaft", "ion", "tat")):
        forms.add(noun + "en")
    elif noun.endswith("in"):
        forms.update((noun + "nen", noun + "s", noun + "e", noun + "en"))
    elif noun.endswith("nis"):
        forms.update(noun + end for end in ("se", "sen", "ses"))
    elif noun.endswith(("er", "el", "en")) and not noun.endswith("ier") and len(noun) > 4:
        forms.update((noun + "n", noun + "s"))
    else:
        forms.update(noun + end for end in ("e", "en", "n", "s", "es"))
    if noun.endswith(("is", "us", "as")) and not noun.endswith(("aus", "eis")):
        forms.update(noun + end for end in ("se", "sen", "ses"))
    if noun.endswith(_ER_PLURALS):
        forms.update((noun + "er", noun + "ern"))
    if noun.endswith("index"):
        forms.update((noun[:-2] + "izes", noun[:-2] + "ices"))
    for ending in _FOREIGN:
        if noun.endswith(ending) and len(noun) > len(ending) + 2:
            stem = noun.removesuffix(ending)
            forms.update((stem + "en", stem + "i") if ending in {"o", "us"} else (stem + "en",))
    # Approved in the plural: Aktien, Zinsen, Gebühren.
    if noun.endswith("n") and len(noun) > 4:
        forms.add(noun[:-1])
        if noun.endswith("en"):
            forms.update((noun[:-2], noun[:-2] + "es"))
    elif (noun.endswith("e") and len(noun) > 4) or (
        noun.endswith("s") and len(noun) > 4 and not noun.endswith(("ss", "nis"))
    ):
        forms.add(noun[:-1])
    return frozenset(forms)


@lru_cache(maxsize=20_000)
def modifier_forms(noun: str) -> tuple[str, ...]:
    """Return the forms that a noun without marks may have before another in a compound, the longest first."""
    forms = {noun, noun + "s", noun + "es", noun + "n", noun + "en", noun + "ns", noun + "e"}
    if noun.endswith(_ER_PLURALS):
        forms.add(noun + "er")
    for ending in _FOREIGN:
        if noun.endswith(ending) and len(noun) > len(ending) + 2:
            forms.add(noun.removesuffix(ending) + "en")
    # Miete, Mietpreis; but not Aktie: Aktivierung.
    if noun.endswith("e") and not noun.endswith("ie") and len(noun) > 4:
        forms.add(noun[:-1])
        forms.add(noun[:-1] + "s")
    if noun.endswith("en") and len(noun) > 5:
        forms.update((noun[:-1], noun[:-2]))
    return tuple(sorted(forms, key=len, reverse=True))
