"""The fake as a process of its own, as tests that kill and restart use it; and an engine shared by threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fakes.deepl_server import DeepLServer
from locworker.engines import Answer, Engine, EngineOptions, GlossaryTerm, Request
from locworker.errors import EngineBusyError
from locworker.languages import LanguagePair
from locworker.plugins import load_engine

TESTS = Path(__file__).resolve().parents[2]
EN_DE = LanguagePair("en", "de")


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[str, Engine]]:
    """Give the address of a fake in another process, and an engine that uses it."""
    command = [sys.executable, "-m", "fakes.deepl_server", "--key", "their-key", "--log", str(tmp_path / "log.jsonl")]
    with subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = json.loads(running.stdout.readline())
        engine = load_engine("deepl", EngineOptions(key=told["key"], url=told["url"], timeout=20))
        yield told["url"], engine
        engine.close()
        running.terminate()


def call(url: str, **order: object) -> Any:
    data = json.dumps(order).encode() if order else None
    with urllib.request.urlopen(url, data=data) as reply:  # noqa: S310 - the fake's own address
        return json.load(reply)


def test_a_fake_in_another_process_is_steered_and_read_over_http(process: tuple[str, Engine], tmp_path: Path) -> None:
    url, engine = process
    call(f"{url}/__control", call="behave", leave=["timeline"])
    call(f"{url}/__control", call="fail", status=503, retry_after="3")
    request = Request(texts=("The timeline slipped.",), pair=EN_DE)

    with pytest.raises(EngineBusyError) as caught:
        engine.translate(request)
    [answer] = engine.translate(request)

    assert caught.value.retry_after == 3
    assert "timeline" in answer.text
    summary = call(f"{url}/__records")
    assert (summary["requests"], summary["billed"], summary["twice"]) == (2, len(request.texts[0]), [])
    logged = [json.loads(line)["status"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert logged == [503, 200]


def test_texts_that_were_paid_twice_are_told(deepl_server: DeepLServer) -> None:
    engine = load_engine("deepl", EngineOptions(key=deepl_server.key, url=deepl_server.url))

    for language in ("de", "de", "fr"):
        engine.translate(Request(texts=("Rates fell.",), pair=LanguagePair("en", language)))

    assert deepl_server.texts_sent_twice() == ["Rates fell."]


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        pytest.param({"drop_tags": True}, [], id="drop-tags"),
        pytest.param({"move_tags": True}, ['<g id="1"></g><x id="2"/>'], id="move-tags"),
    ],
)
def test_tags_can_be_dropped_and_moved(
    deepl_server: DeepLServer, behaviour: dict[str, bool], expected: list[str]
) -> None:
    deepl_server.behave(**behaviour)  # type: ignore[arg-type]
    engine = load_engine("deepl", EngineOptions(key=deepl_server.key, url=deepl_server.url))

    [answer] = engine.translate(Request(texts=('The <g id="1">Fed</g> cut <x id="2"/>.',), pair=EN_DE))

    assert [start for start in expected if answer.text.startswith(start)] == expected
    assert ("<" in answer.text) == bool(expected)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_opens_a_connection_of_its_own(deepl_server: DeepLServer) -> None:
    engine = load_engine("deepl", EngineOptions(key=deepl_server.key, url=deepl_server.url))
    first = Request(texts=("Rates fell.",), pair=EN_DE)
    [before] = engine.translate(first)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            [answer] = engine.translate(Request(texts=("Bonds rose.",), pair=EN_DE))
            os.write(writing, answer.text.encode())
        finally:
            os._exit(0)

    [after] = engine.translate(first)

    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        assert told.read().decode() not in {"", before.text}
    assert after == before


def test_threads_share_an_engine_and_its_glossary(deepl_server: DeepLServer) -> None:
    engine = load_engine("deepl", EngineOptions(key=deepl_server.key, url=deepl_server.url))
    terms = (GlossaryTerm(source="bond", target="Anleihe"),)

    def translate(number: int) -> Answer:
        request = Request(texts=(f"The bond number {number} rose.",), pair=EN_DE, glossary=terms)
        return engine.translate(request)[0]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(translate, range(40)))

    assert [f" {number} " in answer.text for number, answer in enumerate(answers)] == [True] * 40
    assert len(deepl_server.glossaries.names()) == 1
