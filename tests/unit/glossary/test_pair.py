from __future__ import annotations

import pytest

from locworker.glossary import Entry, Glossary, find_terms, matching_hash, merge_glossaries, parse_glossary

HEADER = "concept,language,term,status,note\n"


def parse(*rows: str) -> Glossary:
    return parse_glossary(HEADER + "".join(row + "\n" for row in rows), path="g.csv")


TRILLION = parse(
    "trillion,en,trillion,preferred,1e12",
    "trillion,de,Billion,preferred,",
    "trillion,pt,bilião,preferred,",
    "trillion,pt,trilião,deprecated,",
    "trillion,pt-BR,trilhão,preferred,",
)


def test_an_entry_holds_the_preferred_wordings_first() -> None:
    glossary = parse(
        "rate-cut,en,cut in rates,admitted,",
        "rate-cut,en,rate cut,preferred,of a central bank",
        "rate-cut,de,Leitzinssenkung,admitted,",
        "rate-cut,de,Zinssenkung,preferred,",
        "rate-cut,de,Ratenkürzung,deprecated,",
    )

    (entry,) = glossary.pair("en", "de").entries

    assert entry == Entry(
        concept="rate-cut",
        source="rate cut",
        sources=("rate cut", "cut in rates"),
        targets=("Zinssenkung", "Leitzinssenkung"),
        forbidden=("Ratenkürzung",),
        note="of a central bank",
    )


@pytest.mark.parametrize(
    ("target", "approved", "forbidden"),
    [
        pytest.param("de", ("Billion",), (), id="itself"),
        pytest.param("de-AT", ("Billion",), (), id="base-language"),
        pytest.param("pt", ("bilião",), ("trilião",), id="bare"),
        pytest.param("pt-BR", ("trilhão",), ("trilião",), id="variant-before-base"),
        pytest.param("pt_br", ("trilhão",), ("trilião",), id="gettext-form"),
    ],
)
def test_a_pair_takes_the_terms_of_the_nearest_language(
    target: str, approved: tuple[str, ...], forbidden: tuple[str, ...]
) -> None:
    (entry,) = TRILLION.pair("en-US", target).entries

    assert (entry.targets, entry.forbidden) == (approved, forbidden)


def test_a_bare_language_takes_its_default_variant() -> None:
    glossary = parse("tax,en,tax,preferred,", "tax,pt-PT,imposto,preferred,")

    assert glossary.pair("en", "pt").entries[0].targets == ("imposto",)


def test_a_concept_without_terms_in_the_target_is_no_entry() -> None:
    assert TRILLION.pair("en", "ja").entries == ()


def test_a_protected_term_stays_in_every_language() -> None:
    glossary = parse("fed,en,Fed,protected,", "fed,en,Federal Reserve,preferred,", "fed,de,US-Notenbank,preferred,")

    german = glossary.pair("en", "de").entries
    polish = glossary.pair("en", "pl").entries

    assert [(entry.source, entry.protected, entry.targets) for entry in german] == [
        ("Fed", True, ("Fed",)),
        ("Federal Reserve", False, ("US-Notenbank",)),
    ]
    assert [entry.source for entry in polish] == ["Fed"]


def test_a_protected_term_may_have_a_spelling_of_the_target_language() -> None:
    glossary = parse("ebitda,en,EBITDA,protected,", "ebitda,it,Ebitda,admitted,")

    assert glossary.pair("en", "it").entries[0].targets == ("EBITDA", "Ebitda")
    assert glossary.pair("en", "de").entries[0].targets == ("EBITDA",)


def test_what_a_variant_approves_its_base_cannot_forbid() -> None:
    glossary = parse("t,en,t,preferred,", "t,pt,um,preferred,", "t,pt,dois,deprecated,", "t,pt-BR,dois,preferred,")

    assert glossary.pair("en", "pt-BR").entries[0].forbidden == ()


def test_a_pair_is_made_once() -> None:
    assert TRILLION.pair("en", "de") is TRILLION.pair("en", "de")


def test_entries_of_mappings_keep_all_their_fields() -> None:
    glossary = Glossary.from_entries(
        [
            {
                "source": "default",
                "target": ["Ausfall", "Zahlungsausfall", ""],
                "forbidden": ["Standard"],
                "note": "of a debtor",
                "pos": "n",
                "case": True,
                "waiver": "by default",
            }
        ],
        source_lang="en",
        target_lang="de",
    )

    (entry,) = glossary.pair("en", "de").entries

    assert (entry.targets, entry.forbidden) == (("Ausfall", "Zahlungsausfall"), ("Standard",))
    assert (entry.note, entry.pos, entry.case, entry.waiver) == ("of a debtor", "n", True, "by default")


def test_merging_joins_concepts_and_keeps_the_first_of_equal_terms() -> None:
    first = parse("bond,en,bond,preferred,mine", "bond,de,Anleihe,preferred,")
    second = parse("bond,en,bond,protected,theirs", "bond,fr,obligation,preferred,", "tax,en,tax,preferred,")

    merged = merge_glossaries([first, second])

    assert [concept.id for concept in merged.concepts] == ["bond", "tax"]
    assert [(term.language, term.note) for term in merged.concepts[0].terms] == [("en", "mine"), ("de", ""), ("fr", "")]


def test_hashes_follow_the_content_and_not_the_order() -> None:
    rows = ["a,en,bond,preferred,", "a,de,Anleihe,preferred,", "b,en,tax,preferred,", "b,de,Steuer,preferred,"]
    one, other, changed = parse(*rows), parse(*rows[2:], *rows[:2]), parse(*rows[:3], "b,de,Abgabe,preferred,")

    assert one.content_hash == other.content_hash != changed.content_hash
    assert len(one.content_hash) == 16
    assert one.pair("en", "de").content_hash == other.pair("en", "de").content_hash
    assert one.pair("en", "de").content_hash != changed.pair("en", "de").content_hash


def test_the_hash_of_a_text_is_over_the_entries_in_it() -> None:
    rows = ["a,en,bond,preferred,", "a,de,Anleihe,preferred,", "b,en,tax,preferred,", "b,de,Steuer,preferred,"]
    pair, changed = parse(*rows).pair("en", "de"), parse(*rows[:3], "b,de,Abgabe,preferred,").pair("en", "de")

    assert matching_hash("A bond", pair) == matching_hash('<g id="1">Bonds</g>', changed) != ""
    assert matching_hash("A tax", pair) != matching_hash("A tax", changed)
    assert matching_hash("Nothing", pair) == ""


def test_finds_terms_by_the_pair() -> None:
    matches = find_terms("Trillions of dollars", TRILLION.pair("en", "de"))

    assert [(match.start, match.end, match.entry.targets) for match in matches] == [(0, 9, ("Billion",))]
