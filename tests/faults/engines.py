"""Engines of the fault suite, offered to real workers as an installed plugin would be: see `plugin.py`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar
from zlib import crc32

from locworker.engines.base import Answer, EngineOptions, Limits, Request
from locworker.engines.deepl import DeepLEngine
from locworker.languages import LanguagePair

NAMES = ("small", "single", "poison", "shaky")
KEY = "fake-key"
TEXTS = 5
"""How many texts a request holds: so small that few articles make many requests."""

POISON = "arsenic"
"""A word that ends the process which has a text with it sent."""

POISONED_LANGUAGE = "it"
"""A language whose rounds end the process that does them, with the engine `poison`."""


class SmallBatches(DeepLEngine):
    """DeepL with requests of a few texts; its address is the setting `url`."""

    name: ClassVar[str] = "small"
    auto_rank: ClassVar[int | None] = None

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(replace(options, key=KEY, extra={}))

    @property
    def limits(self) -> Limits:
        """Return DeepL's bytes, and far fewer texts."""
        return replace(super().limits, texts=TEXTS)


class Single(SmallBatches):
    """Has a request for each text."""

    name: ClassVar[str] = "single"

    @property
    def limits(self) -> Limits:
        """Return room for one text."""
        return replace(super().limits, texts=1)


class Poison(Single):
    """Kills its process, as the end of memory would, for one word and for one language."""

    name: ClassVar[str] = "poison"

    def translate(self, request: Request) -> Sequence[Answer]:
        """Translate, or end."""
        if any(POISON in text for text in request.texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().translate(request)

    def route(self, pair: LanguagePair) -> str | None:
        """Return the route, or end where this is a worker's process."""
        if pair.target == POISONED_LANGUAGE and "--queue" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().route(pair)


class Shaky(SmallBatches):
    """Has a fault of its own with one request in twenty, once each."""

    name: ClassVar[str] = "shaky"

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        self._failed: set[int] = set()

    def translate(self, request: Request) -> Sequence[Answer]:
        """Translate, or fail as code does that has a mistake."""
        mark = crc32(f"{request.pair} {request.texts}".encode())
        if mark % 20 == 0 and mark not in self._failed:
            self._failed.add(mark)
            raise RuntimeError("a mistake in an engine")
        return super().translate(request)
