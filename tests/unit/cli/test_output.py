from __future__ import annotations

import io

import pytest

from locworker.cli.output import can_draw, use_color


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_gets_colours_and_bars() -> None:
    assert use_color(_Terminal(), no_color=False)
    assert can_draw(_Terminal())


def test_who_wants_no_colours_still_gets_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    assert not use_color(_Terminal(), no_color=False)
    assert can_draw(_Terminal())


def test_a_flag_takes_colours_away() -> None:
    assert not use_color(_Terminal(), no_color=True)


@pytest.mark.parametrize("stream", [io.StringIO(), None], ids=["a pipe", "no stream"])
def test_what_is_no_terminal_gets_neither(stream: io.StringIO | None) -> None:
    assert not use_color(stream, no_color=False)
    assert not can_draw(stream)


def test_a_terminal_that_can_do_nothing_gets_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")

    assert not use_color(_Terminal(), no_color=False)
    assert not can_draw(_Terminal())
