"""Runs. In: a score a word; out: the stretches of words that score highest together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_REACH = 4
_DROP = 130


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words, the last one included, with the sum of their scores."""

    first: int
    last: int
    score: int


def find_runs(scores: Sequence[int]) -> list[Run]:
    """Return the runs in order: each starts above 0, and goes on over weak words as long as strong ones follow."""
    runs: list[Run] = []
    place = 0
    while place < len(scores):
        if scores[place] <= 0:
            place += 1
            continue
        run = _grow(scores, place)
        runs.append(run)
        place = run.last + 1
    return runs


def _grow(scores: Sequence[int], first: int) -> Run:
    total = best = scores[first]
    last = at = first
    while at + 1 < len(scores) and at - last < _REACH:
        at += 1
        total += scores[at]
        if total <= 0 or total < best - _DROP:
            break
        if total > best:
            best, last = total, at
    return Run(first, last, best)


def merge_runs(runs: Sequence[Run], bridges: Sequence[bool], *, reach: int = _REACH) -> list[Run]:
    """Return the runs with those joined that have nothing but a few bridges between them.

    Args:
        runs: Runs in order.
        bridges: For each word, whether it may stand inside a fragment: a name, a number, a word of the source.
        reach: How many bridges at most may lie between two runs.
    """
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and run.first - last.last <= reach + 1 and all(bridges[last.last + 1 : run.first]):
            merged[-1] = Run(last.first, run.last, last.score + run.score)
        else:
            merged.append(run)
    return merged
