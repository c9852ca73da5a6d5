from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locworker.engines import EngineOptions, Request
from locworker.engines.pseudo import CopyEngine, PseudoEngine
from locworker.languages import LanguagePair
from locworker.text import TAG, view_text

PAIR = LanguagePair("en", "de")


def pseudo(text: str) -> str:
    [answer] = PseudoEngine(EngineOptions()).translate(Request(texts=(text,), pair=PAIR))
    return answer.text


def test_letters_are_accented_and_bracketed() -> None:
    assert pseudo("The Fed cut") == "⟦Ţĥé Ƒéđ çûţ öñé ţ⟧"


def test_markup_stays_as_it_is() -> None:
    text = pseudo('<g id="1">R&amp;D</g> up <x id="2"/>')

    assert text.startswith('⟦<g id="1">Ŕ&amp;Đ</g> ûþ <x id="2"/>')


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_a_text_without_anything_stays_empty(text: str) -> None:
    assert pseudo(text) == text


def test_outer_white_space_stays_outside_the_brackets() -> None:
    text = pseudo("  Rates\n")

    assert text.startswith("  ⟦")
    assert text.endswith("⟧\n")


@settings(deadline=None)
@given(st.lists(st.sampled_from(['<g id="1">', "</g>", '<x id="2"/>', "&lt;", "rates ", "fell ", "25 "]), min_size=1))
def test_tags_are_kept_and_the_text_grows_by_two_fifths(parts: list[str]) -> None:
    source = "Word " + "".join(parts)

    target = pseudo(source)

    assert [tag[0] for tag in TAG.finditer(target)] == [tag[0] for tag in TAG.finditer(source)]
    before, after = len(view_text(source.strip()).plain), len(view_text(target.strip()).plain)
    assert before * 1.4 <= after <= before * 1.4 + 5


def test_copy_gives_the_source_back() -> None:
    texts = ('<g id="1">Rates</g> &amp; bonds', " ", "")

    answers = CopyEngine(EngineOptions()).translate(Request(texts=texts, pair=PAIR))

    assert tuple(answer.text for answer in answers) == texts


@pytest.mark.parametrize("engine", [PseudoEngine(EngineOptions()), CopyEngine(EngineOptions())], ids=["pseudo", "copy"])
def test_both_work_anywhere_but_only_when_named_and_remember_nothing(engine: PseudoEngine | CopyEngine) -> None:
    assert engine.check().usable
    assert engine.route(LanguagePair("en", "tlh")) == "en → tlh"
    assert (engine.auto_rank, engine.translates, engine.billed) == (None, False, False)
    assert engine.limits.texts >= 1
    assert engine.version == "1"
    assert engine.settings() == {}
    assert engine.remaining_quota() is None
    engine.close()
