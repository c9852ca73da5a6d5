from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from fakes.deepl_server import DeepLServer
from locworker.engines import Answer, Engine, EngineOptions, GlossaryTerm, Request
from locworker.errors import QuotaExceededError
from locworker.languages import LanguagePair
from locworker.plugins import load_engine

THREADS = 8
TERMS = (GlossaryTerm(source="bond", target="Anleihe"),)


def make_engine(server: DeepLServer) -> Engine:
    return load_engine("deepl", EngineOptions(key=server.key, url=server.url, timeout=30.0))


def ask_at_once(engine: Engine, count: int = THREADS) -> list[Answer]:
    """Return what that many threads got, which have all asked before the first one is answered."""
    start = Barrier(count)

    def ask(number: int) -> Answer:
        start.wait(60)
        request = Request(texts=(f"A bond of {number} euros.",), pair=LanguagePair("en", "de"), glossary=TERMS)
        return engine.translate(request)[0]

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


def test_threads_get_their_own_answers_and_make_one_glossary(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)

    answers = ask_at_once(engine)
    engine.close()

    assert [str(number) in answer.text for number, answer in enumerate(answers)] == [True] * THREADS
    assert all("Anleihe" in answer.text for answer in answers)
    assert len(deepl_server.glossaries.names()) == 1


def test_a_glossary_that_is_deleted_under_threads_is_made_again_once(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    ask_at_once(engine)
    deepl_server.glossaries.forget()

    answers = ask_at_once(engine)
    engine.close()

    assert all("Anleihe" in answer.text for answer in answers)
    assert len(deepl_server.glossaries.names()) == 1


def test_each_thread_sees_its_own_failure(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    ask_at_once(engine, 1)
    deepl_server.fail(456, times=3)

    def ask(number: int) -> str:
        request = Request(texts=(f"Text number {number}.",), pair=LanguagePair("en", "de"))
        try:
            return engine.translate(request)[0].text
        except QuotaExceededError:
            return ""

    with ThreadPoolExecutor(THREADS) as pool:
        texts = list(pool.map(ask, range(THREADS)))
    engine.close()

    assert texts.count("") == 3


def test_an_engine_that_was_closed_can_be_used_again(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    ask_at_once(engine, 2)
    engine.close()

    assert len(ask_at_once(engine, 2)) == 2
    engine.close()
