from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.errors import InputError
from locworker.glossary import Glossary, lint_glossaries, parse_glossary
from locworker.glossary.gettext import parse_gettext, render_gettext
from locworker.glossary.reading import Pair, Reading
from locworker.model import Concept, Term, TermStatus
from locworker.text import normalise

NATIVE = """concept,language,term,status,note,pos,case,waiver
rate-cut,en,rate cut,preferred,a long note of a central bank that lowers its policy rate by a quarter point or more,n,,
rate-cut,en,interest rate cut,admitted,,n,,a waiver that is so long that tools would wrap it|and another one
rate-cut,de,Zinssenkung,preferred,the press,,,
rate-cut,de,Leitzinssenkung,admitted,,,,
rate-cut,de,Ratenkürzung,deprecated,a false friend,,,
fed,en,Fed,protected,,,yes,
ebitda,en,EBITDA,protected,,,,
ebitda,de,Ebitda,admitted,,,,
gdp,en,GDP,admitted,,,,
only,en,only here,preferred,,,,
"""
HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def read(text: str, *, path: str = "g.po", target: str | None = None) -> Reading:
    return parse_gettext(text, path=path, pair=Pair(target=target))


def rendered(glossary: Glossary, *, target: str = "de") -> str:
    return render_gettext(glossary, source_lang="en", target_lang=target)


def test_everything_of_a_pair_comes_back() -> None:
    glossary = parse_glossary(NATIVE, path="g.csv")

    reading = read(rendered(glossary))

    assert reading.glossary == glossary
    assert reading.lost == ()


def test_other_tools_see_source_and_preferred_target() -> None:
    text = rendered(parse_glossary(NATIVE, path="g.csv"))

    assert 'msgctxt "rate-cut"\nmsgid "rate cut"\nmsgstr "Zinssenkung"\n' in text
    assert 'msgctxt "fed"\nmsgid "Fed"\nmsgstr "Fed"\n' in text
    assert "# locworker: deprecated=Ratenkürzung | a false friend\n" in text


def test_a_variant_takes_the_terms_of_its_base_language() -> None:
    text = rendered(parse_glossary(NATIVE, path="g.csv"), target="de-AT")

    assert '"Language: de_AT\\n"' in text
    assert 'msgstr "Zinssenkung"' in text


def test_what_is_written_passes_the_lint() -> None:
    text = rendered(parse_glossary(NATIVE, path="g.csv"))

    assert lint_glossaries([("g.po", text.encode())], source_lang="en", target_lang="de") == []


def test_reads_a_plain_glossary_of_another_tool() -> None:
    text = HEADER + '# by hand\n#. debt\nmsgid "bond"\nmsgstr ""\n"An"\n"leihe"\n\nmsgid "yield"\nmsgstr ""\n'

    reading = read(text)

    terms = [(c.id, t.language, t.text, t.note) for c in reading.glossary.concepts for t in c.terms]
    assert terms == [("bond", "en", "bond", "debt"), ("bond", "de", "Anleihe", ""), ("yield", "en", "yield", "")]
    assert reading.lost == ("translators' comments (1)",)


def test_a_fuzzy_target_is_no_approved_term() -> None:
    reading = read(HEADER + '#, fuzzy\nmsgid "bond"\nmsgstr "Bindung"\n\n#~ msgid "old"\n#~ msgstr "alt"\n')

    assert [term.text for concept in reading.glossary.concepts for term in concept.terms] == ["bond"]
    assert reading.lost == ("fuzzy messages, whose targets are left out (1)",)


def test_the_first_form_of_a_plural_is_the_term() -> None:
    reading = read(HEADER + 'msgid "bond"\nmsgid_plural "bonds"\nmsgstr[0] "Anleihe"\nmsgstr[1] "Anleihen"\n')

    assert [term.text for term in reading.glossary.concepts[0].terms] == ["bond", "Anleihe"]
    assert reading.lost == ("plural forms (1)",)


@pytest.mark.parametrize(
    ("path", "header", "target", "language"),
    [
        pytest.param("g.po", '"Language: pt_BR\\n"', None, "pt-BR", id="header"),
        pytest.param("g.po", '"X: y\\n"', "fr", "fr", id="given"),
        pytest.param("glossaries/nl.po", '"X: y\\n"', None, "nl", id="name"),
        pytest.param("g.pt_BR.po", '"X: y\\n"', None, "pt-BR", id="end-of-name"),
    ],
)
def test_the_language_is_in_the_header_given_or_in_the_name(
    path: str, header: str, target: str | None, language: str
) -> None:
    reading = read(f'msgid ""\nmsgstr ""\n{header}\n\nmsgid "bond"\nmsgstr "x"\n', path=path, target=target)

    assert reading.glossary.concepts[0].terms[1].language == language


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(HEADER + "msgid bond\nmsgstr Anleihe\n", "g.po:6: no line of a PO file", id="no-quotes"),
        pytest.param(HEADER + 'msgid "bond\nmsgstr "a"\n', "g.po:6: no line of a PO file", id="open-quote"),
        pytest.param(HEADER + 'msgid "a" "b"\nmsgstr "c"\n', "g.po:6: no line of a PO file", id="two-strings"),
        pytest.param(HEADER + 'domain "x"\n', "g.po:6: no line of a PO file", id="domain"),
        pytest.param(HEADER + 'msgstr "a"\nmsgid "b"\n', "g.po:6: is no well-formed PO file", id="order"),
        pytest.param(HEADER + 'msgid "a"\n', "a message lacks its msgid or msgstr", id="cut"),
        pytest.param(
            HEADER + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "g.po:9: the message 'a'", id="twice"
        ),
        pytest.param(HEADER + 'msgid " "\nmsgstr "b"\n', "a message is empty", id="blank"),
        pytest.param(HEADER, "holds no messages", id="no-messages"),
        pytest.param(HEADER + '"a"\n' * 2001, "more than 2000 lines of one string", id="long-string"),
        pytest.param(HEADER + "# a\n\n" * 2001, "more than 2000 lines", id="long-comment"),
        pytest.param(HEADER.replace("UTF-8", "KOI8-R") + 'msgid "a"\nmsgstr "b"\n', "is KOI8-R", id="charset"),
        pytest.param('msgid "a"\nmsgstr "b"\n', "g.po:1: does not say its language", id="no-language"),
        pytest.param(
            HEADER.replace("de", "deutsch") + 'msgid "a"\nmsgstr "b"\n',
            "'deutsch' is not a language tag",
            id="language",
        ),
    ],
)
def test_refuses_a_broken_file(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text)

    assert words in str(caught.value)


def test_a_broken_file_is_one_finding_of_the_lint() -> None:
    content = (HEADER + "msgid bond\n").encode()

    [finding] = lint_glossaries([("g.po", content)], source_lang="en", target_lang="de")

    assert (finding.rule, finding.line, finding.message) == (
        "malformed-po",
        6,
        "no line of a PO file, or a quote is missing",
    )


def test_the_lint_sees_conflicts_between_messages() -> None:
    content = (
        HEADER + 'msgctxt "a"\nmsgid "bond"\nmsgstr "Anleihe"\n\nmsgctxt "b"\nmsgid "bond"\nmsgstr "Rente"\n'
    ).encode()

    [finding] = lint_glossaries([("g.po", content)], source_lang="en", target_lang="de")

    assert (finding.rule, finding.line) == ("duplicate-source-conflict", 10)


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12).map(normalise)
SOURCES = st.builds(
    Term,
    language=st.just("en"),
    text=PLAIN,
    status=st.sampled_from(list(TermStatus)),
    note=st.just("") | PLAIN,
    pos=st.just("") | st.sampled_from(["n", "v"]),
    case=st.booleans(),
    waiver=st.just("") | PLAIN,
)


@given(st.dictionaries(PLAIN, st.lists(SOURCES, min_size=1, max_size=3, unique_by=lambda term: term.text), min_size=1))
def test_any_source_terms_come_back(concepts: dict[str, list[Term]]) -> None:
    glossary = Glossary(concepts=tuple(Concept(id=id_, terms=tuple(terms)) for id_, terms in concepts.items()))

    assert read(rendered(glossary)).glossary == glossary
