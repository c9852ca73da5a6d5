from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from fakes.deepl_server import DeepLServer
from locworker.engines import Engine, EngineGlossary, EngineOptions, GlossarySync, GlossaryTerm, Request
from locworker.errors import EngineBusyError, EngineError, EngineRejectedError
from locworker.languages import LanguagePair
from locworker.plugins import load_engine

WORDS = ("bond", "share", "yield", "fund", "loan", "rate", "swap", "cap")
ENTRIES = {word: f"{word}-Ziel" for word in WORDS}


@pytest.fixture
def engine(deepl_server: DeepLServer) -> Iterator[Engine]:
    engine = make_engine(deepl_server)
    yield engine
    engine.close()


def make_engine(server: DeepLServer, *, project: str = "news") -> Engine:
    return load_engine("deepl", EngineOptions(key=server.key, url=server.url, timeout=20.0, project=project))


def glossary(entries: dict[str, str], *, to: str = "de") -> EngineGlossary:
    terms = tuple(GlossaryTerm(source=source, target=target) for source, target in entries.items())
    return EngineGlossary(pair=LanguagePair("en", to), terms=terms)


def sync(
    engine: Engine, *glossaries: EngineGlossary, in_use: Sequence[EngineGlossary] = (), dry_run: bool = False
) -> list[GlossarySync]:
    return list(engine.sync_glossaries(glossaries, label="news", in_use=in_use, dry_run=dry_run))


def translate(server: DeepLServer, entries: dict[str, str], *, to: str = "de", project: str = "news") -> None:
    """Have a process of its own translate with these terms, as a job of the project does."""
    engine = make_engine(server, project=project)
    engine.translate(Request(texts=("A bond.",), pair=LanguagePair("en", to), glossary=glossary(entries).terms))
    engine.close()


def calls(server: DeepLServer) -> list[str]:
    """Return what was asked since the last look: method and what it was asked of."""
    parts = [(r.method, r.path.split("/")[3:][-1:]) for r in server.records if r.path.startswith("/v3/")]
    server.records.clear()
    return [
        f"{method} {'dictionary' if rest == ['dictionaries'] else 'one' if rest else 'all'}" for method, rest in parts
    ]


def held(server: DeepLServer, *, to: str = "de") -> dict[str, str]:
    """Return the entries in the one glossary."""
    [key] = server.glossaries._names
    found = server.glossaries.entries(key, "en", to)
    assert isinstance(found, dict)
    return found


def test_all_languages_are_created_in_one_call(deepl_server: DeepLServer, engine: Engine) -> None:
    results = sync(engine, glossary(ENTRIES), glossary(ENTRIES, to="fr"), glossary(ENTRIES, to="ja"))

    assert [result.action for result in results] == ["created"] * 3
    assert calls(deepl_server) == ["GET all", "POST all"]
    assert held(deepl_server) == held(deepl_server, to="fr") == ENTRIES


def test_what_is_there_is_left_alone(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES))
    calls(deepl_server)

    [result] = sync(make_engine(deepl_server), glossary(ENTRIES))

    assert (result.action, result.entries) == ("current", len(ENTRIES))
    assert calls(deepl_server) == ["GET all"]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param({**ENTRIES, "bond": "Rentenpapier"}, id="one-changed"),
        pytest.param({word: target for word, target in ENTRIES.items() if word != "cap"}, id="one-removed"),
        pytest.param({**ENTRIES, "floor": "Untergrenze"}, id="one-added"),
    ],
)
def test_only_the_dictionary_that_differs_is_replaced(
    deepl_server: DeepLServer, engine: Engine, entries: dict[str, str]
) -> None:
    sync(engine, glossary(ENTRIES), glossary(ENTRIES, to="fr"))
    calls(deepl_server)

    results = sync(engine, glossary(entries), glossary(ENTRIES, to="fr"))

    assert [result.action for result in results] == ["replaced", "current"]
    # The name loses its hash before the entries change, and gets the new one after.
    assert calls(deepl_server) == ["GET all", "PATCH one", "PUT dictionary", "PATCH one"]
    assert held(deepl_server) == entries
    assert len(deepl_server.glossaries.names()) == 1


def test_a_new_language_joins_the_glossary(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES))
    calls(deepl_server)

    results = sync(engine, glossary(ENTRIES), glossary(ENTRIES, to="es"))

    assert [result.action for result in results] == ["current", "added"]
    assert calls(deepl_server) == ["GET all", "PUT dictionary", "PATCH one"]


def test_a_language_without_terms_loses_its_dictionary(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES), glossary(ENTRIES, to="fr"))
    calls(deepl_server)

    results = sync(engine, glossary({}), glossary(ENTRIES, to="fr"))

    assert [result.action for result in results] == ["removed", "current"]
    assert calls(deepl_server) == ["GET all", "PATCH one", "DELETE dictionary", "PATCH one"]


def test_nothing_is_made_for_a_language_that_has_no_terms(deepl_server: DeepLServer, engine: Engine) -> None:
    [result] = sync(engine, glossary({}))

    assert result.action == "none"
    assert calls(deepl_server) == ["GET all"]


def test_a_dry_run_only_looks(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES), glossary(ENTRIES, to="fr"))
    calls(deepl_server)

    results = sync(
        engine, glossary({"bond": "Anleihe"}), glossary({}, to="fr"), glossary(ENTRIES, to="es"), dry_run=True
    )

    assert [result.action for result in results] == ["replaced", "removed", "added"]
    assert calls(deepl_server) == ["GET all"]


@pytest.mark.parametrize("bad", [*WORDS[:2], WORDS[-1]])
def test_a_bad_entry_is_found_named_and_left_out(deepl_server: DeepLServer, engine: Engine, bad: str) -> None:
    entries = {source: f"{target}\u00a0x" if source == bad else target for source, target in ENTRIES.items()}

    [result] = sync(engine, glossary(entries))

    assert result.left_out == ((bad, "DeepL refused it"),)
    assert result.entries == len(ENTRIES) - 1
    assert held(deepl_server) == {source: target for source, target in ENTRIES.items() if source != bad}
    assert len(calls(deepl_server)) <= 11


def test_several_bad_entries_are_found(engine: Engine) -> None:
    sync(engine, glossary({"bond": "Anleihe"}))
    entries = {s: f"{t}\u00a0x" if s in {"bond", "fund", "cap"} else t for s, t in ENTRIES.items()}

    [result] = sync(engine, glossary(entries))

    assert [source for source, _ in result.left_out] == ["bond", "fund", "cap"]
    assert result.entries == len(ENTRIES) - 3


def test_a_bad_entry_is_named_again_without_another_search(deepl_server: DeepLServer, engine: Engine) -> None:
    entries = {**ENTRIES, "bond": "An\u00a0leihe"}
    sync(engine, glossary(entries))
    calls(deepl_server)

    [result] = sync(make_engine(deepl_server), glossary(entries))

    assert (result.action, result.left_out) == ("current", (("bond", "DeepL refused it"),))
    assert calls(deepl_server) == ["GET all", "GET one"]


def test_a_translation_goes_on_without_a_bad_entry_and_says_so(engine: Engine) -> None:
    terms = tuple(GlossaryTerm(source=s, target=t) for s, t in {**ENTRIES, "bond": "An\u00a0leihe"}.items())

    [answer] = engine.translate(Request(texts=("A bond and a share.",), pair=LanguagePair("en", "de"), glossary=terms))

    assert "share-Ziel" in answer.text
    assert answer.notes == ("glossary term 'bond' was not sent to DeepL: DeepL refused it",)


def test_a_translation_uses_what_was_synced(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES), glossary(ENTRIES, to="fr"))
    calls(deepl_server)
    terms = glossary(ENTRIES).terms

    [answer] = make_engine(deepl_server).translate(
        Request(texts=("A bond.",), pair=LanguagePair("en", "de"), glossary=terms)
    )

    assert "bond-Ziel" in answer.text
    assert calls(deepl_server) == ["GET all"]


@pytest.mark.parametrize(
    ("misbehave", "kind"),
    [
        pytest.param(lambda server: server.fail(456, on="/v3/"), EngineBusyError, id="too-many-requests"),
        pytest.param(lambda server: server.fail(503, on="/v3/"), EngineBusyError, id="busy"),
        pytest.param(lambda server: setattr(server.glossaries, "maximum", 0), EngineRejectedError, id="no-more"),
    ],
)
def test_a_refusal_is_no_bad_entry(
    deepl_server: DeepLServer, engine: Engine, misbehave: Callable[[DeepLServer], None], kind: type[EngineError]
) -> None:
    misbehave(deepl_server)

    with pytest.raises(kind):
        sync(engine, glossary(ENTRIES))

    assert len(calls(deepl_server)) <= 4


def test_an_account_that_takes_no_more_glossaries_shares_one_of_ours(deepl_server: DeepLServer, engine: Engine) -> None:
    engine.sync_glossaries([glossary(ENTRIES)], label="other", in_use=(), dry_run=False)
    deepl_server.glossaries.maximum = 1

    [result] = sync(engine, glossary({"bond": "Anleihe"}, to="es"))

    assert result.action == "added"
    assert held(deepl_server, to="es") == {"bond": "Anleihe"}
    assert held(deepl_server) == ENTRIES


def test_projects_keep_glossaries_of_their_own(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES))
    engine.sync_glossaries([glossary({"bond": "Rente"})], label="other", in_use=(), dry_run=False)

    [result] = sync(engine, glossary(ENTRIES))

    assert result.action == "current"
    assert [name.split(" ")[1] for name in deepl_server.glossaries.names()] == ["@news", "@other"]


@pytest.mark.parametrize(
    ("key", "actions"),
    [
        pytest.param("fake-key", ["created", "created"], id="paid"),
        pytest.param("free:fx", ["created", "none"], id="free"),
    ],
)
def test_variants_of_a_language_do_not_overwrite_each_other(key: str, actions: list[str]) -> None:
    brazil, portugal = glossary({"bond": "título"}, to="pt-BR"), glossary({"bond": "obrigação"}, to="pt-PT")
    with DeepLServer(key=key) as server:
        first = sync(make_engine(server), brazil, portugal)
        again = sync(make_engine(server), brazil, portugal)

    assert [result.action for result in first] == actions
    assert again[0].action == "current"
    assert bool(first[1].left_out) == (actions[1] == "none")


def test_an_engine_without_glossaries_says_so() -> None:
    with pytest.raises(EngineRejectedError, match="pseudo keeps no glossaries"):
        sync(load_engine("pseudo", EngineOptions()), glossary(ENTRIES))


def test_a_language_that_deepl_lacks_is_named(deepl_server: DeepLServer, engine: Engine) -> None:
    with pytest.raises(EngineRejectedError, match="en → tlh"):
        sync(engine, glossary(ENTRIES, to="tlh"))

    assert deepl_server.records == []


def test_entries_that_are_all_refused_are_a_refusal(engine: Engine) -> None:
    sync(engine, glossary(ENTRIES))

    with pytest.raises(EngineRejectedError, match="Invalid glossary entry"):
        sync(engine, glossary({source: f"{target}\u00a0x" for source, target in ENTRIES.items()}))


def test_a_failure_in_the_middle_of_a_search_is_that_failure(deepl_server: DeepLServer, engine: Engine) -> None:
    sync(engine, glossary(ENTRIES))
    deepl_server.fail(400, on="/dictionaries", times=2)
    deepl_server.fail(503, on="/dictionaries")

    with pytest.raises(EngineBusyError):
        sync(engine, glossary({"bond": "Anleihe", "share": "Aktie", "fund": "Fonds", "loan": "Kredit"}))

    # What half a search left there is not found by anybody.
    assert [result.action for result in sync(engine, glossary(ENTRIES))] == ["replaced"]


def test_what_translations_made_for_older_states_is_deleted(deepl_server: DeepLServer, engine: Engine) -> None:
    for target in ("Anleihe", "Rente", "Papier"):
        translate(deepl_server, {"bond": target})
    sync(engine, glossary(ENTRIES))
    assert len(deepl_server.glossaries.names()) == 1
    translate(deepl_server, {"bond": "Titel"})
    calls(deepl_server)

    planned = sync(engine, glossary(ENTRIES), dry_run=True)
    looked = calls(deepl_server)
    results = sync(engine, glossary(ENTRIES))

    assert planned == results
    assert [(result.action, result.pair, result.entries) for result in results] == [
        ("current", ("en", "de"), len(ENTRIES)),
        ("deleted", ("en", "de"), 1),
    ]
    assert looked == ["GET all"]
    assert calls(deepl_server) == ["GET all", "DELETE one"]
    assert [name.split(" ")[1] for name in deepl_server.glossaries.names()] == ["@news"]


def test_what_is_not_ours_to_delete_stays(deepl_server: DeepLServer, engine: Engine) -> None:
    queued = {"bond": "Anleihe"}
    translate(deepl_server, queued)
    translate(deepl_server, {"bond": "Rente"}, project="other")
    translate(deepl_server, {"bond": "Rente"}, project="news-2")
    translate(deepl_server, {"bond": "Papier"}, project="")
    translate(deepl_server, {"bond": "titre"}, to="fr")
    deepl_server.glossaries.answer("POST", [], {}, {"name": "mine +news", "dictionaries": []})
    before = deepl_server.glossaries.names()

    results = sync(engine, glossary(ENTRIES), in_use=[glossary(queued), glossary(queued, to="tlh")])

    assert [result.action for result in results] == ["created"]
    assert deepl_server.glossaries.names()[: len(before)] == before


def test_what_translations_made_for_the_terms_of_now_stays(deepl_server: DeepLServer, engine: Engine) -> None:
    translate(deepl_server, ENTRIES)

    results = sync(engine, glossary(ENTRIES))

    assert [result.action for result in results] == ["current"]
    assert len(deepl_server.glossaries.names()) == 1


def test_a_project_without_a_name_deletes_nothing(deepl_server: DeepLServer) -> None:
    translate(deepl_server, {"bond": "Anleihe"}, project="")

    results = sync(make_engine(deepl_server, project=""), glossary(ENTRIES))

    assert [result.action for result in results] == ["created"]
    assert len(deepl_server.glossaries.names()) == 2


def test_an_older_one_that_somebody_else_deleted_is_gone(deepl_server: DeepLServer, engine: Engine) -> None:
    translate(deepl_server, {"bond": "Anleihe"})
    deepl_server.fail(404, on="/v3/glossaries/")

    results = sync(engine, glossary(ENTRIES))

    assert [result.action for result in results] == ["created", "deleted"]


def test_deleting_makes_room_in_a_full_account(deepl_server: DeepLServer, engine: Engine) -> None:
    translate(deepl_server, {"bond": "Anleihe"})
    deepl_server.glossaries.maximum = 1

    results = sync(engine, glossary(ENTRIES))

    assert [result.action for result in results] == ["created", "deleted"]
    assert held(deepl_server) == ENTRIES


def test_a_job_whose_glossary_was_deleted_makes_it_again_once(deepl_server: DeepLServer, engine: Engine) -> None:
    running = make_engine(deepl_server)
    request = Request(texts=("A bond.",), pair=LanguagePair("en", "de"), glossary=glossary({"bond": "Rente"}).terms)
    running.translate(request)
    sync(engine, glossary(ENTRIES))
    calls(deepl_server)

    [answer] = running.translate(request)

    assert "Rente" in answer.text
    assert calls(deepl_server) == ["GET all", "POST all"]
    running.close()


def test_the_order_of_the_terms_is_no_change(engine: Engine) -> None:
    sync(engine, glossary(ENTRIES))

    [result] = sync(engine, glossary({word: ENTRIES[word] for word in reversed(WORDS)}))

    assert result.action == "current"


def test_the_terms_of_a_job_in_the_queue_are_not_replaced_under_it(deepl_server: DeepLServer, engine: Engine) -> None:
    queued = glossary({"bond": "Anleihe"})
    sync(engine, queued, glossary(ENTRIES, to="fr"))
    running = make_engine(deepl_server)
    request = Request(texts=("A bond.",), pair=LanguagePair("en", "de"), glossary=queued.terms)
    running.translate(request)
    calls(deepl_server)

    during = sync(engine, glossary(ENTRIES), glossary({"bond": "titre"}, to="fr"), in_use=[queued])
    made = calls(deepl_server)
    [answer] = running.translate(request)
    after = sync(engine, glossary(ENTRIES), glossary({"bond": "titre"}, to="fr"))

    assert "Anleihe" in answer.text
    assert [result.action for result in during] == ["created", "replaced"]
    assert made == ["GET all", "PATCH one", "PUT dictionary", "PATCH one", "POST all"]
    assert [result.action for result in after] == ["current", "current"]
    running.close()


def test_a_language_without_terms_keeps_those_of_a_job_in_the_queue(deepl_server: DeepLServer, engine: Engine) -> None:
    queued = glossary(ENTRIES)
    sync(engine, queued)
    calls(deepl_server)

    [result] = sync(engine, glossary({}), in_use=[queued])

    assert result.action == "none"
    assert calls(deepl_server) == ["GET all"]
