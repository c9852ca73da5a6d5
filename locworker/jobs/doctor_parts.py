"""The parts that the doctor tells about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the machine: `state` is `ok`, `warning` or `failure`; `remedy` is a command or setting."""

    name: str
    state: str
    says: str
    remedy: str = ""
