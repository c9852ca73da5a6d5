"""Build the values that tests are about, with everything else at a plain default."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from locworker.model import Article, Format, Segment, State
from locworker.settings import Settings, parse_settings


def make_segment(source: str, target: str = "", *, context: str = "p", unit: str = "p:1") -> Segment:
    """Return a segment, translated when it has a target."""
    state = State.TRANSLATED if target else State.INITIAL
    return Segment(unit=unit, context=context, source=source, target=target, state=state)


def make_article(text: str, *, kind: Format = Format.TEXT, article_id: str = "news.txt") -> Article:
    """Return an article of a text in UTF-8."""
    return Article(id=article_id, path=article_id, format=kind, text=text)


def make_settings(root: Path, table: Mapping[str, object] | None = None, **environ: str) -> Settings:
    """Return the settings of a project at a folder."""
    return parse_settings(table or {}, root=root, environ=environ)
