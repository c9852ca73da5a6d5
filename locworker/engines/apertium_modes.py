"""Apertium's installed modes: a language pair in, the modes to go through and their command lines out.

A mode is a file such as `eng-spa.mode` with one pipeline of programs in it. Language codes differ from package to
package (`en-gl`, `eng-spa`, `es-pt_BR`), so they are read as tags, and a pair is found by what it means.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from locworker.languages import base_language, choose_variant

MODES = Path("/usr/share/apertium/modes")
# A third part (`eco-es-fr`, `eng-cat_valencia_uni`) is a special edition for a subject or a spelling.
_MODE_NAME = re.compile(r"([a-z]{2,3})(?:_([A-Z]{2}))?-([a-z]{2,3})(?:_([A-Z]{2}))?")
# Broken in Debian: every word comes back with a mark.
_EXCLUDED = frozenset(("eng-hbs", "eng-hbs_HR", "eng-hbs_SR", "eng-hbs_BS"))
_BEST_PIVOT = "es"
_SECONDS_FOR_A_TOOL = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One installed mode with its languages as BCP 47 tags."""

    name: str
    path: Path
    source: str
    target: str


def find_modes(folder: Path = MODES) -> tuple[Mode, ...]:
    """Return the modes of a folder, by name; an absent folder has none."""
    found = []
    for path in sorted(folder.glob("*.mode")):
        match = _MODE_NAME.fullmatch(path.stem)
        if match and path.stem not in _EXCLUDED:
            source, target = _tag(match[1], match[2]), _tag(match[3], match[4])
            found.append(Mode(name=path.stem, path=path, source=source, target=target))
    return tuple(found)


def find_route(modes: Sequence[Mode], source: str, target: str, variants: Mapping[str, str]) -> tuple[Mode, ...]:
    """Return the modes that lead from a language to another: one, else two through a third language; none is empty.

    Of two ways through a third language the one through Spanish goes first: its pairs are the best.
    """
    direct = _choose(modes, source, target, variants)
    if direct is not None:
        return (direct,)
    start, end = base_language(source), base_language(target)
    pivots = {base_language(mode.target) for mode in modes if base_language(mode.source) == start} - {end}
    for pivot in sorted(pivots, key=lambda language: (language != _BEST_PIVOT, language)):
        first, second = _choose(modes, source, pivot, {}), _choose(modes, pivot, target, variants)
        if first is not None and second is not None:
            return (first, second)
    return ()


def read_stages(mode: Mode) -> list[list[str]]:
    """Return the command lines of a mode's programs, flushing at NUL and with the marks of inline tags kept.

    Raises:
        OSError: Apertium's own tool for that is not there, or fails.
    """
    try:
        line = subprocess.run(
            ["apertium-wblank-mode", "-z", str(mode.path)],
            capture_output=True,
            check=True,
            text=True,
            timeout=_SECONDS_FOR_A_TOOL,
        ).stdout
    except subprocess.SubprocessError as error:
        raise OSError(f"apertium-wblank-mode does not read {mode.path}") from error
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|")
    lexer.whitespace_split = True
    return _split_stages(lexer)


def _split_stages(words: Iterable[str]) -> list[list[str]]:
    stages: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            stages.append([])
        elif word == "$1":
            # The generator's mode: mark what cannot be generated.
            stages[-1].append("-g")
        elif not word.startswith("$"):
            stages[-1].append(word)
    return [stage for stage in stages if stage]


def _choose(modes: Sequence[Mode], source: str, target: str, variants: Mapping[str, str]) -> Mode | None:
    """Return the mode of a pair whose target is the variant asked for, else the plain one, else None."""
    wanted = choose_variant(target, variants)
    start, end = base_language(source), base_language(target)
    fitting = [mode for mode in modes if base_language(mode.source) == start and base_language(mode.target) == end]
    if not fitting:
        return None
    return min(fitting, key=lambda mode: (mode.target != wanted, mode.target != end, mode.source != start, mode.name))


def _tag(language: str, region: str | None) -> str:
    # Loaded late: the registry is not needed before somebody asks for a route.
    import langcodes

    tag = langcodes.standardize_tag(language)
    return f"{tag}-{region}" if region else tag
