from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.deepl_server import DeepLServer
from locworker.engines import Engine, EngineOptions, GlossaryTerm, Request
from locworker.errors import AuthorisationError, EngineBusyError, EngineError, EngineRejectedError
from locworker.languages import LanguagePair
from locworker.plugins import load_engine

TERMS = (GlossaryTerm(source="bond", target="Anleihe"), GlossaryTerm(source="equity", target="Eigenkapital"))
OTHERS = (GlossaryTerm(source="bond", target="Schuldverschreibung"),)


def make_engine(server: DeepLServer) -> Engine:
    return load_engine("deepl", EngineOptions(key=server.key, url=server.url, timeout=5.0))


def translate(engine: Engine, text: str, terms: tuple[GlossaryTerm, ...], *, to: str = "de") -> str:
    [answer] = engine.translate(Request(texts=(text,), pair=LanguagePair("en", to), glossary=terms))
    return answer.text


def test_the_glossary_is_made_and_used(deepl_server: DeepLServer) -> None:
    text = translate(make_engine(deepl_server), "A bond is no equity.", TERMS)

    assert "Anleihe" in text
    assert "Eigenkapital" in text
    assert len(deepl_server.glossaries.names()) == 1


def test_the_glossary_is_made_once_and_found_again_by_another_run(deepl_server: DeepLServer) -> None:
    first, second = make_engine(deepl_server), make_engine(deepl_server)

    for engine in (first, first, second):
        translate(engine, "A bond.", TERMS)

    created = [record for record in deepl_server.requests("/v3/glossaries") if record.method == "POST"]
    listed = [record for record in deepl_server.requests("/v3/glossaries") if record.method == "GET"]
    assert (len(created), len(listed)) == (1, 2)


def test_other_entries_are_another_glossary(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    translate(engine, "A bond.", TERMS)

    text = translate(engine, "A bond.", OTHERS)

    assert "Schuldverschreibung" in text
    assert len(set(deepl_server.glossaries.names())) == 2


def test_a_glossary_serves_all_variants_of_its_language(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)

    for language in ("pt-BR", "pt-PT"):
        assert "obrigação" in translate(
            engine, "A bond.", (GlossaryTerm(source="bond", target="obrigação"),), to=language
        )

    assert [name.split(":")[0] for name in deepl_server.glossaries.names()] == ["locworker en-pt"]


def test_a_glossary_that_was_deleted_is_made_again(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    translate(engine, "A bond.", TERMS)
    deepl_server.glossaries.forget()

    text = translate(engine, "A bond fell.", TERMS)

    assert "Anleihe" in text
    assert deepl_server.texts_sent_twice() == []


def test_a_glossary_that_stays_lost_is_worth_another_try_later(deepl_server: DeepLServer) -> None:
    deepl_server.fail(404, times=2)

    with pytest.raises(EngineBusyError, match="glossary"):
        translate(make_engine(deepl_server), "A bond.", TERMS)

    assert deepl_server.billed_total == 0


def test_a_glossary_that_somebody_edited_is_not_used(deepl_server: DeepLServer) -> None:
    translate(make_engine(deepl_server), "A bond.", TERMS)
    [glossary_id] = [record.glossary_id for record in deepl_server.requests()]
    edit = {"dictionaries": [{"source_lang": "en", "target_lang": "de", "entries": "share\tAktie"}]}
    deepl_server.glossaries.answer("PATCH", [str(glossary_id)], {}, edit)

    text = translate(make_engine(deepl_server), "A share and a bond.", TERMS)

    assert "Aktie" not in text
    assert "Anleihe" in text


def test_what_deepl_does_not_take_is_left_out_and_noted(deepl_server: DeepLServer) -> None:
    terms = (
        *TERMS,
        GlossaryTerm(source=" bond ", target="Obligation"),
        GlossaryTerm(source="share", target="Ak\ntie"),
        GlossaryTerm(source="swap", target=" "),
        GlossaryTerm(source="cap", target="ü" * 600),
    )

    [answer] = make_engine(deepl_server).translate(
        Request(texts=("The bond, the share and the cap.",), pair=LanguagePair("en", "de"), glossary=terms)
    )

    assert "Anleihe" in answer.text
    assert answer.notes == (
        "glossary term 'bond' was not sent to DeepL: it has another translation already",
        "glossary term 'share' was not sent to DeepL: it holds a line break or a control character",
        "glossary term 'cap' was not sent to DeepL: it is longer than 1024 bytes",
    )


def test_within_one_language_there_is_no_glossary_and_a_note_says_so(deepl_server: DeepLServer) -> None:
    request = Request(texts=("A bond.",), pair=LanguagePair("en-US", "en-GB"), glossary=TERMS)

    [answer] = make_engine(deepl_server).translate(request)

    assert "within one language" in answer.notes[0]
    assert deepl_server.glossaries.names() == []


@pytest.mark.parametrize(
    ("misbehave", "kind"),
    [
        pytest.param(lambda server: server.fail(456, on="/v3/"), EngineBusyError, id="456"),
        pytest.param(lambda server: server.fail(429, on="/v3/"), EngineBusyError, id="429"),
        pytest.param(lambda server: server.fail(500, on="/v3/"), EngineBusyError, id="500"),
        pytest.param(lambda server: server.hang(60, on="/v3/"), EngineBusyError, id="hang"),
        pytest.param(lambda server: server.cut(on="/v3/", times=9), EngineBusyError, id="cut"),
        pytest.param(lambda server: server.fail(200, on="/v3/", body={"glossaries": [1]}), EngineBusyError, id="json"),
        pytest.param(lambda server: server.fail(403, on="/v3/"), AuthorisationError, id="403"),
        pytest.param(lambda server: server.fail(400, on="/v3/"), EngineRejectedError, id="400"),
        pytest.param(lambda server: server.fail(404, on="/v3/"), EngineRejectedError, id="404"),
    ],
)
def test_without_its_glossary_nothing_is_translated(
    deepl_server: DeepLServer, misbehave: Callable[[DeepLServer], None], kind: type[EngineError]
) -> None:
    misbehave(deepl_server)

    with pytest.raises(EngineError) as caught:
        translate(make_engine(deepl_server), "A bond.", TERMS)

    assert type(caught.value) is kind
    assert deepl_server.requests() == []


def test_a_free_account_keeps_all_pairs_in_its_one_glossary() -> None:
    french = (GlossaryTerm(source="bond", target="obligation"),)
    with DeepLServer(key="free:fx") as server:
        server.glossaries.maximum = 1

        texts = [
            translate(make_engine(server), "A bond.", terms, to=language)
            for terms, language in [(TERMS, "de"), (french, "fr"), (OTHERS, "de"), (french, "fr")]
        ]

        assert [word in text for word, text in zip(("Anl", "obl", "Schuld", "obl"), texts, strict=True)] == [True] * 4
        [name] = server.glossaries.names()
        assert [token.split(":")[0] for token in name.split()] == ["locworker", "en-fr", "en-de"]
