"""How the fake DeepL "translates": word by word into real words of the target language, the same way every time.

The output is no translation, but it looks like the target language, keeps tags, names and tickers in place, writes
numbers as the language does, and applies a glossary to the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from zlib import crc32

_WORDS: Mapping[str, str] = {
    "DE": "Markt Wachstum gestern deutlich weiter jedoch Unternehmen Woche während höher niedriger Ergebnis Nachfrage "
    "bereits wieder Anleger Frage Bericht Prognose Ausblick",
    "ES": "mercado crecimiento ayer claramente además empresa semana mientras mayor menor resultado demanda todavía "
    "inversores pregunta informe previsión perspectiva",
    "FR": "marché croissance hier nettement toutefois entreprise semaine pendant plus moins résultat demande encore "
    "investisseurs rapport prévision perspective",
    "IT": "mercato crescita ieri nettamente inoltre impresa settimana mentre maggiore minore risultato domanda ancora "
    "investitori rapporto previsione prospettiva",
    "PT": "mercado crescimento ontem claramente ainda empresa semana enquanto maior menor resultado procura também "
    "investidores relatório previsão perspetiva",
    "NL": "markt groei gisteren duidelijk verder echter bedrijf week terwijl hoger lager resultaat vraag alweer "
    "beleggers verslag verwachting vooruitzicht",
    "PL": "rynek wzrost wczoraj wyraźnie dalej jednak spółka tydzień podczas wyższy niższy wynik popyt znowu "
    "inwestorzy raport prognoza perspektywa",
    "JA": "市場 成長 昨日 大幅 企業 今週 上昇 下落 結果 需要 再び 投資家 報告 予想 見通し",
}
# The same in each language, word for word: what stands beside numbers, so that amounts keep their size.
_SOURCE_WORDS = (
    "the and of in a is on to million billion trillion percent dollar dollars euros cents two three four year years "
    "quarter January February March April May June July August September October November December"
)
_SAME_WORDS: Mapping[str, str] = {
    "DE": "die und von in eine ist auf zu Millionen Milliarden Billionen Prozent Dollar Dollar Euro Cent zwei drei "
    "vier Jahr Jahre Quartal Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ES": "el y de en un es sobre a millones mil_millones billones por_ciento dólar dólares euros centavos dos tres "
    "cuatro año años trimestre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "FR": "le et de en un est sur à millions milliards billions pour_cent dollar dollars euros cents deux trois quatre "
    "an ans trimestre janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "IT": "il e di in un è su a milioni miliardi bilioni per_cento dollaro dollari euro centesimi due tre quattro anno "
    "anni trimestre gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "PT": "o e de em um é sobre a milhões mil_milhões biliões por_cento dólar dólares euros cêntimos dois três quatro "
    "ano anos trimestre janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_LEXICON: Mapping[str, Mapping[str, str]] = {
    language: {
        source.casefold(): target.replace("_", " ")
        for source, target in zip(_SOURCE_WORDS.split(), words.split(), strict=True)
    }
    for language, words in _SAME_WORDS.items()
}
_COMMA_DECIMAL = frozenset(("DE", "ES", "FR", "IT", "PT", "NL", "PL"))
_TAG = re.compile(r"<[^<>]*>")
_PIECE = re.compile(r"<[^<>]*>|&[a-z]+;|\d[\d.,]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*|.", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, kw_only=True)
class Manners:
    """What the fake does wrong on purpose with every text."""

    leave: tuple[str, ...] = ()
    """Words that stay as they are in the source."""
    move_tags: bool = False
    drop_tags: bool = False
    drop_sentences: bool = False


def billed_characters(text: str, *, tags: bool) -> int:
    """Return what DeepL bills: code points of the source, without tags when they are handled as such.

    Raises:
        xml.etree.ElementTree.ParseError: The text is not well formed (tag handling v2 is strict).
    """
    if not tags:
        return len(text)
    return len("".join(ET.fromstring(f"<text>{text}</text>").itertext()))  # noqa: S314 - our own tests' text


def translate(text: str, *, target: str, glossary: Mapping[str, str], manners: Manners) -> str:
    """Return the "translation" of a text into a target language such as `DE` or `PT-BR`."""
    language = target.upper().partition("-")[0]
    if manners.drop_sentences:
        text = _drop_last_sentence(text)
    kept = [*((word, word) for word in manners.leave), *glossary.items()]
    result = _replace_terms(text, kept, lambda piece: _translate_words(piece, language))
    if manners.drop_tags:
        result = _TAG.sub("", result)
    elif manners.move_tags:
        tags = "".join(_TAG.findall(result))
        result = tags + _TAG.sub("", result)
    return result


def _drop_last_sentence(text: str) -> str:
    sentences = _SENTENCE_END.split(text)
    if len(sentences) < 2:
        return text
    return text[: text.rindex(sentences[-1])].rstrip() + "".join(_TAG.findall(sentences[-1]))


def _replace_terms(text: str, terms: list[tuple[str, str]], render: Callable[[str], str]) -> str:
    """Render what lies between the terms; each term, longest first, becomes its target."""
    if not terms:
        return render(text)
    targets = {source.casefold(): target for source, target in terms}
    sources = sorted(targets, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sources))})s?(?!\w)", re.IGNORECASE)
    parts: list[str] = []
    position = 0
    for match in pattern.finditer(text):
        parts += [render(text[position : match.start()]), targets[match[1].casefold()]]
        position = match.end()
    return "".join([*parts, render(text[position:])])


def _translate_words(text: str, language: str) -> str:
    words = re.findall(r"[^\W\d_]{4,}", _TAG.sub("", text))
    title = sum(word[0].isupper() for word in words) * 2 > len(words)
    pieces: list[str] = []
    first = True
    for piece in _PIECE.findall(text):
        if piece[0].isdigit() and language in _COMMA_DECIMAL:
            pieces.append(piece.translate(str.maketrans(".,", ",.")))
        elif piece[0].isalpha():
            pieces.append(_word(piece, language, name=piece[0].isupper() and not first and not title))
            first = False
        else:
            pieces.append(piece)
            first = first or piece in ".!?:"
    return "".join(pieces)


def _word(word: str, language: str, *, name: bool) -> str:
    known = _LEXICON.get(language, {}).get(word.casefold())
    if known is None and (name or (word.isupper() and len(word) <= 5)):
        return word
    words = _WORDS.get(language, "").split()
    if known is None:
        known = words[crc32(word.casefold().encode()) % len(words)] if words else word[::-1].casefold() + "a"
    return known[0].upper() + known[1:] if word[0].isupper() else known
