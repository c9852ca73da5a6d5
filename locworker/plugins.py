"""Entry points: the name of an engine in, the engine out. The only reader of entry points.

What fails to load stops the start: an engine that silently is not there would be replaced by a worse one.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points

from locworker.engines.base import Engine, EngineOptions
from locworker.errors import ConfigError

ENGINE_GROUP = "locworker.engines"
"""The group under which a distribution offers its engines."""

# What the import of somebody else's module may raise; an interrupt or a lack of memory is not theirs.
_LOAD_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


def engine_names() -> list[str]:
    """Return the names of all engines that are installed, sorted; none is loaded."""
    return sorted({entry.name for entry in entry_points(group=ENGINE_GROUP)})


def load_engine(name: str, options: EngineOptions) -> Engine:
    """Return the engine of that name with its options.

    Raises:
        ConfigError: There is no such engine, it does not load, it is no engine, or it refuses its options.
    """
    entry = _find_entry(name)
    place = f"entry point '{ENGINE_GROUP}: {entry.name} = {entry.value}'"
    try:
        loaded = entry.load()
    except _LOAD_FAILURES as error:
        raise ConfigError(f"{place} does not load: {type(error).__name__}: {error}") from error
    if not (isinstance(loaded, type) and issubclass(loaded, Engine)):
        raise ConfigError(f"{place} is no subclass of locworker.engines.base.Engine")
    if getattr(loaded, "name", None) != name:
        raise ConfigError(f"{place} calls itself '{getattr(loaded, 'name', '')}'; both names must agree")
    try:
        return loaded(options)
    except TypeError as error:
        raise ConfigError(f"{place} cannot be made: {error}") from error


def _find_entry(name: str) -> EntryPoint:
    offered = {entry.value: entry for entry in entry_points(group=ENGINE_GROUP) if entry.name == name}
    if len(offered) > 1:
        raise ConfigError(f"two installed packages offer an engine '{name}': {', '.join(sorted(offered))}")
    if offered:
        return next(iter(offered.values()))
    names = engine_names()
    close = get_close_matches(name.casefold(), names, n=1)
    hint = f"; did you mean '{close[0]}'?" if close else ";"
    raise ConfigError(f"there is no engine '{name}'{hint} installed: {', '.join(names) or 'none'}")
