"""Engines: protected texts and a language pair in, as many translated texts out, with what they cost.

Engines are entry points (`locworker.engines`) and are loaded by `locworker.plugins`, so that this door imports none of
them: DeepL's SDK alone costs more than `locworker --help` may take.
"""

from __future__ import annotations

from locworker.engines.base import (
    Answer,
    Engine,
    EngineGlossary,
    EngineOptions,
    GlossarySync,
    GlossaryTerm,
    Limits,
    Request,
    Usability,
)

__all__ = [
    "Answer",
    "Engine",
    "EngineGlossary",
    "EngineOptions",
    "GlossarySync",
    "GlossaryTerm",
    "Limits",
    "Request",
    "Usability",
]
