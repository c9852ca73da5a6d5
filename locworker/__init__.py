"""Translation and localization workflow for finance newsrooms.

In: articles and glossaries; out: checked PO catalogs, and reviewed articles back. The names exported here are for tools
and measurements; they load on first use, so that a command pays for what it needs only.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from locworker.checks import check_pair
    from locworker.glossary import Glossary, load_glossary
    from locworker.model import Finding

__all__ = ["Finding", "Glossary", "check_pair", "load_glossary"]

_ROOMS = {
    "Finding": "locworker.model",
    "Glossary": "locworker.glossary",
    "check_pair": "locworker.checks",
    "load_glossary": "locworker.glossary",
}


def __getattr__(name: str) -> object:
    """Load an exported name from its room."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'locworker' has no attribute '{name}'")
    value = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value
