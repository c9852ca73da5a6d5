"""What stands around a word of a target: whether something belongs to it that the source does not explain."""

from __future__ import annotations

import re
from functools import cached_property

from locworker.checks.adherence.senses import FUNCTION_WORDS
from locworker.checks.adherence.text import TargetText, split_words, strip_marks, word_set
from locworker.glossary import TermMatch

_ARTICLES = {
    "fr": word_set("le la les l"),
    "es": word_set("el la los las"),
    "it": word_set("il lo la i gli le l"),
    "pt": word_set("o a os as"),
}
# What binds a noun to the one before it as "of" does, as it is written in small letters.
_BINDING = {
    "fr": word_set("de du des d"),
    "es": word_set("de del"),
    "it": word_set("di del dello della dei degli delle dell d"),
    "pt": word_set("de do da dos das d"),
    "nl": word_set("van"),
    "de": word_set("von vom der des"),
    "pl": frozenset[str](),
}
# Other prepositions, as they are written in small letters.
_PREPOSITIONS = {
    "de": word_set(
        "in im an am auf aus bei beim mit nach seit um unter über vor zu zum zur für durch gegen bis ohne wegen trotz",
    ),
    "fr": word_set(
        "à au aux en dans sur sous par pour avec sans depuis après avant contre vers chez entre",
    ),
    "es": word_set(
        "a al en con sin sobre por para desde hasta tras ante entre contra según",
    ),
    "it": word_set(
        "a ad al allo alla ai agli alle all in nel nello nella nei negli nelle nell su sul sullo sulla sui sugli",
        "sulle sull con per tra fra da dal dalla dai dalle",
    ),
    "pt": word_set(
        "à ao às aos em no na nos nas num numa com sem sobre por pelo pela pelos pelas para desde até após entre",
        "contra segundo",
    ),
    "nl": word_set(
        "in op aan bij met naar om onder over voor na door tegen tot te uit sinds zonder tijdens",
    ),
    "pl": word_set(
        "w we na do z ze od o po przy dla za przez pod nad przed bez według mimo",
    ),
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
        "und oder aber sowie wie als dass weil wenn da ist sind war waren wird werden wurde wurden hat haben hatte",
        "hatten kann konnen konnte soll sollen sollte muss mussen will wollen darf nicht auch noch nur schon sich es",
        "er sie den dem des der die das ein eine einen einem einer eines von dieser diese dieses diesen diesem jeder",
        "jede jedes jeden jedem ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner unser unsere alle allen",
        "aller kein keine keinen",
    ),
    "fr": word_set(
        "et ou mais que qui dont a est sont etait etaient sera seront ont avait avaient fut furent peut peuvent doit",
        "doivent ne n se s y le la les l un une ce cette ces son sa ses leur leurs car pas lors ainsi puis si comme",
        "quand hier encore deja aussi cet notre nos votre vos tout tous toute toutes chaque aucun aucune",
    ),
    "es": word_set(
        "y e o u ni pero que quien cuyo es son era eran fue fueron sera seran ha han habia habian puede pueden debe",
        "deben no se lo la los las el un una su sus este esta estos estas si como cuando mientras estan estaba",
        "estaban tiene tienen antes despues luego ayer hoy ahora ya tambien ese esa esos esas nuestro nuestra todo",
        "toda todos todas cada ningun ninguna otro otra",
    ),
    "it": word_set(
        "e ed o ma che chi cui sono era erano fu furono sara saranno ha hanno aveva avevano puo possono deve devono",
        "non si lo la i gli le il un una uno se come quando mentre dopo prima anche viene vengono resta restano ieri",
        "oggi ora poi gia ancora questo questa questi queste quel quella quei quelle suo sua suoi sue loro tutto",
        "tutta tutti tutte ogni nessun nessuna",
    ),
    "pt": word_set(
        "e ou mas mais que quem cujo sao era eram foi foram sera serao tem tinha tinham pode podem deve devem nao se",
        "o os um uma seu sua seus suas este esta estes estas como quando enquanto estao fica ficou antes depois ontem",
        "hoje ja ainda tambem esse essa esses essas deste desta destes destas neste nesta desse dessa nosso nossa",
        "todo toda todos todas cada nenhum nenhuma",
    ),
    "nl": word_set(
        "en of maar als dat die omdat is zijn was waren wordt worden werd werden heeft hebben had hadden kan kunnen",
        "kon zal zullen moet moeten wil niet ook nog al er het de een deze dit haar hun onze ons elk elke alle geen",
    ),
    "pl": word_set(
        "i oraz lub ale a ktory ktora ktore ktorzy jest sa byl byla bylo byly bedzie beda ma maja mial miala nie sie",
        "to jak gdy kiedy jesli juz tez takze zostal zostala zostalo zostaly moze moga niemal prawie wciaz nadal znow",
        "wczoraj dzis ok okolo ponad blisko ten ta te tego tej temu tym tych jego jej ich swoj swoja swoje swojego",
        "swojej nasz nasza nasze kazdy kazda kazde wszystkie zadnego",
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
_OF = re.compile(r" of |['’]s ")
_COMPLEMENT = re.compile(r" (?:to|for|on|in|at|by|with|from|over|against|into|between|under) ")
_NATION = re.compile(r"(?:[A-Z]\w+(?:ese|ish|ian|ean|ch|man)|US|U\.S\.|EU|UK) \Z")
_ATTRIBUTE = re.compile(r"([A-Za-z][a-z]+)[ -]\Z")
_NO_ATTRIBUTES = FUNCTION_WORDS | word_set("our your my those some any every")
# German and Dutch nouns have their attributes before them.
_ATTRIBUTES_BEFORE = frozenset({"de", "nl"})
_DEGREES = word_set("plus più mas mais mehr meer")
_SHARED = 4
_NEAR = 3

LANGUAGES = frozenset(_ENDING)
"""The languages whose noun phrases are known."""


class Neighbours:
    """What stands around the words of a target, and what of it the source explains beside a term."""

    def __init__(self, target: TargetText, source: str, match: TermMatch, text: str, language: str) -> None:
        """Take the wording, and what the source has before and after the term."""
        self._target, self._language = target, language
        self._before, self._after = source[: match.start], source[match.end :]
        # "Impuesto sobre las ganancias" beside impuesto sobre las plusvalías: the complement is the wording's own.
        self._own = {word.lower() for word in split_words(text)}

    @cached_property
    def _explained(self) -> set[str]:
        return {strip_marks(word.lower())[:_SHARED] for word in split_words(f"{self._before} {self._after}")}

    @cached_property
    def _has_attribute(self) -> bool:
        attribute = _ATTRIBUTE.search(self._before)
        return attribute is not None and attribute[1].lower() not in _NO_ATTRIBUTES

    @cached_property
    def _has_nation(self) -> bool:
        return _NATION.search(self._before) is not None

    @cached_property
    def _has_of(self) -> bool:
        return _OF.match(self._after) is not None and self._own.isdisjoint(_BINDING[self._language])

    @cached_property
    def _has_complement(self) -> bool:
        return _COMPLEMENT.match(self._after) is not None and self._own.isdisjoint(_PREPOSITIONS[self._language])

    def explains(self, word: str) -> bool:
        """Say whether the source has a word that begins alike, beside the term."""
        return word[:_SHARED] in self._explained

    def is_little(self, word: str) -> bool:
        """Say whether a word in small letters is one that no wording is recognised by: più, mais, sobre."""
        language = self._language
        little = word in _BINDING[language] or word in _PREPOSITIONS[language] or word in _DEGREES
        return little or strip_marks(word) in _ENDING[language]

    def is_alone(self, number: int, own: frozenset[int] = frozenset()) -> bool:
        """Say whether nothing belongs to a word that the source does not explain; `own` are words of its wording."""
        return self._is_free_after(number, own) and self._is_free_before(number)

    def has_article(self, number: int) -> bool:
        """Say whether an article stands before a word, so that it is a noun of its own: il cambio."""
        words, articles = self._target.words, _ARTICLES.get(self._language, frozenset())
        bound = number > 1 and self._written(number - 2) in _BINDING[self._language]
        return number > 0 and words[number - 1] in articles and not bound

    def stands_free(self, number: int) -> bool:
        """Say whether a word stands at the beginning or after a little word."""
        if number == 0:
            return True
        return self._target.words[number - 1] in _ENDING[self._language] or self._is_preposition(number - 1)

    def _written(self, number: int) -> str:
        return self._target.folded[slice(*self._target.spans[number])]

    def _is_preposition(self, number: int) -> bool:
        return (
            self._written(number) in _PREPOSITIONS[self._language] or self._written(number) in _BINDING[self._language]
        )

    def _gap(self, number: int) -> str:
        """Return what stands between a word and the next one."""
        spans = self._target.spans
        return self._target.text[spans[number][1] : spans[number + 1][0]]

    def _is_free_after(self, number: int, own: frozenset[int]) -> bool:
        target, following = self._target, number + 1
        if following == len(target.words):
            return True
        if self._gap(number).strip():
            return self._gap(number)[0] not in "-‑/&"
        if following in own:
            # Offre publique, of offre publique d'achat.
            return self._is_free_after(following, own)
        written, bare = self._written(following), target.words[following]
        if written in _BINDING[self._language]:
            if following + 1 in own:
                return self._is_free_after(following + 1, own)
            return self._has_of or self._is_explained(following + 1)
        if written in _PREPOSITIONS[self._language]:
            return self._has_of or self._has_complement or self._is_explained(following + 1)
        if self._language in _ATTRIBUTES_BEFORE or bare in _ENDING[self._language] or self.explains(bare):
            return True
        if (self._has_nation and self._language != "pl") or self._is_verb(target.words[number], written):
            return True
        # A name: rating Rumunii.
        small = number == 0 or target.text[target.spans[number][0]].islower()
        return small and target.text[target.spans[following][0]].isupper()

    def _is_explained(self, number: int) -> bool:
        """Say whether the source has what follows a preposition, or it is a name."""
        articles = _ARTICLES.get(self._language, _ENDING[self._language])
        for at in range(number, min(number + _NEAR, len(self._target.words))):
            bare = self._target.words[at]
            if self.explains(bare) or (
                self._language != "de" and self._target.text[self._target.spans[at][0]].isupper()
            ):
                return True
            if bare in _ENDING[self._language] and bare not in articles:
                return False
        return False

    def _is_verb(self, noun: str, written: str) -> bool:
        if self._language == "fr" and noun.endswith(("s", "x")) and written.endswith("ent"):
            return True
        pattern = _VERB.get(self._language)
        return pattern is not None and pattern.match(written) is not None

    def _is_free_before(self, number: int) -> bool:
        if number == 0:
            return True
        if self._gap(number - 1).strip():
            return self._gap(number - 1)[-1] not in "-‑/&"
        target, previous = self._target, self._target.words[number - 1]
        pattern = _ADJECTIVE.get(self._language)
        if pattern is None or target.text[target.spans[number - 1][0]].isupper() or not pattern.search(previous):
            return True
        return self.stands_free(number) or self._has_attribute or self.explains(previous)
