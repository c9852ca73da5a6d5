"""Catalogs as GNU gettext sees them: nothing to warn of, and nothing that it would write in another way."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import make_article, make_segment
from locworker.catalog import HUMAN, Catalog, build_catalog, read_catalog, render_catalog, write_catalog
from locworker.model import Finding, Segment, Severity, State

pytestmark = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")

ARTICLE = replace(make_article("", article_id="examples/fed-holds.html"), sha256="5e" * 32)
_LONG = (
    "The central bank left its benchmark rate unchanged — as expected — and said that “inflation has eased further”, "
    'see <g id="1">https://example.org/releases/2026-01-28.html?lang=en&amp;full=1</g> (in English), p. 3-4; 1,234.5 %…'
)
_ALPHABET = "ab é1 \n\t\"'\\-/.,;:!?(){}[]…“”„–—%$€界。、カー«»&<>=#@|+\u00a0"


def _run(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[bytes]:
    content = None if text is None else text.encode()
    return subprocess.run(arguments, input=content, capture_output=True, check=False)


def _machine(source: str, target: str, *, context: str = "p") -> Segment:
    return replace(make_segment(source, target, context=context), origin="pseudo 1")


def _build(segments: Sequence[Segment], *, language: str = "de", previous: Catalog | None = None) -> Catalog:
    finding = Finding(rule="omitted-text", category="accuracy/omission", severity=Severity.ERROR, message="gone")
    return build_catalog(
        segments,
        [(0, finding)] if segments else [],
        article=ARTICLE,
        language=language,
        source_language="en",
        engine="pseudo 1",
        previous=previous,
        now="2026-01-28 19:00+0000",
    )


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "pt-BR", "ru", "zh-Hans"])
def test_msgfmt_has_nothing_to_say(tmp_path: Path, language: str) -> None:
    reviewed = replace(make_segment("Done", "Fertig", context="h2"), state=State.REVIEWED, origin=HUMAN)
    path = tmp_path / "a.po"
    write_catalog(
        path, _build([_machine(_LONG, _LONG), reviewed, make_segment("Empty\n", context="li")], language=language)
    )

    result = _run("msgfmt", "-c", "-o", str(tmp_path / "a.mo"), str(path))

    assert (result.returncode, result.stderr) == (0, b"")


def test_msgfmt_has_nothing_to_say_of_an_empty_catalog(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    write_catalog(path, _build([]))

    result = _run("msgfmt", "-c", "-o", str(tmp_path / "a.mo"), str(path))

    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("a\n", "b", id="line end missing"),
        pytest.param("a", "b\n", id="line end too many"),
        pytest.param("\na", "b\x07\x1b[1m", id="control characters"),
        pytest.param("100% of it", "%s {x} %(n)s", id="signs that look like formats"),
    ],
)
def test_msgfmt_has_nothing_to_say_of_odd_texts(tmp_path: Path, source: str, target: str) -> None:
    path = tmp_path / "a.po"
    segment = replace(make_segment(source, target), state=State.REVIEWED, origin=HUMAN)
    write_catalog(path, _build([segment]))

    result = _run("msgfmt", "-c", "-o", str(tmp_path / "a.mo"), str(path))

    assert (result.returncode, result.stderr) == (0, b"")


def test_a_changed_and_an_obsolete_message_pass_msgfmt_and_msgcat(tmp_path: Path) -> None:
    first = _build([_machine("The bank cut its rate today", "Die Bank senkte"), _machine("Gone", "Weg", context="li")])
    reviewed = replace(first, messages=tuple(replace(message, fuzzy=False) for message in first.messages))
    path = tmp_path / "a.po"

    write_catalog(path, _build([_machine("The bank cut its main rate today", "Neu")], previous=reviewed))

    assert [message.obsolete for message in read_catalog(path).messages] == [False, True, True]
    assert _run("msgfmt", "-c", "-o", str(tmp_path / "a.mo"), str(path)).stderr == b""
    assert _run("msgcat", str(path)).stdout == path.read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(
        st.tuples(st.text(_ALPHABET, min_size=1, max_size=300), st.text(_ALPHABET, max_size=300)),
        min_size=1,
        max_size=4,
    )
)
def test_msgcat_would_write_the_same(texts: list[tuple[str, str]]) -> None:
    text = render_catalog(_build([_machine(source, target) for source, target in texts]))

    result = _run("msgcat", "-", text=text)

    assert result.stdout.decode() == text


def test_msgmerge_keeps_what_people_and_locworker_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    catalog = _build([_machine("Hello", "Hallo")])
    marked = replace(catalog.messages[0], comments=("ask the desk",))
    write_catalog(path, replace(catalog, messages=(marked,)))

    result = _run("msgmerge", "-q", "--previous", "-o", str(tmp_path / "b.po"), str(path), str(path))

    assert result.returncode == 0
    assert read_catalog(tmp_path / "b.po") == read_catalog(path)
