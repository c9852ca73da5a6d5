from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.errors import InputError
from locworker.glossary import Glossary, lint_glossaries, parse_glossary
from locworker.glossary.reading import Reading
from locworker.glossary.tbx import decode_id, encode_id, parse_tbx
from locworker.glossary.tbx_write import render_tbx
from locworker.model import Concept, Term, TermStatus
from locworker.text import normalise

NATIVE = """concept,language,term,status,note,pos,case,waiver
rate-cut,en,rate cut,preferred,less than <1% & more,n,,
rate-cut,en,interest rate cut,admitted,,n,,
rate-cut,de,Zinssenkung,preferred,,,,
rate-cut,de,Ratenkürzung,deprecated,a false friend,,,
52 week high,en,52-week high,preferred,,num,,52-week high score|all-time high
fed,en,Fed,protected,the central bank,n,yes,
fed,ja,米連邦準備理事会,admitted,,,,
"""
DCA = """<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><martifHeader/><text><body>
<termEntry id="c5"><descrip type="definition">fixed income</descrip><descrip type="subjectField">debt</descrip>
 <langSet xml:lang="DE"><descripGrp><descrip type="definition">auch Rente</descrip></descripGrp>
  <tig><term>Anleihe</term></tig><tig><term>Rentenpapier</term><termNote type="termType">variant</termNote></tig>
  <ntig><termGrp><term>Bindung</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termGrp>
  </ntig></langSet>
 <langSet lang="en"><tig><term>bond
   <hi>market</hi></term><termNote type="partOfSpeech">properNoun</termNote><note>as in James</note></tig></langSet>
</termEntry></body></text></martif>
"""


def read(text: str) -> Reading:
    return parse_tbx(text.encode(), path="g.tbx")


def rendered(glossary: Glossary) -> str:
    return render_tbx(glossary, source_lang="en")


def entry(parts: str, *, language: str = "en") -> str:
    section = f'<langSec xml:lang="{language}"><termSec>{parts}</termSec></langSec>'
    return f'<conceptEntry id="a">{section}</conceptEntry>'


def tbx(entries: str) -> str:
    return f'<tbx type="TBX-Basic" style="dct" xml:lang="en"><text><body>{entries}</body></text></tbx>'


def test_everything_of_a_native_glossary_comes_back() -> None:
    glossary = parse_glossary(NATIVE, path="g.csv")

    reading = read(rendered(glossary))

    assert reading.glossary == glossary
    assert reading.lost == ()


def test_what_is_written_is_sound_tbx() -> None:
    text = rendered(parse_glossary(NATIVE, path="g.csv"))

    findings = lint_glossaries([("g.tbx", text.encode())], source_lang="en", target_lang="de")

    assert findings == []


def test_statuses_and_parts_of_speech_are_words_of_tbx() -> None:
    text = rendered(parse_glossary(NATIVE, path="g.csv"))

    assert "<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>" in text
    assert "<min:partOfSpeech>noun</min:partOfSpeech>" in text
    assert "<min:partOfSpeech>other</min:partOfSpeech>" in text
    assert "<note>locworker: protected</note>" in text


def test_reads_version_2_with_its_groups_definitions_and_missing_statuses() -> None:
    reading = read(DCA)

    [concept] = reading.glossary.concepts
    assert concept.id == "c5"
    assert [(term.language, term.text, term.status, term.note) for term in concept.terms] == [
        ("de", "Anleihe", TermStatus.PREFERRED, "auch Rente"),
        ("de", "Rentenpapier", TermStatus.ADMITTED, ""),
        ("de", "Bindung", TermStatus.DEPRECATED, ""),
        ("en", "bond market", TermStatus.PREFERRED, "fixed income; as in James"),
    ]
    assert concept.terms[-1].pos == "properNoun"


def test_says_what_has_no_place_in_a_glossary() -> None:
    assert read(DCA).lost == ("TBX data that a glossary has no place for: subjectField (1), termType (1)",)


def test_an_entry_without_an_id_gets_one() -> None:
    text = tbx(entry("<term>bond</term>").replace(' id="a"', ""))

    assert [concept.id for concept in read(text).glossary.concepts] == ["entry-1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("<tbx>", "g.tbx:1:6: is not well-formed", id="broken"),
        pytest.param("<html/>", "g.tbx:1: is no TBX", id="another-root"),
        pytest.param(tbx(""), "holds no <conceptEntry>", id="empty"),
        pytest.param(tbx(entry("<term> </term>")), "a term is empty", id="empty-term"),
        pytest.param(tbx(entry("<note>x</note>")), "a term is empty", id="no-term"),
        pytest.param(tbx(entry("<term>x</term>", language="")), "is not a language tag", id="no-language"),
        pytest.param(tbx('<conceptEntry id="a"/><conceptEntry id="a"/>'), "stands for two concepts", id="id-twice"),
        pytest.param('<!DOCTYPE t [<!ENTITY a "b">]><tbx>&a;</tbx>', "declares an entity", id="entity"),
        pytest.param('<!DOCTYPE t [<!ENTITY a SYSTEM "x">]><tbx/>', "outside the file", id="external"),
    ],
)
def test_refuses_a_broken_file(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)

    assert str(caught.value).startswith("g.tbx:")
    assert words in str(caught.value)


def test_a_control_character_cannot_be_written() -> None:
    concept = Concept(id="a", terms=(Term(language="en", text="a\x01b"),))

    with pytest.raises(InputError, match="concept 'a' holds a control character"):
        rendered(Glossary(concepts=(concept,)))


def test_the_note_of_a_concept_becomes_that_of_its_first_term() -> None:
    concept = Concept(id="a", terms=(Term(language="en", text="bond"),), note="debt")

    [read_again] = read(rendered(Glossary(concepts=(concept,)))).glossary.concepts

    assert read_again.terms[0].note == "debt"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn"))))
def test_any_id_comes_back(id_: str) -> None:
    name = encode_id(id_)

    assert decode_id(name) == id_
    assert set(name) <= set(string.ascii_letters + string.digits + "._-")


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
TERMS = st.builds(
    Term,
    language=st.sampled_from(["en", "de", "pt-BR"]),
    text=PLAIN,
    status=st.sampled_from(list(TermStatus)),
    note=st.just("") | PLAIN.filter(lambda note: not note.startswith("locworker:")),
    pos=st.sampled_from(["", "n", "v", "adj", "adv", "num", "properNoun"]),
    case=st.booleans(),
    waiver=st.just("") | PLAIN,
)


def gather(terms: list[Term]) -> tuple[Term, ...]:
    """Return terms as TBX has them: each once, in NFC, those of a language together."""
    unique: dict[tuple[str, str], Term] = {}
    for term in terms:
        plain = replace(term, text=normalise(term.text), note=normalise(term.note), waiver=normalise(term.waiver))
        unique.setdefault((plain.language, plain.text), plain)
    languages = list(dict.fromkeys(language for language, _ in unique))
    return tuple(sorted(unique.values(), key=lambda term: languages.index(term.language)))


@given(st.dictionaries(PLAIN, st.lists(TERMS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_any_glossary_comes_back(concepts: dict[str, list[Term]]) -> None:
    glossary = Glossary(concepts=tuple(Concept(id=id_, terms=gather(terms)) for id_, terms in concepts.items()))

    assert read(rendered(glossary)).glossary == glossary
