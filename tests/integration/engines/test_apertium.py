from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from locworker.engines import EngineOptions, Request
from locworker.engines.apertium import ApertiumEngine
from locworker.errors import ConfigError, EngineBusyError, EngineRejectedError
from locworker.languages import LanguagePair
from locworker.text import TAG

EN_ES = LanguagePair("en", "es")
HOSTILE = (
    "a\x00b \x01\x1b[31m rates\x00",
    "\\ [x] {y} ^z$ @a *b #c ~d <x id='9'/> 5/6 | = _u_ \\[x3] [[t:g:1]] [[/]] []",
    "^unknown/*unknown$ [<STREAMCMD:FLUSH>] $1 ${HOME} `id`",
    "😀 日本語 текст ١٢٣ e\u0301 \u200b\u202e \ud800",
    "." * 5000,
    "The bank raised rates on Monday. " * 500,
)


@pytest.fixture
def engine() -> Iterator[ApertiumEngine]:
    """Give an engine with its own programs; Apertium and its pairs have to be installed."""
    made = ApertiumEngine(EngineOptions(timeout=20))
    yield made
    made.close()


def translate(engine: ApertiumEngine, *texts: str, pair: LanguagePair = EN_ES) -> list[str]:
    return [answer.text for answer in engine.translate(Request(texts=texts, pair=pair))]


def program_pids(engine: ApertiumEngine) -> list[int]:
    return [pid for pipe in engine._pipes.values() for pid in pipe.pids]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> list[int]:
    for _ in range(600):
        left = [pid for pid in pids if is_running(pid)]
        if not left:
            return []
        time.sleep(0.05)
    return left


def test_is_usable_where_it_is_installed(engine: ApertiumEngine) -> None:
    assert engine.check().usable
    assert engine.version.startswith("3.")
    assert engine.limits.texts == 10
    assert (engine.billed, engine.localizes_values, engine.auto_rank) == (False, False, 40)
    assert engine.settings() == {"variants": "en=en-US,pt=pt-PT"}


def test_without_its_programs_it_names_the_command_that_installs_them(
    engine: ApertiumEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    usability = engine.check()

    assert not usability.usable
    assert "apt-get install" in usability.remedy
    assert engine.version == "unknown"


def test_without_a_pair_it_names_the_command_that_installs_some(tmp_path: Path) -> None:
    usability = ApertiumEngine(EngineOptions(extra={"modes": str(tmp_path)})).check()

    assert usability.reason == "no language pair is installed"
    assert "apertium-eng-spa" in usability.remedy


def test_a_setting_that_it_does_not_have_is_named() -> None:
    with pytest.raises(ConfigError, match="no setting 'speed'"):
        ApertiumEngine(EngineOptions(extra={"speed": "9"}))


@pytest.mark.parametrize(
    ("target", "route", "words"),
    [
        pytest.param("es", "eng-spa", ("banco", "central", "tasa"), id="es"),
        pytest.param("ca", "eng-cat", ("banc", "central"), id="ca"),
        pytest.param("gl", "en-gl", ("banco", "central"), id="gl"),
        pytest.param("fr", "eng-spa + es-fr", ("banque", "centrale"), id="fr"),
        pytest.param("it", "eng-spa + spa-ita", ("banca", "centrale"), id="it"),
        pytest.param("pt", "eng-spa + es-pt", ("banco", "central", "taxa"), id="pt"),
        pytest.param("pt-BR", "eng-spa + es-pt_BR", ("banco", "central", "taxa"), id="pt-br"),
    ],
)
def test_the_installed_pairs_translate(engine: ApertiumEngine, target: str, route: str, words: tuple[str, ...]) -> None:
    pair = LanguagePair("en", target)

    [text] = translate(engine, "The central bank raised the interest rate.", pair=pair)

    assert engine.route(pair) == route
    found = [word for word in words if word in text.casefold() or word.replace("que", "") in text.casefold()]
    assert found, text


def test_a_pair_that_is_not_installed_is_refused(engine: ApertiumEngine) -> None:
    assert engine.route(LanguagePair("en", "de")) is None
    with pytest.raises(EngineRejectedError, match="en → de"):
        translate(engine, "Rates", pair=LanguagePair("en", "de"))


@pytest.mark.parametrize("target", ["es", "fr", "it", "pt", "pt-BR", "ca", "gl"])
def test_inline_tags_come_back_complete_and_around_their_words(engine: ApertiumEngine, target: str) -> None:
    sources = [
        'The <g id="1">central bank</g> cut its <g id="2">key <g id="3">interest rate</g></g> by <x id="4"/> points.',
        '<x id="1"/> said <x id="2"/> would rise, and <x id="3"/> fell &lt; 5.',
        'Read <g id="1">more about <x id="2"/></g> &amp; <g id="3">“the company”</g>.',
    ]

    targets = translate(engine, *sources, pair=LanguagePair("en", target))

    assert [sorted(tag[0] for tag in TAG.finditer(text)) for text in targets] == [
        sorted(tag[0] for tag in TAG.finditer(text)) for text in sources
    ]


def test_a_tag_moves_with_its_word(engine: ApertiumEngine) -> None:
    [text] = translate(engine, 'The <g id="1">red</g> house')

    assert text == 'La casa <g id="1">roja</g>'


def test_unknown_words_are_noted_without_their_marks(engine: ApertiumEngine) -> None:
    request = Request(texts=("The zorblax and the quuxly rose.", "The bank rose."), pair=EN_ES)

    first, second = engine.translate(request)

    assert first.notes == ("2 words unknown to Apertium: zorblax, quuxly",)
    assert "zorblax" in first.text
    assert "*" not in first.text
    assert second.notes == ()


def test_a_long_list_of_unknown_words_is_cut(engine: ApertiumEngine) -> None:
    words = " ".join(f"zorbl{letter}x" for letter in "abcdefghijkl")

    [answer] = engine.translate(Request(texts=(words,), pair=EN_ES))

    assert answer.notes[0].startswith("12 words unknown to Apertium: ")
    assert answer.notes[0].endswith(" …")
    assert answer.notes[0].count(",") == 9


def test_texts_without_words_stay_as_they_are(engine: ApertiumEngine) -> None:
    texts = ("", " ", '<x id="1"/>', "— …")

    assert tuple(translate(engine, *texts)) == texts
    assert program_pids(engine) == []


def test_outer_white_space_is_kept(engine: ApertiumEngine) -> None:
    [text] = translate(engine, "\n  The bank \t")

    assert text == "\n  El banco \t"


@pytest.mark.parametrize("target", ["es", "fr", "ca", "gl"])
@pytest.mark.parametrize("text", HOSTILE, ids=["controls", "stream-signs", "commands", "scripts", "dots", "long"])
def test_no_text_breaks_the_framing(engine: ApertiumEngine, text: str, target: str) -> None:
    pair = LanguagePair("en", target)
    [before] = translate(engine, "The bank", pair=pair)

    answers = translate(engine, "The bank", text, "The bank", pair=pair)

    assert (answers[0], answers[2]) == (before, before)


@pytest.mark.parametrize("which", [0, 4, -1], ids=["first", "middle", "last"])
def test_programs_that_die_are_started_again(engine: ApertiumEngine, which: int) -> None:
    translate(engine, "The bank")
    pids = program_pids(engine)
    os.kill(pids[which], signal.SIGKILL)

    answers = translate(engine, "The bank", "The rate")

    assert answers == ["El banco", "La tasa"]
    assert wait_until_gone(pids) == []


def test_programs_that_hang_are_given_up_and_replaced() -> None:
    engine = ApertiumEngine(EngineOptions(timeout=4))
    translate(engine, "The bank")
    pids = program_pids(engine)
    os.kill(pids[3], signal.SIGSTOP)
    started = time.monotonic()

    with pytest.raises(EngineBusyError, match="eng-spa did not answer within 4 s"):
        translate(engine, "The bank")

    assert time.monotonic() - started < 30
    assert wait_until_gone(pids) == []
    assert translate(engine, "The bank") == ["El banco"]
    engine.close()


def test_a_mode_that_breaks_off_every_time_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "eng-xho.mode").write_text("lt-proc /nowhere/eng-xho.automorf.bin | lt-proc $1 /nowhere/autogen.bin\n")
    engine = ApertiumEngine(EngineOptions(extra={"modes": str(tmp_path)}))

    with pytest.raises(EngineRejectedError, match="eng-xho breaks off at a text of 8 characters"):
        translate(engine, "The bank", pair=LanguagePair("en", "xh"))


def test_a_mode_with_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "eng-xho.mode").write_text("no-such-program /nowhere/eng-xho.automorf.bin\n")
    engine = ApertiumEngine(EngineOptions(extra={"modes": str(tmp_path)}))

    with pytest.raises(EngineRejectedError, match="eng-xho"):
        translate(engine, "The bank", pair=LanguagePair("en", "xh"))


def test_a_mode_that_cannot_be_read_is_an_error(
    engine: ApertiumEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert engine.route(EN_ES)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(EngineRejectedError, match="eng-spa cannot be started"):
        translate(engine, "The bank")


def test_closing_ends_the_programs_and_the_engine_works_again(engine: ApertiumEngine) -> None:
    translate(engine, "The bank")
    pids = program_pids(engine)

    engine.close()

    assert wait_until_gone(pids) == []
    assert translate(engine, "The bank") == ["El banco"]


PROGRAM = """
import sys, time
from locworker.engines import EngineOptions, Request
from locworker.engines.apertium import ApertiumEngine
from locworker.languages import LanguagePair
engine = ApertiumEngine(EngineOptions())
engine.translate(Request(texts=("The bank",), pair=LanguagePair("en", "es")))
print(*[pid for pipe in engine._pipes.values() for pid in pipe.pids], flush=True)
if sys.argv[1] == "wait":
    time.sleep(60)
"""


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(None, id="exit"),
        pytest.param(signal.SIGINT, id="ctrl-c"),
        pytest.param(signal.SIGTERM, id="terminated"),
        pytest.param(signal.SIGKILL, id="killed"),
    ],
)
def test_no_program_outlives_the_process_that_started_it(end: signal.Signals | None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "wait" if end else "exit"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        if end is not None:
            process.send_signal(end)

    assert len(pids) > 5
    assert wait_until_gone(pids) == []
