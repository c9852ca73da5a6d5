"""A draft in, a catalog out; what people wrote stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from builders import make_article, make_segment
from locworker.catalog import (
    HUMAN,
    Catalog,
    Ignore,
    Message,
    article_source,
    build_catalog,
    catalog_text,
    machine_hash,
    render_catalog,
)
from locworker.glossary import Glossary
from locworker.model import Article, Finding, Segment, Severity, State

ARTICLE = replace(make_article("", article_id="examples/fed.html"), sha256="ab12")
GLOSSARY = Glossary.from_entries(
    [
        {"source": "rate cut", "target": ["Zinssenkung", "Leitzinssenkung"], "forbidden": [], "dnt": False},
        {"source": "Fed", "target": [], "forbidden": [], "dnt": True},
    ],
    source_lang="en",
    target_lang="de",
).pair("en", "de")


def _build(
    segments: Sequence[Segment],
    findings: Sequence[tuple[int, Finding]] = (),
    *,
    previous: Catalog | None = None,
    article: Article = ARTICLE,
    now: str = "2026-01-02 03:04+0000",
) -> Catalog:
    return build_catalog(
        segments,
        findings,
        article=article,
        language="pt-BR",
        source_language="en",
        engine="pseudo 1",
        glossary=GLOSSARY,
        previous=previous,
        now=now,
    )


def _machine(source: str, target: str, *, context: str = "p", unit: str = "p:1") -> Segment:
    return replace(make_segment(source, target, context=context, unit=unit), origin="pseudo 1")


def _accept(catalog: Catalog, *, target: str | None = None, fuzzy: bool = False) -> Catalog:
    """Return the catalog with its first message as a reviewer leaves it."""
    first, *others = catalog.messages
    first = replace(first, fuzzy=fuzzy, target=first.target if target is None else target)
    return replace(catalog, messages=(first, *others))


def test_machine_text_is_fuzzy_and_carries_its_hash() -> None:
    (message,) = _build([_machine("Hello", "Olá")]).messages

    assert message.fuzzy
    assert message.machine_hash == machine_hash("Olá")
    assert message.places == ("examples/fed.html:p:1",)


def test_reviewed_text_is_not_fuzzy() -> None:
    segment = replace(make_segment("Hello", "Olá"), state=State.REVIEWED, origin=HUMAN)

    (message,) = _build([segment]).messages

    assert (message.fuzzy, message.machine_hash) == (False, None)


def test_what_has_no_translation_is_empty_and_not_fuzzy() -> None:
    (message,) = _build([make_segment("Hello")]).messages

    assert (message.target, message.fuzzy, message.machine_hash) == ("", False, None)


def test_notes_name_findings_terms_and_origin() -> None:
    segment = replace(_machine("A rate cut by the Fed", "x"), notes=("cut in\ntwo",))
    finding = Finding(
        rule="untranslated-fragment", category="c", severity=Severity.ERROR, message="'rate' is English", suggestion="y"
    )

    (message,) = _build([segment], [(0, finding)]).messages

    assert message.notes == (
        "error untranslated-fragment: 'rate' is English (suggestion: y)",
        "term: rate cut → Zinssenkung (Leitzinssenkung)",
        "term: Fed (do not translate)",
        "engine: pseudo 1",
        "cut in two",
    )


def test_without_a_glossary_no_terms_are_named() -> None:
    catalog = build_catalog(
        [_machine("A rate cut by the Fed", "x")], article=ARTICLE, language="de", source_language="en"
    )

    assert catalog.messages[0].notes == ("engine: pseudo 1",)


def test_the_header_says_where_the_catalog_comes_from() -> None:
    fields = _build([]).headers()

    assert list(fields) == [
        "Project-Id-Version",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Language",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Plural-Forms",
        "X-Source-Language",
        "X-Locworker-Source",
        "X-Locworker-Engine",
        "X-Locworker-Glossary",
    ]
    assert fields["Language"] == "pt_BR"
    assert fields["Plural-Forms"] == "nplurals=2; plural=(n > 1);"
    assert fields["X-Locworker-Glossary"] == GLOSSARY.content_hash


def test_an_unknown_language_has_no_plural_forms() -> None:
    catalog = build_catalog([], article=ARTICLE, language="tlh", source_language="en")

    assert "Plural-Forms" not in catalog.headers()


def test_the_article_is_read_back_from_the_header() -> None:
    assert article_source(_build([])) == ("examples/fed.html", "ab12")


def test_a_foreign_catalog_names_no_article() -> None:
    assert article_source(Catalog()) is None


def test_the_same_draft_gives_the_same_bytes() -> None:
    segments = [_machine("Hello", "Olá"), make_segment("World", context="h2")]
    first = _build(segments)

    again = _build(segments, previous=first)

    assert render_catalog(again) == render_catalog(first)


def test_the_revision_date_changes_only_with_a_message() -> None:
    first = _build([_machine("Hello", "Olá")])
    changed = _build([_machine("Hello", "Oi")], previous=first)

    same = _build([_machine("Hello", "Oi")], previous=changed, now="2027-01-01 00:00+0000")

    assert first.headers()["PO-Revision-Date"] == ""
    assert same.headers()["PO-Revision-Date"] == "2026-01-02 03:04+0000"


def test_what_an_editor_wrote_into_the_header_stays() -> None:
    first = _build([])
    text = "Last-Translator: Ana <ana@example.org>\nX-Generator: Poedit 3\nPOT-Creation-Date: now\nLanguage: de\n"
    header = Message(source="", target=text, fuzzy=True, comments=("The Portuguese desk",))

    again = _build([], previous=replace(first, header=header))

    fields = again.headers()
    assert fields["Last-Translator"] == "Ana <ana@example.org>"
    assert fields["X-Generator"] == "Poedit 3"
    assert fields["Language"] == "pt_BR"
    assert "POT-Creation-Date" not in fields
    assert again.header is not None
    assert (again.header.fuzzy, again.header.comments) == (False, ("The Portuguese desk",))


@pytest.mark.parametrize("fuzzy", [pytest.param(False, id="reviewed"), pytest.param(True, id="edited")])
def test_what_a_person_wrote_is_never_overwritten(*, fuzzy: bool) -> None:
    first = _accept(_build([_machine("Hello", "Olá")]), target="Bom dia", fuzzy=fuzzy)

    (message,) = _build([_machine("Hello", "Oi")], previous=first).messages

    assert (message.target, message.fuzzy) == ("Bom dia", fuzzy)
    assert message.machine_hash == machine_hash("Olá")


def test_machine_text_that_nobody_touched_is_replaced() -> None:
    first = _build([_machine("Hello", "Olá")])

    (message,) = _build([_machine("Hello", "Oi")], previous=first).messages

    assert (message.target, message.machine_hash) == ("Oi", machine_hash("Oi"))


def test_comments_ignores_and_flags_stay_with_their_message() -> None:
    first = _build([_machine("Hello", "Olá")])
    ignore = Ignore(rule="x", reason="why")
    marked = replace(first.messages[0], comments=("ask the desk",), ignores=(ignore,), flags=("read-only",))

    (message,) = _build([_machine("Hello", "Oi")], previous=replace(first, messages=(marked,))).messages

    assert (message.comments, message.ignores, message.flags) == (("ask the desk",), (ignore,), ("read-only",))


def test_findings_that_a_reviewer_silenced_are_marked() -> None:
    first = _build([_machine("Hello", "Olá")])
    ignores = (Ignore(rule="missing-term", reason="why"), Ignore(rule="repeated-text"))
    marked = replace(first, messages=(replace(first.messages[0], ignores=ignores),))
    findings = [
        (0, Finding(rule=rule, category="c", severity=Severity.WARNING, message="m"))
        for rule in ("missing-term", "repeated-text")
    ]

    (message,) = _build([_machine("Hello", "Olá")], findings, previous=marked).messages

    assert message.notes[:2] == ("ignored warning missing-term: m", "warning repeated-text: m")


def test_accepted_text_still_says_which_engine_wrote_it() -> None:
    first = _accept(_build([_machine("Hello", "Olá")]))
    merged = replace(make_segment("Hello", "Olá"), state=State.REVIEWED, origin=HUMAN)

    for segment in (merged, replace(_machine("Hello", "Oi"), origin="deepl 1.32.0")):
        (message,) = _build([segment], previous=first).messages

        assert message.notes == ("engine: pseudo 1",)


def test_text_from_a_review_keeps_the_hash_of_the_machine() -> None:
    first = _build([_machine("Hello", "Olá")])
    reviewed = replace(make_segment("Hello", "Olá!"), state=State.REVIEWED, origin=HUMAN)

    (message,) = _build([reviewed], previous=first).messages

    assert (message.target, message.fuzzy, message.machine_hash) == ("Olá!", False, machine_hash("Olá"))


def test_reviewed_text_follows_its_source_to_another_place() -> None:
    first = _accept(_build([_machine("Hello", "Olá", context="p")]))

    catalog = _build([_machine("Hello", "Oi", context="h2")], previous=first)

    assert [(m.context, m.target, m.fuzzy, m.obsolete) for m in catalog.messages] == [("h2", "Olá", False, False)]


def test_reviewed_text_that_is_gone_becomes_obsolete() -> None:
    first = _accept(_build([_machine("Hello", "Olá"), _machine("World", "Mundo", unit="p:2")]))

    catalog = _build([make_segment("Other")], previous=first)

    assert [(m.source, m.obsolete, m.notes, m.places) for m in catalog.messages[1:]] == [
        ("Hello", True, ("engine: pseudo 1",), ())
    ]


def test_obsolete_text_that_is_back_is_live_again() -> None:
    first = _accept(_build([_machine("Hello", "Olá")]))
    gone = _build([make_segment("Other")], previous=first)

    catalog = _build([_machine("Hello", "Oi")], previous=gone)

    assert [(m.source, m.target, m.fuzzy, m.obsolete) for m in catalog.messages] == [("Hello", "Olá", False, False)]


def test_a_changed_source_shows_the_one_before_and_its_translation() -> None:
    first = _accept(_build([_machine("The bank cut rates today", "O banco cortou")]))

    changed, obsolete = _build([_machine("The bank cut rates again today", "Novo")], previous=first).messages

    assert (changed.target, changed.fuzzy) == ("Novo", True)
    assert (changed.previous_context, changed.previous_source) == ("p", "The bank cut rates today")
    assert changed.notes[-1] == "previous translation: O banco cortou"
    assert (obsolete.source, obsolete.target, obsolete.obsolete) == (
        "The bank cut rates today", "O banco cortou", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "notes"),
    [
        pytest.param(
            'The bank cut rates by <g id="1">25 basis points</g> today',
            'The bank cut rates by <g id="1">50 basis points</g> today',
            ["the source changed a value: 25 basis points → 50 basis points"],
            id="value",
        ),
        pytest.param(
            "The bank cut rates by 1% today",
            "The bank raised rates by 1% today",
            ["the source changed the direction: cut rates by 1% → raised rates by 1%"],
            id="direction beside a value",
        ),
        pytest.param(
            "The board surprised most of the market on Tuesday with a cut that nobody at all had seen coming before",
            "The board surprised most of the market on Tuesday with a hike that nobody at all had seen coming before",
            ["the source changed the direction: cut → hike"],
            id="direction in a long text",
        ),
        pytest.param(
            "The bank will cut rates today", "The bank will not cut rates today", ["the source now says: not"], id="not"
        ),
        pytest.param(
            "The bank will never cut rates", "The bank will cut rates", ["the source no longer says: never"], id="never"
        ),
        pytest.param("The bank cut rates today", "The bank cut rates again today", [], id="neither"),
        pytest.param(
            "Rates at the bank: 1% today", "Rates at the <g> bank: 2% today",
            ["the source changed a value: 1% → 2%"], id="broken markup",
        ),
    ],
)  # fmt: skip
def test_a_changed_source_says_which_values_changed(old: str, new: str, notes: list[str]) -> None:
    first = _accept(_build([_machine(old, "O banco cortou")]))

    changed = _build([_machine(new, "Novo")], previous=first).messages[0]

    assert [note for note in changed.notes if note.startswith("the source")] == notes
    assert changed.notes[-1] == "previous translation: O banco cortou"


def test_the_source_before_stays_until_the_review() -> None:
    first = _accept(_build([_machine("The bank cut rates today", "O banco cortou")]))
    segments = [_machine("The bank cut rates again today", "Novo")]
    second = _build(segments, previous=first)

    third = _build(segments, previous=second)
    fourth = _build(segments, previous=_accept(third))

    assert render_catalog(third) == render_catalog(second)
    assert fourth.messages[0].previous_source is None


def test_the_source_before_shows_even_when_its_translation_is_lost() -> None:
    message = Message(context="p", source="New text", target="Novo", fuzzy=True, previous_source="Old text")

    (again,) = _build([_machine("New text", "Novo")], previous=Catalog(messages=(message,))).messages

    assert again.previous_source == "Old text"
    assert not any(note.startswith("previous translation") for note in again.notes)


@pytest.mark.parametrize(
    ("source", "context"),
    [
        pytest.param("Something else entirely now", "p", id="other words"),
        pytest.param("The bank cut rates again today", "h2", id="other role"),
    ],
)
def test_an_unlike_message_is_no_changed_one(source: str, context: str) -> None:
    first = _accept(_build([_machine("The bank cut rates today", "O banco cortou")]))

    message = _build([_machine(source, "Novo", context=context)], previous=first).messages[0]

    assert message.previous_source is None


def test_changed_messages_are_paired_with_the_likest_near_them() -> None:
    old = [_machine(f"Fact {number} about the bank", f"T{number}", context=f"p#{number}") for number in range(3)]
    first = _build([_machine("Intro", "I", context="h1"), *old])
    first = replace(first, messages=tuple(replace(message, fuzzy=False) for message in first.messages))
    new = [_machine(f"Fact {number} about the big bank", "N", context=f"p#{number}") for number in (2, 1)]

    catalog = _build([_machine("Intro", "I", context="h1"), *new], previous=first)

    assert [message.previous_source for message in catalog.messages[1:3]] == [
        "Fact 2 about the bank",
        "Fact 1 about the bank",
    ]


def test_the_same_text_twice_in_one_role_is_one_message() -> None:
    segments = [_machine("Hello", "Olá", unit="p:1"), _machine("Hello", "Olá", unit="p:2")]

    (message,) = _build(segments).messages

    assert message.places == ("examples/fed.html:p:1", "examples/fed.html:p:2")


def test_a_segment_without_text_is_no_message() -> None:
    assert _build([make_segment("")]).messages == ()


@pytest.mark.parametrize(
    ("source", "target", "written"),
    [
        pytest.param("a\n", "b", "b\n", id="line end missing"),
        pytest.param("a", "\nb\n\n", "b", id="line ends too many"),
        pytest.param("\n\na", "b", "\n\nb", id="line ends first"),
        pytest.param("\n", "\n", "\n", id="nothing but line ends"),
    ],
)
def test_targets_have_the_line_ends_of_their_source(source: str, target: str, written: str) -> None:
    (message,) = _build([_machine(source, target)]).messages

    assert message.target == written


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("a\x00\x04\x07\x1b\x7fb", "ab", id="control characters"),
        pytest.param("a\tb\nc", "a\tb\nc", id="tab and line feed stay"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("a\ud800b", "a\ufffdb", id="half a surrogate pair"),
    ],
)
def test_texts_are_cleaned_before_they_are_written(text: str, clean: str) -> None:
    assert catalog_text(text) == clean
