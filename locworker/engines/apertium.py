"""Apertium, run as programs of its own: texts in, rough translations out, with a note on the words it does not know.

The embedded engine: no account, no network. Its quality is that of a gist; a reviewer reads every line.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from locworker.engines.apertium_modes import MODES, Mode, find_modes, find_route, read_stages
from locworker.engines.apertium_pipe import Pipe, PipeError
from locworker.engines.apertium_polish import polish
from locworker.engines.apertium_stream import decode, encode
from locworker.engines.base import Answer, Engine, EngineOptions, Limits, Request, Usability
from locworker.engines.markup import has_words, split_edges, without_forbidden
from locworker.errors import ConfigError, EngineBusyError, EngineRejectedError
from locworker.languages import LanguagePair

_PROGRAMS = ("apertium", "lt-proc", "apertium-wblank-mode", "apertium-wblank-attach")
_PACKAGES = "apertium apertium-eng-spa apertium-es-pt apertium-fr-es apertium-spa-ita apertium-eng-cat apertium-en-gl"
_REMEDY = f"sudo apt-get install -y --no-install-recommends {_PACKAGES}"
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_WORDS_IN_A_NOTE = 10


class ApertiumEngine(Engine):
    """Translate with the Apertium that is installed, directly or through a third language.

    Setting: `modes`, the folder of its modes.
    """

    name = "apertium"
    auto_rank: ClassVar[int | None] = 40

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        unknown = sorted(set(options.extra) - {"modes"})
        if unknown:
            raise ConfigError(f"apertium has no setting '{unknown[0]}'; it has modes")
        self._lock = threading.Lock()
        self._pipes: dict[str, Pipe] = {}

    @cached_property
    def version(self) -> str:
        """Return Apertium's version; the language data have none that a program tells."""
        try:
            told = subprocess.run(["apertium", "-V"], capture_output=True, check=False, text=True, timeout=10).stdout
        except (OSError, subprocess.SubprocessError):
            return "unknown"
        match = _VERSION.search(told)
        return match[0] if match else "unknown"

    @property
    def limits(self) -> Limits:
        """Return few texts a request, so that progress is seen and little is lost when it is stopped."""
        return Limits(texts=10, bytes=64 * 1024)

    def check(self) -> Usability:
        """Say whether the programs and at least one mode are installed."""
        missing = [program for program in _PROGRAMS if shutil.which(program) is None]
        if missing:
            return Usability(usable=False, reason=f"{missing[0]} is not installed", remedy=_REMEDY)
        if not self._modes:
            return Usability(usable=False, reason="no language pair is installed", remedy=_REMEDY)
        return Usability(usable=True)

    def route(self, pair: LanguagePair) -> str | None:
        """Return the modes of a pair (`eng-spa + es-pt`), or None where none is installed."""
        return " + ".join(mode.name for mode in self._find_route(pair)) or None

    def settings(self) -> Mapping[str, str]:
        """Return the variants that bare languages take."""
        return {"variants": ",".join(f"{tag}={variant}" for tag, variant in sorted(self.options.variants.items()))}

    def translate(self, request: Request) -> Sequence[Answer]:
        """Translate the texts one after another."""
        route = self._find_route(request.pair)
        if not route:
            raise EngineRejectedError(f"apertium does not translate {request.pair}; installed pairs: apertium -l")
        with self._lock:
            deadline = time.monotonic() + self.options.timeout
            return [self._translate_text(text, route, request.pair.target, deadline) for text in request.texts]

    def close(self) -> None:
        """End all programs."""
        with self._lock:
            for name in list(self._pipes):
                self._drop(name)

    @cached_property
    def _modes(self) -> tuple[Mode, ...]:
        return find_modes(Path(self.options.extra.get("modes", MODES)))

    def _find_route(self, pair: LanguagePair) -> tuple[Mode, ...]:
        return find_route(self._modes, pair.source, pair.target, self.options.variants)

    def _translate_text(self, text: str, route: Sequence[Mode], target: str, deadline: float) -> Answer:
        lead, body, trail = split_edges(without_forbidden(text))
        if not has_words(body):
            return Answer(text=text)
        result, unknown = body, dict[str, str]()
        for mode in route:
            result, marked = self._step(mode, result, deadline)
            unknown.update((word.casefold(), word) for word in marked)
        # A word that one mode did not know and the next one translated all the same is no longer in the text.
        left = [word for folded, word in unknown.items() if folded in result.casefold()]
        return Answer(text=lead + polish(body, result, target) + trail, notes=_notes(left))

    def _step(self, mode: Mode, text: str, deadline: float) -> tuple[str, list[str]]:
        """Send a text through one mode; where the programs die of it twice, once more without the tags `<g>`."""
        for bound in (True, True, False):
            stream = encode(text, bound=bound)
            try:
                return decode(self._pipe(mode).exchange(stream.text, deadline), stream)
            except PipeError as error:
                self._drop(mode.name)
                if error.timed_out:
                    seconds = f"{self.options.timeout:g} s"
                    raise EngineBusyError(f"apertium: {mode.name} did not answer within {seconds}") from error
        raise EngineRejectedError(f"apertium: {mode.name} breaks off at a text of {len(text)} characters")

    def _pipe(self, mode: Mode) -> Pipe:
        pipe = self._pipes.get(mode.name)
        if pipe is not None and pipe.is_usable:
            return pipe
        self._drop(mode.name)
        try:
            pipe = self._pipes[mode.name] = Pipe(read_stages(mode))
        except OSError as error:
            raise EngineRejectedError(f"apertium: {mode.name} cannot be started: {error}") from error
        return pipe

    def _drop(self, name: str) -> None:
        pipe = self._pipes.pop(name, None)
        if pipe is not None:
            pipe.close()


def _notes(words: Sequence[str]) -> tuple[str, ...]:
    if not words:
        return ()
    shown = ", ".join(words[:_WORDS_IN_A_NOTE]) + (" …" if len(words) > _WORDS_IN_A_NOTE else "")
    return (f"{len(words)} word{'s' if len(words) > 1 else ''} unknown to Apertium: {shown}",)
