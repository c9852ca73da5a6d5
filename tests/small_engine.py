"""A small real engine for tests: it translates by upper case, and does what a test tells it to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from locworker.engines.base import Answer, Engine, EngineOptions, Limits, Request, Usability
from locworker.languages import LanguagePair
from locworker.text import TAG


class SmallEngine(Engine):
    """Turns texts into capitals and keeps their tags; `before` is called with each request and may raise."""

    name: ClassVar[str] = "small"
    billed: ClassVar[bool] = True
    localizes_values: ClassVar[bool] = True

    def __init__(self, *, texts: int = 3, size: int = 10_000, before: Callable[[Request], None] | None = None) -> None:
        super().__init__(EngineOptions())
        self.requests: list[Request] = []
        self.before = before
        self.own_settings: dict[str, str] = {}
        self.change: Callable[[str], str] = str.upper
        self._limits = Limits(texts=texts, bytes=size)

    @property
    def version(self) -> str:
        return "1"

    @property
    def limits(self) -> Limits:
        return self._limits

    def check(self) -> Usability:
        return Usability(usable=True)

    def route(self, pair: LanguagePair) -> str | None:
        return str(pair)

    def settings(self) -> Mapping[str, str]:
        return self.own_settings

    def translate(self, request: Request) -> Sequence[Answer]:
        self.requests.append(request)
        if self.before is not None:
            self.before(request)
        return [Answer(text=self._change(text), billed=len(text)) for text in request.texts]

    def _change(self, text: str) -> str:
        pieces = re.split(f"({re.sub(r'[?]P<[a-z]+>', '?:', TAG.pattern)}|&(?:lt|gt|amp);)", text)
        return "".join(piece if index % 2 else self.change(piece) for index, piece in enumerate(pieces))
