from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from fakes.deepl_server import DeepLServer
from locworker.engines import Engine, EngineOptions, GlossaryTerm, Request
from locworker.errors import (
    AuthorisationError,
    EngineBusyError,
    EngineError,
    EngineRejectedError,
    QuotaExceededError,
    ReplyLostError,
    RequestTooLargeError,
)
from locworker.languages import LanguagePair
from locworker.plugins import load_engine

EN_DE = LanguagePair("en", "de")
TERMS = (GlossaryTerm(source="bond", target="Anleihe"), GlossaryTerm(source="equity", target="Eigenkapital"))


def make_engine(server: DeepLServer, *, key: str | None = None, timeout: float = 20.0, **extra: str) -> Engine:
    options = EngineOptions(key=key or server.key, url=server.url, timeout=timeout, extra=extra)
    return load_engine("deepl", options)


def make_request(*texts: str, glossary: tuple[GlossaryTerm, ...] = (), context: str | None = None) -> Request:
    return Request(texts=texts, pair=EN_DE, glossary=glossary, context=context)


def test_fifty_texts_go_out_in_one_request_and_come_back_in_order(deepl_server: DeepLServer) -> None:
    texts = [f'The <g id="1">bond</g> number {number} rose.' for number in range(50)]

    answers = make_engine(deepl_server).translate(make_request(*texts, context="Bonds"))

    [sent] = deepl_server.requests()
    assert sent.texts == texts
    assert [f" {number} " in answer.text for number, answer in enumerate(answers)] == [True] * 50
    assert all('<g id="1">' in answer.text and answer.text.count("</g>") == 1 for answer in answers)


def test_asks_as_the_documentation_advises(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server, formality="prefer_more", model_type="quality_optimized")

    engine.translate(make_request("Rates fell.", context="The Fed decides."))

    [sent] = deepl_server.requests()
    assert sent.context == "The Fed decides."
    assert {key: sent.body[key] for key in sent.body if key not in {"text", "context"}} == {
        "source_lang": "EN",
        "target_lang": "DE",
        "show_billed_characters": True,
        "tag_handling": "xml",
        "tag_handling_version": "v2",
        "outline_detection": False,
        "split_sentences": "nonewlines",
        "formality": "prefer_more",
        "model_type": "quality_optimized",
    }


@pytest.mark.parametrize(
    ("pair", "codes"),
    [
        pytest.param(LanguagePair("en-US", "de-AT"), ("EN", "DE"), id="regions-that-deepl-lacks"),
        pytest.param(LanguagePair("en", "pt"), ("EN", "PT-PT"), id="bare-pt"),
        pytest.param(LanguagePair("en", "pt-BR"), ("EN", "PT-BR"), id="pt-br"),
        pytest.param(LanguagePair("de", "en"), ("DE", "EN-US"), id="bare-en"),
        pytest.param(LanguagePair("en", "zh-TW"), ("EN", "ZH-HANT"), id="traditional-chinese"),
    ],
)
def test_sends_the_variants_that_deepl_knows(
    deepl_server: DeepLServer, pair: LanguagePair, codes: tuple[str, str]
) -> None:
    make_engine(deepl_server).translate(Request(texts=("Rates fell.",), pair=pair))

    [sent] = deepl_server.requests()
    assert (sent.source_lang, sent.target_lang) == codes


def test_bills_the_characters_that_deepl_reports(deepl_server: DeepLServer) -> None:
    [answer] = make_engine(deepl_server).translate(make_request('A <g id="1">bond</g> &amp; €5'))

    assert answer.billed == len("A bond & €5")
    assert deepl_server.billed_total == answer.billed


def test_texts_without_words_are_neither_sent_nor_billed(deepl_server: DeepLServer) -> None:
    answers = make_engine(deepl_server).translate(make_request('<x id="1"/>', "Rates fell.", "", " — "))

    assert deepl_server.requests()[0].texts == ["Rates fell."]
    assert [(answer.text, answer.billed > 0) for answer in answers if not answer.billed] == [
        ('<x id="1"/>', False),
        ("", False),
        (" — ", False),
    ]


def test_nothing_is_asked_when_no_text_has_words(deepl_server: DeepLServer) -> None:
    make_engine(deepl_server).translate(make_request('<x id="1"/>', glossary=TERMS))

    assert deepl_server.records == []


def test_outer_white_space_and_escapes_are_kept(deepl_server: DeepLServer) -> None:
    [answer] = make_engine(deepl_server).translate(make_request(" R&amp;D at AT&amp;T &lt;fell&gt;. \n"))

    assert answer.text.startswith(" R&amp;D ")
    assert answer.text.endswith("&gt;. \n")
    assert "AT&amp;T &lt;" in answer.text


def test_characters_that_xml_forbids_do_not_spoil_the_request(deepl_server: DeepLServer) -> None:
    make_engine(deepl_server).translate(make_request("Rates\x0b fell\ud800.\x00"))

    assert deepl_server.requests()[0].texts == ["Rates fell."]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param(400, EngineRejectedError, id="400"),
        pytest.param(401, AuthorisationError, id="401"),
        pytest.param(403, AuthorisationError, id="403"),
        pytest.param(404, EngineRejectedError, id="404"),
        pytest.param(413, RequestTooLargeError, id="413"),
        pytest.param(414, RequestTooLargeError, id="414"),
        pytest.param(418, EngineRejectedError, id="418"),
        pytest.param(429, EngineBusyError, id="429"),
        pytest.param(456, QuotaExceededError, id="456"),
        pytest.param(500, ReplyLostError, id="500"),
        pytest.param(502, ReplyLostError, id="502"),
        pytest.param(503, EngineBusyError, id="503"),
        pytest.param(504, ReplyLostError, id="504"),
        pytest.param(529, EngineBusyError, id="529"),
    ],
)
def test_each_status_is_the_error_that_says_what_to_do(
    deepl_server: DeepLServer, status: int, kind: type[EngineError]
) -> None:
    deepl_server.fail(status, times=9)

    with pytest.raises(EngineError) as caught:
        make_engine(deepl_server).translate(make_request("Rates fell."))

    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)
    assert len(deepl_server.requests()) == 1


@pytest.mark.parametrize(
    ("misbehave", "kind"),
    [
        pytest.param(lambda server: server.cut(), ReplyLostError, id="cut-in-the-middle"),
        pytest.param(lambda server: server.hang(60), ReplyLostError, id="read-timeout"),
        pytest.param(lambda server: server.drip(0.1), ReplyLostError, id="a-byte-at-a-time"),
        pytest.param(lambda server: server.garble("json"), ReplyLostError, id="no-json"),
        pytest.param(lambda server: server.garble("short"), ReplyLostError, id="a-text-missing"),
        pytest.param(lambda server: server.garble("unbilled"), ReplyLostError, id="no-billed-characters"),
        pytest.param(lambda server: server.garble("list"), ReplyLostError, id="another-json"),
        pytest.param(lambda server: server.garble("null"), ReplyLostError, id="null-as-text"),
    ],
)
def test_work_that_may_have_been_billed_is_a_lost_reply_and_is_not_sent_again(
    deepl_server: DeepLServer, misbehave: Callable[[DeepLServer], None], kind: type[EngineError]
) -> None:
    misbehave(deepl_server)

    with pytest.raises(kind, match="billed"):
        make_engine(deepl_server, timeout=2).translate(make_request("Rates fell.", "Bonds rose."))

    assert len(deepl_server.requests()) == 1


def test_a_slow_answer_within_the_timeout_is_waited_for(deepl_server: DeepLServer) -> None:
    deepl_server.hang(0.3)

    answers = make_engine(deepl_server, timeout=20).translate(make_request("Rates fell."))

    assert len(answers) == 1


def test_a_refused_connection_is_safe_to_try_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        engine = load_engine("deepl", EngineOptions(key="k", url=address))

        with pytest.raises(EngineBusyError, match="no connection"):
            engine.translate(make_request("Rates fell."))


def test_a_name_that_does_not_resolve_is_safe_to_try_again() -> None:
    engine = load_engine("deepl", EngineOptions(key="k", url="http://nowhere.invalid"))

    with pytest.raises(EngineBusyError, match="no connection"):
        engine.translate(make_request("Rates fell."))


def test_a_wrong_key_is_refused_in_a_line_without_the_key(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server, key="wrong-key-42")

    with pytest.raises(AuthorisationError) as caught:
        engine.translate(make_request("Rates fell."))

    assert "DEEPL_AUTH_KEY" in str(caught.value)
    assert "wrong-key-42" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param("7", 7.0, id="seconds"),
        pytest.param(None, None, id="none"),
        pytest.param("soon", None, id="nonsense"),
        pytest.param("Mon, 01 Jan 2001 00:00:00 GMT", 0.0, id="a-date-in-the-past"),
    ],
)
def test_the_wait_that_deepl_asks_for_is_passed_on(
    deepl_server: DeepLServer, header: str | None, seconds: float | None
) -> None:
    deepl_server.fail(429, retry_after=header)

    with pytest.raises(EngineBusyError) as caught:
        make_engine(deepl_server).translate(make_request("Rates fell."))

    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("name", ["message", "detail", "Message"])
def test_a_refusal_carries_the_servers_sentence(deepl_server: DeepLServer, name: str) -> None:
    deepl_server.fail(400, body={name: "Value for\n'formality' not supported."})

    with pytest.raises(EngineRejectedError, match="Value for 'formality' not supported"):
        make_engine(deepl_server).translate(make_request("Rates fell."))


def test_a_refusal_that_quotes_the_article_is_not_passed_on(deepl_server: DeepLServer) -> None:
    deepl_server.fail(400, body={"message": "Cannot parse: secret merger of the two banks"})

    with pytest.raises(EngineRejectedError) as caught:
        make_engine(deepl_server).translate(make_request("The secret merger of the two banks leaked."))

    assert "merger" not in str(caught.value)


def test_a_request_beyond_deepls_size_is_refused_before_it_is_sent(deepl_server: DeepLServer) -> None:
    with pytest.raises(RequestTooLargeError):
        make_engine(deepl_server).translate(make_request("é" * 30_000))

    assert deepl_server.records == []


def test_a_full_batch_of_the_limits_fits_with_context(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    texts = ["word " * ((engine.limits.bytes - 6000) // 50 // 5)] * 50

    engine.translate(make_request(*texts, context="“Quoted” context. " * 80))

    assert deepl_server.requests()[0].size <= 120 * 1024


def test_context_that_does_not_fit_stays_at_home(deepl_server: DeepLServer) -> None:
    make_engine(deepl_server).translate(make_request("Rates fell.", context="é" * 30_000))

    assert deepl_server.requests()[0].context is None


def test_tells_what_is_left_of_the_quota(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    deepl_server.limit = 100
    engine.translate(make_request("Rates fell."))

    assert engine.remaining_quota() == 100 - len("Rates fell.")


def test_no_limit_is_no_number(deepl_server: DeepLServer) -> None:
    deepl_server.limit = None

    assert make_engine(deepl_server).remaining_quota() is None


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_quota_that_cannot_be_read_was_not_billed(deepl_server: DeepLServer, status: int) -> None:
    deepl_server.fail(status, on="/v2/usage")

    with pytest.raises(EngineBusyError):
        make_engine(deepl_server).remaining_quota()


def test_a_used_up_quota_is_its_own_error(deepl_server: DeepLServer) -> None:
    deepl_server.limit = 5

    with pytest.raises(QuotaExceededError):
        make_engine(deepl_server).translate(make_request("Rates fell."))


def test_neither_texts_nor_the_key_reach_the_logs(deepl_server: DeepLServer, caplog: pytest.LogCaptureFixture) -> None:
    engine = make_engine(deepl_server)
    with caplog.at_level(logging.DEBUG):
        for name in ("", "deepl", "urllib3", "requests"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        engine.translate(make_request("Canary sentence.", context="Canary context.", glossary=TERMS))
        deepl_server.fail(400, body={"message": "Canary sentence."})
        with pytest.raises(EngineRejectedError) as caught:
            engine.translate(make_request("Canary sentence."))
    for name in ("", "deepl", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.NOTSET)

    assert caught.value.__cause__ is None
    assert [word for word in ("Canary", deepl_server.key, "Anleihe") if word in caplog.text] == []


def test_works_again_after_close(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    engine.translate(make_request("Rates fell."))

    engine.close()
    engine.close()

    assert len(engine.translate(make_request("Bonds rose."))) == 1


def test_a_batch_costs_little_time_beside_the_request(deepl_server: DeepLServer) -> None:
    engine = make_engine(deepl_server)
    terms = tuple(GlossaryTerm(source=f"term {n}", target=f"Begriff {n}") for n in range(300))
    batch = make_request(*(f"Rates fell by {n} points on Wednesday." for n in range(50)), glossary=terms)
    engine.translate(batch)

    marks = [time.thread_time()]
    for _ in range(10):
        engine.translate(batch)
        marks.append(time.thread_time())

    assert min(after - before for before, after in pairwise(marks)) < 0.03
