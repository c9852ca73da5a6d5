"""Shortened wordings: one part of an approved wording that stands on its own, "das Angebot" for Übernahmeangebot.

The sentence may well be right, above all where the whole term was said before, so that a reviewer should look. A part
that something else belongs to is another wording: "inflazione centrale" for inflazione di fondo, "fiche de frais" for
note de frais.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from locworker.checks.adherence.apart import split_compound
from locworker.checks.adherence.compounds import inflected_forms
from locworker.checks.adherence.japanese import short_forms
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.search import load_wording
from locworker.checks.adherence.senses import stands_before_noun
from locworker.checks.adherence.text import TargetText, split_words, strip_marks, word_set
from locworker.checks.adherence.words import Word
from locworker.glossary import TermMatch

_HEAD_FIRST = frozenset({"fr", "es", "it", "pt"})
_ARTICLES = {
    "fr": word_set("le la les l"),
    "es": word_set("el la los las"),
    "it": word_set("il lo la i gli le l"),
    "pt": word_set("o a os as"),
}
# What binds a noun to the one before it, as it is written in small letters.
_BINDING = {
    "fr": word_set("de du des d à au aux"),
    "es": word_set("de del a al"),
    "it": word_set("di del dello della dei degli delle dell d da a ad al allo alla ai agli alle all"),
    "pt": word_set("de do da dos das d à ao às aos"),
    "nl": word_set("van"),
    "de": word_set("von vom der des"),
    "pl": frozenset[str](),
}
# Verbs after a noun, as they are written in small letters: what they end in says so.
_VERB = {
    "es": re.compile(r"\w{2,}(?:ó|aron|ieron|aban?|ían?|arán?|erán?|irán?)\Z"),
    "fr": re.compile(r"\w{2,}(?:ait|aient|èrent|irent|era|eront|ira|iront)\Z"),
    "it": re.compile(r"\w{2,}(?:ò|arono|erono|irono|avano?|evano?|ivano?|erà|eranno|irà|iranno)\Z"),
    "pt": re.compile(r"\w{2,}(?:ou|eu|iu|aram|eram|iram|avam?|iam?|ará|erá|irá|arão|erão|irão)\Z"),
    "pl": re.compile(r"(?!(?:stał|mał|cał|trwał|dojrzał)[aoy])\w{2,}(?:ł|ła|ło|ły|li)\Z"),
}
# Words that a noun phrase ends before, without marks.
_ENDING = {
    "de": word_set(
        "in im an am auf aus bei beim mit nach seit um unter uber vor zu zum zur fur durch gegen bis und oder aber",
        "sowie wie als dass weil wenn da ist sind war waren wird werden wurde wurden hat haben hatte hatten kann",
        "konnen konnte soll sollen sollte muss mussen will wollen darf nicht auch noch nur schon sich es er sie den",
        "dem des der die das ein eine einen einem einer eines von ohne wegen trotz",
    ),
    "fr": word_set(
        "et ou mais que qui dont a en dans sur sous par pour avec sans est sont etait etaient sera seront ont avait",
        "avaient fut furent peut peuvent doit doivent ne n se s y le la les l un une ce cette ces son sa ses leur",
        "leurs car pas lors depuis apres avant contre vers chez entre ainsi puis si comme quand hier encore deja",
        "aussi",
    ),
    "es": word_set(
        "y e o u ni pero que quien cuyo en con sin sobre por para desde hasta tras ante entre contra segun es son era",
        "eran fue fueron sera seran ha han habia habian puede pueden debe deben no se lo la los las el un una su sus",
        "este esta estos estas si como cuando mientras estan estaba estaban tiene tienen antes despues luego ayer hoy",
        "ahora ya tambien",
    ),
    "it": word_set(
        "e ed o ma che chi cui in nel nello nella nei negli nelle nell su sul sullo sulla sui sugli sulle sull con",
        "per tra fra dal dalla dai dalle sono era erano fu furono sara saranno ha hanno aveva avevano puo possono",
        "deve devono non si lo la i gli le il un una uno se come quando mentre dopo prima anche viene vengono resta",
        "restano ieri oggi ora poi gia ancora",
    ),
    "pt": word_set(
        "e ou mas mais que quem cujo a as em no na nos nas num numa com sem sobre por pelo pela pelos pelas para",
        "desde ate apos entre contra segundo sao era eram foi foram sera serao tem tinha tinham pode podem deve devem",
        "nao se o os um uma seu sua seus suas este esta estes estas como quando enquanto estao fica ficou antes",
        "depois ontem hoje ja ainda tambem",
    ),
    "nl": word_set(
        "in op aan bij met naar om onder over voor na door tegen tot en of maar als dat die omdat is zijn was waren",
        "wordt worden werd werden heeft hebben had hadden kan kunnen kon zal zullen moet moeten wil niet ook nog al",
        "er het de een te uit sinds zonder tijdens",
    ),
    "pl": word_set(
        "i oraz lub ale a ze ktory ktora ktore ktorzy w we na do z od o po przy dla za przez pod nad przed bez jest",
        "sa byl byla bylo byly bedzie beda ma maja mial miala nie sie to jak gdy kiedy jesli juz tez takze zostal",
        "zostala zostalo zostaly moze moga wedlug mimo niemal prawie wciaz nadal znow wczoraj dzis ok okolo ponad",
        "blisko",
    ),
}
_ADJECTIVE = {
    "es": re.compile(r"[oae]s?\Z"),
    "pt": re.compile(r"[oae]s?\Z"),
    "it": re.compile(r"[oaie]\Z"),
    "de": re.compile(r"(?:e|en|er|es|em)\Z"),
    "nl": re.compile(r"e\Z"),
    "pl": re.compile(r"(?:[ai]|[yi]|ego|ej|emu|ym|im|ych|ich|ymi|imi|sza|nie|owe)\Z"),
}
_POLISH_ADJECTIVE = re.compile(r"(?:[wnlrtz]y|[kg]i|[nw]a|[sc]ka|[nw]e|[sc]kie)\Z")
_COMPLEMENTS = (" of ", " to ", "’s ", "'s ")
_ATTRIBUTE = re.compile(r"([A-Za-z][a-z]+)[ -]\Z")
_NO_ATTRIBUTES = word_set(
    "the a an of in on at by for to with from and or but its their his her our your my this that these those some any",
    "no all each every is are was were has have had will would can could may might must as than into over under per",
)
# German and Dutch nouns have their attributes before them.
_ATTRIBUTES_BEFORE = frozenset({"de", "nl"})
_SHARED = 4


def find_shortened(target: TargetText, source: str, match: TermMatch, text: str, language: str) -> Occurrence | None:
    """Return where one part of an approved wording stands on its own, or nothing.

    Args:
        target: The target.
        source: The source text; what its words explain beside the part does not belong to the part.
        match: The term in the source.
        text: The approved wording.
        language: The target's base language.
    """
    if language == "ja":
        pattern = short_forms(text)
        found = pattern.search(target.text) if pattern else None
        return Occurrence(*target.place(*found.span()), text, Likeness.AKIN, ("shortened",)) if found else None
    if language not in _ENDING:
        return None
    wording = load_wording(text, language)
    if source[match.start : match.end].casefold() in target.folded:
        return None
    neighbours = _Neighbours(target, source, match, language)
    number = next(neighbours.find_in_phrase(wording.words), None) if len(wording.words) > 1 else None
    compound = wording.solid or (wording.words[0] if wording.words else None)
    if number is None and compound is not None:
        number = next(neighbours.find_in_compound(compound), None)
    if number is None:
        return None
    return Occurrence(*target.place(*target.spans[number]), text, Likeness.AKIN, ("shortened",))


class _Neighbours:
    """What stands around the words of a target, and what of it the rest of the source explains."""

    def __init__(self, target: TargetText, source: str, match: TermMatch, language: str) -> None:
        self._target, self._language = target, language
        term, before, after = source[match.start : match.end], source[: match.start], source[match.end :]
        self._explained = {strip_marks(word.lower())[:_SHARED] for word in split_words(f"{before} {after}")}
        *others, head = split_words(term.lower()) or [term]
        # "The price" beside "purchase price" answers to itself.
        self._head_elsewhere = head[:_SHARED] in self._explained
        self._others_elsewhere = any(word[:_SHARED] in self._explained for word in others if len(word) > 2)
        singular = term.casefold() in {text.casefold() for text in match.entry.sources}
        self._before_noun = " " not in term and singular and stands_before_noun(after)
        self._has_complement = after.startswith(_COMPLEMENTS)
        attribute = _ATTRIBUTE.search(before)
        self._has_attribute = attribute is not None and attribute[1].lower() not in _NO_ATTRIBUTES

    def find_in_phrase(self, words: Sequence[Word]) -> Iterator[int]:
        """Yield the numbers of the words that are the phrase's head alone, or another noun of it alone."""
        head = self._find_head(words)
        for word in words:
            if self._head_elsewhere if word is head else self._others_elsewhere:
                continue
            for number in self._find_forms(word):
                if word is head:
                    if self._is_alone(number, words):
                        yield number
                elif self._before_noun or (self._may_be_noun(number, word) and self._is_alone(number)):
                    yield number

    def find_in_compound(self, compound: Word) -> Iterator[int]:
        """Yield the numbers of the words that are one noun of a German or Dutch compound alone."""
        words = self._target.words
        for modifiers, head in split_compound(self._language, compound.bare):
            heads = frozenset[str]() if self._head_elsewhere else inflected_forms(self._language, head)
            others = frozenset[str]() if self._others_elsewhere else modifiers
            for number, bare in enumerate(words):
                if bare in heads or bare in others:
                    found = self._is_noun(number) and self._is_alone(number)
                else:
                    found = self._before_noun and bare.startswith(tuple(others))
                if found:
                    yield number

    def _find_forms(self, word: Word) -> Iterator[int]:
        if word.bare in _ENDING[self._language]:
            return
        for number in word.candidates(self._target):
            likeness = word.compare(self._target.text[slice(*self._target.spans[number])])
            if likeness is not None and likeness <= Likeness.INFLECTED:
                yield number

    def _find_head(self, words: Sequence[Word]) -> Word:
        if self._language in _HEAD_FIRST:
            return words[0]
        if self._language == "pl":
            adjectives = [_POLISH_ADJECTIVE.search(word.bare) is not None for word in words[:2]]
            return words[1] if adjectives == [True, False] else words[0]
        return words[-1]

    def _is_noun(self, number: int) -> bool:
        return self._language != "de" or self._target.text[self._target.spans[number][0]].isupper()

    def _may_be_noun(self, number: int, word: Word) -> bool:
        """Say whether a word of a phrase that is not its head stands as a noun of its own: il cambio, na odsetkach."""
        words = self._target.words
        if self._language == "pl":
            return not _POLISH_ADJECTIVE.search(word.bare) and (number == 0 or words[number - 1] in _ENDING["pl"])
        articles = _ARTICLES.get(self._language, frozenset())
        bound = number > 1 and self._written(number - 2) in _BINDING[self._language]
        return number > 0 and words[number - 1] in articles and not bound

    def _written(self, number: int) -> str:
        return self._target.folded[slice(*self._target.spans[number])]

    def _is_alone(self, number: int, others: Sequence[Word] = ()) -> bool:
        return self._is_free_after(number, others) and self._is_free_before(number)

    def _is_free_after(self, number: int, others: Sequence[Word]) -> bool:
        target, words = self._target, self._target.words
        end = target.spans[number][1]
        if number + 1 == len(words):
            return True
        start = target.spans[number + 1][0]
        gap = target.text[end:start]
        if gap.strip():
            return gap[0] not in "-‑/&"
        following, written = words[number + 1], self._written(number + 1)
        if any(word.compare(target.text[slice(*target.spans[number + 1])]) is not None for word in others):
            # Offre publique, of offre publique d'achat.
            return self._is_free_after(number + 1, ())
        if written in _BINDING[self._language]:
            return self._has_complement or all(self._is_explained(word) for word in self._complement(number + 2))
        if (
            self._language in _ATTRIBUTES_BEFORE
            or following in _ENDING[self._language]
            or self._is_explained(following)
        ):
            return True
        if self._is_verb(words[number], written):
            return True
        # A name: rating Rumunii.
        small = number == 0 or target.text[target.spans[number][0]].islower()
        return small and target.text[start].isupper()

    def _is_verb(self, noun: str, written: str) -> bool:
        if self._language == "fr" and noun.endswith(("s", "x")) and written.endswith("ent"):
            return True
        pattern = _VERB.get(self._language)
        return pattern is not None and pattern.match(written) is not None

    def _complement(self, number: int) -> list[str]:
        """Return the first word after a preposition that is no article."""
        words = self._target.words[number : number + 3]
        rest = [word for word in words if word not in _ARTICLES.get(self._language, _ENDING[self._language])]
        return rest[:1]

    def _is_free_before(self, number: int) -> bool:
        if number == 0:
            return True
        target = self._target
        gap = target.text[target.spans[number - 1][1] : target.spans[number][0]]
        if gap.strip():
            return gap[-1] not in "-‑/&"
        previous = target.words[number - 1]
        pattern = _ADJECTIVE.get(self._language)
        if pattern is None or target.text[target.spans[number - 1][0]].isupper() or not pattern.search(previous):
            return True
        if self._written(number - 1) in _BINDING[self._language] or previous in _ENDING[self._language]:
            return True
        return self._has_attribute or self._is_explained(previous)

    def _is_explained(self, word: str) -> bool:
        return word[:_SHARED] in self._explained
