"""What is seen of jobs while they are watched: a bar on a terminal, else a line for each change of state."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from locworker.cli.formats import printable
from locworker.cli.jobs_words import plural
from locworker.cli.output import can_draw
from locworker.cli.streams import tell

if TYPE_CHECKING:
    from rich.progress import Progress

_BESIDE = 20
"""Columns that the bar itself, the time and the gaps take at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How far all watched jobs are together; `texts` is 0 while nobody knows how many there are."""

    jobs_settled: int
    jobs: int
    texts_done: int
    texts: int
    billed: int
    price: str


class JobsScreen:
    """A context manager that draws on stderr; SIGTERM ends it like Ctrl-C, with a clean terminal."""

    def __init__(self, *, quiet: bool = False, no_color: bool = False) -> None:
        self._quiet = quiet
        self._bar = None if quiet or not can_draw(sys.stderr) else _make_bar(no_color=no_color)
        self._before: object = None

    def __enter__(self) -> Self:
        """Start to draw."""
        self._before = signal.signal(signal.SIGTERM, _end)
        if self._bar is not None:
            self._bar.start()
            # There is nothing to show before the first look.
            self._bar.add_task("", total=None, visible=False, jobs="", texts="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
        signal.signal(signal.SIGTERM, self._before)  # type: ignore[arg-type]

    def say(self, line: str) -> None:
        """Print one line, above the bar where there is one."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)
        else:
            tell(printable(line))

    def show(self, totals: Totals) -> None:
        """Move the bar."""
        if self._bar is None:
            return
        jobs, texts = describe(totals, width=self._bar.console.width)
        self._bar.update(
            self._bar.task_ids[0],
            total=totals.texts or None,
            completed=totals.texts_done,
            visible=True,
            jobs=jobs,
            texts=texts,
        )


def describe(totals: Totals, *, width: int) -> tuple[str, str]:
    """Return what stands left and right of the bar: less where the terminal is narrow, and never a part of a number."""
    jobs = f"{totals.jobs_settled}/{plural(totals.jobs, 'job')}"
    texts = f"{totals.texts_done}/{plural(totals.texts, 'text')}"
    forms = (
        (jobs, f"{texts}, {totals.billed} characters billed{totals.price}"),
        (jobs, texts),
        (f"{totals.jobs_settled}/{totals.jobs}", f"{totals.texts_done}/{totals.texts}"),
    )
    return next((form for form in forms if sum(map(len, form)) + _BESIDE <= width), forms[-1])


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _make_bar(*, no_color: bool) -> Progress:
    # Loaded late: only a terminal pays for it.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.fields[jobs]}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[texts]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, no_color=True if no_color else None),
        transient=True,
        expand=True,
    )
