from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_segment
from locworker.engines.base import Answer, EngineOptions
from locworker.engines.pseudo import CopyEngine
from locworker.glossary import Glossary
from locworker.languages import LanguagePair
from locworker.model import Segment, State
from locworker.pipeline import (
    CONTEXT_CHARACTERS,
    Setup,
    check_draft,
    count_characters,
    cut_batches,
    fill_from_glossary,
    fill_from_memory,
    finish_items,
    keep_better,
    plan_items,
    plan_second_pass,
)
from small_engine import SmallEngine

PAIR = LanguagePair("en", "de")
GLOSSARY = Glossary.from_entries(
    [{"source": "Fed", "target": [], "dnt": True}, {"source": "bond", "target": ["Anleihe"]}],
    source_lang="en",
    target_lang="de",
).pair("en", "de")


def make_setup(*, texts: int = 3, size: int = 10_000, with_glossary: bool = True) -> Setup:
    engine = SmallEngine(texts=texts, size=size)
    return Setup(pair=PAIR, engine=engine, glossary=GLOSSARY if with_glossary else None)


def make_article(*texts: str) -> list[Segment]:
    return [make_segment(text, unit=f"p:{number}") for number, text in enumerate(texts)]


def test_only_what_has_no_target_and_has_words_is_sent() -> None:
    segments = [make_segment("Bonds rose."), make_segment("Done.", "Fertig."), make_segment('<x id="1"/>')]

    items = plan_items(segments, make_setup())

    assert [item.index for item in items] == [0]


def test_memory_fills_what_was_reviewed_before_and_leaves_the_review_open() -> None:
    segments = make_article("Bonds rose.", "Shares fell.")

    filled = fill_from_memory(segments, {"Bonds rose.": [("p", "Anleihen stiegen.")]})

    assert (filled[0].target, filled[0].state, filled[0].origin) == ("Anleihen stiegen.", State.TRANSLATED, "memory")
    assert filled[1] == segments[1]


def test_protected_terms_travel_as_tags_and_are_not_billed() -> None:
    (item,) = plan_items(make_article("The Fed waits."), make_setup())

    assert "Fed" not in item.protected.text
    assert count_characters(item) == len("The  waits.")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda setup: replace(setup, pair=LanguagePair("en", "fr")), id="language"),
        pytest.param(lambda setup: replace(setup, glossary=None), id="glossary"),
    ],
)
def test_the_key_of_a_result_changes_with_what_changes_it(change: Callable[[Setup], Setup]) -> None:
    setup = make_setup()
    segments = make_article("The bond rose.")

    assert plan_items(segments, setup)[0].key != plan_items(segments, change(setup))[0].key


def test_a_term_that_does_not_stand_in_the_text_changes_no_key() -> None:
    segments = make_article("Shares rose.")

    with_it = plan_items(segments, make_setup())[0].key
    without = plan_items(segments, make_setup(with_glossary=False))[0].key

    assert with_it == without


def test_a_repeated_text_is_sent_once_and_comes_back_everywhere() -> None:
    setup = make_setup()
    segments = make_article("Bonds rose.", "Shares fell.", "Bonds rose.")
    items = plan_items(segments, setup)

    batches = list(cut_batches(items, segments, setup))
    answers = {item.key: Answer(text="Anleihen stiegen.") for item in items[:1]}

    assert [len(batch.keys) for batch in batches] == [2]
    finished = finish_items(segments, items, answers, setup)
    assert [segment.target for segment in finished] == ["Anleihen stiegen.", "", "Anleihen stiegen."]


def test_batches_keep_to_the_bytes_of_a_request() -> None:
    setup = make_setup(texts=50, size=4 * CONTEXT_CHARACTERS + 100)
    segments = make_article(*(f"{number} {'ü' * 20} words" for number in range(10)))

    batches = list(cut_batches(plan_items(segments, setup), segments, setup))

    assert [len(batch.keys) for batch in batches] == [2, 2, 2, 2, 2]


def test_the_context_is_the_headline_and_the_paragraphs_around() -> None:
    setup = make_setup(texts=1)
    segments = [
        make_segment("Rates stay", context="h1"),
        *make_article('The <g id="1">Fed</g> waits.', "Bonds rose.", "x" * 2000),
    ]

    batches = list(cut_batches(plan_items(segments, setup), segments, setup))

    assert batches[2].request.context is not None
    assert batches[2].request.context.startswith("Rates stay\nThe Fed waits.\nxxx")
    assert len(batches[2].request.context) == CONTEXT_CHARACTERS


def test_a_single_text_has_no_context() -> None:
    setup = make_setup()
    segments = make_article("Bonds rose.")

    (batch,) = cut_batches(plan_items(segments, setup), segments, setup)

    assert batch.request.context is None
    assert batch.characters == len("Bonds rose.")
    assert {(term.source, term.target) for term in batch.request.glossary} >= {("bond", "Anleihe")}


def test_an_answer_becomes_a_target_with_its_terms_back() -> None:
    setup = make_setup()
    segments = make_article("The Fed waits.")
    items = plan_items(segments, setup)
    answer = items[0].protected.text.replace("The", "Die").replace("waits", "wa\u0308rtet\n\x07")

    (segment,) = finish_items(segments, items, {items[0].key: Answer(text=answer, notes=("slow",))}, setup)

    assert segment.target == "Die Fed wärtet ."
    assert (segment.state, segment.origin, segment.notes) == (State.TRANSLATED, "small 1", ("slow",))


def test_what_does_not_come_back_is_noted_and_goes_out_again_as_text() -> None:
    setup = make_setup()
    segments = make_article("The Fed waits.")
    items = plan_items(segments, setup)
    first = check_draft(finish_items(segments, items, {items[0].key: Answer(text="Die wartet.")}, setup), setup)

    again = plan_second_pass(first, items, setup)
    answers = {again[0].key: Answer(text="Die Fed wartet.")}
    second = check_draft(finish_items(first.segments, again, answers, setup), setup)
    (kept,) = keep_better(first, second, again)

    assert "did not come back: Fed" in first.segments[0].notes
    assert again[0].protected.text == "The Fed waits."
    assert kept.target == "Die Fed wartet."
    assert kept.notes[-1].endswith("kept")


def test_a_second_pass_that_is_no_better_is_not_kept() -> None:
    setup = make_setup()
    segments = make_article("The Fed waits.")
    items = plan_items(segments, setup)
    first = check_draft(finish_items(segments, items, {items[0].key: Answer(text="Die wartet.")}, setup), setup)
    again = plan_second_pass(first, items, setup)

    (kept,) = keep_better(first, first, again)

    assert kept.target == "Die wartet."
    assert kept.notes[-1].endswith("not kept")


def test_damage_that_the_same_request_would_repeat_is_not_sent_again() -> None:
    setup = make_setup()
    segments = make_article('Bonds <g id="1">rose</g>.')
    items = plan_items(segments, setup)

    draft = check_draft(finish_items(segments, items, {items[0].key: Answer(text="Anleihen stiegen.")}, setup), setup)

    assert "tag-mismatch" in {finding.rule for _, finding in draft.findings}
    assert plan_second_pass(draft, items, setup) == ()


@given(st.lists(st.text(alphabet="ab <>&é", min_size=1), max_size=30), st.integers(1, 7))
def test_every_text_goes_out_once_in_order(texts: list[str], limit: int) -> None:
    setup = make_setup(texts=limit, with_glossary=False)
    segments = make_article(*(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts))
    items = plan_items(segments, setup)

    sent = [key for batch in cut_batches(items, segments, setup) for key in batch.keys]

    assert sent == list(dict.fromkeys(item.key for item in items))


def test_a_wording_with_two_meanings_is_left_to_people() -> None:
    entries = [
        {"source": "depreciation", "target": ["Abschreibung"]},
        {"source": "depreciation", "target": ["Abwertung"]},
        {"source": "bond", "target": ["Anleihe", "Schuldverschreibung"]},
    ]
    glossary = Glossary.from_entries(entries, source_lang="en", target_lang="de").pair("en", "de")

    terms = Setup(pair=PAIR, engine=SmallEngine(), glossary=glossary).terms

    assert [(term.source, term.target) for term in terms] == [("bond", "Anleihe")]


def test_a_copy_is_not_called_untranslated() -> None:
    setup = Setup(pair=PAIR, engine=CopyEngine(EngineOptions()))
    segments = [make_segment("Shares fell on Monday.", "Shares fell on Monday."), make_segment('<x id="1"/> a', "b")]

    draft = check_draft(segments, setup)

    assert [(index, finding.rule) for index, finding in draft.findings] == [(1, "tag-mismatch")]


def test_a_segment_that_is_one_term_needs_no_engine() -> None:
    setup = make_setup()
    segments = [make_segment("Bond", context="th"), make_segment("Bonds", context="th"), make_segment("The bond")]

    filled = fill_from_glossary(segments, setup)

    assert [(segment.target, segment.origin) for segment in filled] == [("Anleihe", "glossary"), ("", ""), ("", "")]
    assert [item.index for item in plan_items(filled, setup)] == [1, 2]


def test_a_term_that_an_engine_without_a_glossary_missed_goes_out_as_a_tag() -> None:
    setup = make_setup()
    segments = make_article("Every bond rose.")
    items = plan_items(segments, setup)
    first = check_draft(finish_items(segments, items, {items[0].key: Answer(text="Jedes Band stieg.")}, setup), setup)

    again = plan_second_pass(first, items, setup)
    answer = Answer(text=again[0].protected.text.replace("Every", "Jede").replace("rose", "stieg"))
    second = check_draft(finish_items(first.segments, again, {again[0].key: answer}, setup), setup)
    (kept,) = keep_better(first, second, again)

    assert again[0].protected.text == 'Every <x id="1"/> rose.'
    assert kept.target == "Jede Anleihe stieg."


def test_an_engine_that_knows_the_glossary_is_not_asked_twice_for_a_term() -> None:
    setup = make_setup()
    setup.engine.applies_glossary = True  # type: ignore[misc]
    segments = make_article("Every bond rose.")
    items = plan_items(segments, setup)

    draft = check_draft(finish_items(segments, items, {items[0].key: Answer(text="Jedes Band stieg.")}, setup), setup)

    assert plan_second_pass(draft, items, setup) == ()
