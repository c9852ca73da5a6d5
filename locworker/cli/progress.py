"""Talk on stderr: lines for what happens, a bar on a terminal for what takes long, and a Ctrl-C that ends cleanly."""

from __future__ import annotations

import signal
import sys
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from locworker.cli.formats import printable
from locworker.cli.output import can_draw
from locworker.cli.streams import tell

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class TerminalProgress:
    """Progress on stderr, as a context manager; Ctrl-C ends the command at once, for nothing is paid meanwhile."""

    def __init__(self, *, quiet: bool = False, no_color: bool = False) -> None:
        self._quiet = quiet
        self._bar = None if quiet or not can_draw(sys.stderr) else _make_bar(no_color=no_color)
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Start the bar."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave a clean terminal."""
        if self._bar is not None:
            self._bar.stop()

    def say(self, line: str) -> None:
        """Print one line above the bar."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.console.print(printable(line), markup=False, highlight=False)
        else:
            tell(printable(line))

    def start(self, label: str, total: int) -> None:
        """Show a bar for so many texts."""
        if self._bar is not None:
            for task in self._bar.task_ids:
                self._bar.remove_task(task)
            self._task = self._bar.add_task(printable(label), total=total)

    def advance(self, count: int) -> None:
        """Move the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)

    def stopping(self) -> bool:
        """Return whether to stop after the request that is out."""
        return False


class PaidProgress(TerminalProgress):
    """Progress of what may be paid: the first Ctrl-C asks to stop after the request, a second one stops at once."""

    def __init__(self, *, quiet: bool = False, no_color: bool = False) -> None:
        super().__init__(quiet=quiet, no_color=no_color)
        self._stopping = False
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        """Start to watch for Ctrl-C and for the end of the process."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._stop)
        return super().__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the signals back too."""
        super().__exit__(kind, error, trace)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def stopping(self) -> bool:
        """Return whether Ctrl-C was pressed."""
        return self._stopping

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            raise KeyboardInterrupt
        self._stopping = True
        self.say("stopping after the request that is out, so that it is not paid for nothing; again to stop at once")


def _make_bar(*, no_color: bool) -> Progress:
    # Loaded late: only a terminal pays for it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=True if no_color else None),
        transient=True,
    )
