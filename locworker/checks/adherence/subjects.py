"""Subjects and objects of English verbs. In: the words around a word; out: whether they make it a verb's form.

"Activists claim the regulator slept" and "the company claims its rival did": somebody who acts, the word, and what only
an object starts with. A noun before a noun ("the bond issue") and a clause without "that" ("claims the court accepted")
look alike but for the actor.
"""

from __future__ import annotations

from locworker.checks.adherence.text import word_set

_ACTORS = word_set(
    "activist agency airline analyst app army authority bank board brewer broadcaster brand business cabinet carmaker",
    "central charity chief church city club coalition commission commissioner committee company conglomerate congress",
    "corporation council country court critic department developer district economist employee employer enterprise",
    "executive expert exporter family farmer federation firm government group household importer industry institute",
    "institution insurer investor journalist judge lawmaker lawyer leader lender maker manager manufacturer ministry",
    "minister movement nation newspaper official operator opponent opposition organisation organization owner panel",
    "parliament parent partner party physician platform police politician president producer professor programme",
    "prosecutor protester province publisher regulator report reporter researcher resident retailer scientist seller",
    "senate senator service site startup state store student study subsidiary supermarket supervisor supplier",
    "supporter",
    "survey system teacher team thinktank tool town trader tribunal union university user utility village voter",
    "watchdog",
    "website woman worker brand airport hospital hotel school shop region theatre museum magazine paper software",
    "player",
    "customer consumer buyer borrower client visitor tourist driver passenger patient pilot rebel refugee soldier",
)
_PEOPLE = word_set("people men women children police")
_PLURAL_PRONOUNS = word_set("they we you i who many some others both most those")
_SINGULAR_PRONOUNS = word_set("it he she who")
_NO_ACTORS = word_set(
    "number order paper power water quarter summer winter offer cover december november october september sector",
    "factor",
    "labor major minor super other further higher lower later greater better bigger smaller over under after",
    "never ever",
    "former another whether rather either neither per copper silver computer shelter transfer dinner corner",
    "border barrier",
)
# Plurals that stand before a noun in English: a sales forecast, a savings plan.
_MODIFIERS = word_set(
    "earnings savings sales securities futures goods options commodities jobs rates equities claims benefits services",
    "credits arms sports telecoms communications operations customs systems business news economics politics",
    "series means",
    "this less plus perhaps always always was has does its his is thus across besides towards versus minus",
    "sometimes yes",
    "ours theirs overseas downstairs process express press access success loss gross cross mass class analysis",
    "basis crisis",
    "lowers raises boosts lifts cuts hits drives sees says pays earns makes takes gives keeps adds puts sets",
    "sends shows",
    "means needs wants gets has covers offers triggers delivers suffers powers considers enters",
)
_REPORTING = word_set("claim forecast estimate report demand promise note bet trust state figure concern")
_PAST = word_set(
    "cut put bid cost spread hit cast split set forecast hurt offset broadcast let shut quit beat reset bet"
)
# As plurals after a name or an actor these are nearly always nouns: the company shares the fund holds.
_NOUNS = word_set(
    "shares deposits loans bonds funds stocks prices yields profits losses taxes rates assets stakes options",
    "costs stores",
    "reserves reports figures gains notes",
)
_OBJECTS = word_set(
    "the a an these those its their his her our your my any some each every no all both more less fewer most much many",
    "him them us me what whether how why",
)
_POSSESSIVES = word_set("its his her their")
_TIMES = word_set(
    "day week month quarter year decade half time morning afternoon evening night spring summer autumn winter fiscal",
    "financial previous following same past share barrel ounce unit piece head monday tuesday wednesday thursday",
    "friday",
    "weekend hour minute tonne ton",
)
_BARE = word_set(
    "higher lower stronger weaker slower faster greater better bigger smaller further little stable steady modest",
    "solid",
    "growth inflation losses profits sales prices rates taxes money jobs costs compensation damages reform",
    "reforms change",
    "changes cuts rain snow licences licenses permits visas refunds discounts goods services products free new cheap",
    "bookings flights tables support power public two three four five ten half",
)
_NUMBERED = word_set("forecast estimate issue raise cost demand claim charge report offer fund supply target employ")
_CLAUSE_STARTS = word_set(
    ". , ; : ! ? ( that as if when because and but while where which although what whether before"
)


def has_plural(text: str, earlier: list[str], following: list[str]) -> bool:
    """Say whether a word that equals its verb's base form or past has a subject, mostly in the plural, and an object.

    Args:
        text: The word in small letters.
        earlier: The words of the sentence before it, as they are written.
        following: The words after it.
    """
    previous = _lower(earlier, -1)
    actors = _is_plural_actor(previous) or previous in _PLURAL_PRONOUNS
    if previous in {"that", "which"} and _is_plural(_lower(earlier, -2)):
        return _has_object(text, following) or (_is_plural_actor(_lower(earlier, -2)) and _has_bare_object(following))
    if actors or _is_plural(previous):
        return _has_object(text, following) or (actors and _has_bare_object(following))
    if text in _PAST and (previous in _SINGULAR_PRONOUNS or _is_singular_actor(earlier)):
        return _has_object(text, following) or _has_bare_object(following)
    return False


def has_singular(text: str, earlier: list[str], following: list[str]) -> bool:
    """Say whether a word that equals its verb's form in -s has a subject in the singular and an object."""
    previous = _lower(earlier, -1)
    if previous in _SINGULAR_PRONOUNS and (len(earlier) < 2 or _lower(earlier, -2) in _CLAUSE_STARTS):
        return True
    relative = previous in {"that", "which"} and _is_actor(_lower(earlier, -2))
    if not relative and previous not in _SINGULAR_PRONOUNS and not _is_singular_actor(earlier):
        return False
    base = text.removesuffix("s")
    if text in _NOUNS:
        return bool(following) and following[0].lower() in _POSSESSIVES
    return _has_object(base, following) or _has_bare_object(following)


def is_bare_plural(earlier: list[str]) -> bool:
    """Say whether a subject in the plural stands before a word: a pronoun, actors, or a noun without article."""
    previous = _lower(earlier, -1)
    if previous in _PLURAL_PRONOUNS or _is_plural_actor(previous):
        return _lower(earlier, -2) not in {"a", "an"}
    return _is_plural(previous) and (len(earlier) < 2 or _lower(earlier, -2) in _CLAUSE_STARTS)


def _lower(words: list[str], place: int) -> str:
    return words[place].lower() if len(words) >= -place else "."


def _is_plural(word: str) -> bool:
    if word in _PEOPLE:
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    return ends and len(word) > 3 and word not in _MODIFIERS


def _is_actor(word: str) -> bool:
    if word in _ACTORS:
        return True
    ends = word.endswith(("er", "or", "ist", "ian", "man", "woman", "maker"))
    return ends and len(word) > 5 and word not in _NO_ACTORS


def _is_plural_actor(word: str) -> bool:
    if word in _PEOPLE:
        return True
    singular = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
    return _is_plural(word) and _is_actor(singular)


def _is_singular_actor(earlier: list[str]) -> bool:
    """Say whether a name or somebody with an article stands at the end of words: the IMF, its main lender."""
    if not earlier:
        return False
    last = earlier[-1]
    if last[:1].isupper() and last.isalpha() and (len(earlier) > 2 or last.isupper() or _is_name(last)):
        return not _is_plural(last.lower())
    articles = {"the", "a", "an", "this", "that", "each", "every", "one", "another", *_POSSESSIVES}
    return _is_actor(last) and any(word.lower() in articles or word.endswith("'s") for word in earlier[-4:-1])


def _is_name(word: str) -> bool:
    """Say whether a capitalised word at the beginning of a sentence is likely a name: no known word of the language."""
    lower = word.lower()
    return (
        lower not in _OBJECTS and lower not in _MODIFIERS and not lower.endswith(("ing", "ed", "ly", "al", "ive", "ic"))
    )


def _has_object(base: str, following: list[str]) -> bool:
    """Say whether what follows starts an object, and is no time ("this year") or measure ("a share")."""
    if not following:
        return False
    first = following[0].lower()
    if first == "that":
        return base in _REPORTING
    if first[:1].isdigit() or first in {"$", "€", "£"}:
        return base in _NUMBERED
    return first in _OBJECTS and not any(word.lower() in _TIMES for word in following[1:3])


def _has_bare_object(following: list[str]) -> bool:
    return bool(following) and following[0].lower() in _BARE
