"""Keep programs running until a signal says stop, then let them finish what is out."""

from __future__ import annotations

import logging
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

from locworker.supervisor.backoff import FIRST, HEALTHY, LONGEST, MANY
from locworker.supervisor.children import Child, Program
from locworker.supervisor.duties import Duty, DutyThread
from locworker.supervisor.guarding import Guard

_log = logging.getLogger(__name__)

GRACE = 35.0
"""Seconds that children have to finish what is out: the longest request, and a little for keeping its result."""

RESTART_GRACE = 10.0
"""Seconds that a child has to end which is started again because it does nothing."""

DUTIES_AFTER = 10.0
"""Seconds after which the duties start though a child is not ready: it may need what they do."""

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LONGEST_WAIT = 1.0
_JOIN = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a supervisor's run came to its end: by which signal, and which children had to be killed."""

    signal: int
    killed: tuple[str, ...] = ()


class Supervisor:
    """Keeps programs running: starts again what ends unasked, and ends all of them in an orderly way.

    The first SIGTERM, SIGINT or SIGHUP is passed on to every child as SIGTERM, once; a child that still runs after
    `grace` seconds is killed with all that it has started. A second signal kills at once. Should the supervisor
    itself be killed, its guard kills the children.

    Args:
        programs: What to run.
        grace: Seconds that children have to end.
        first_wait: Seconds before a child that ended unasked is started again; it doubles with each quick failure.
        hold: Open files that stay open until no child runs any more, however this process ends.
        on_ready: Called once when every child that tells so is ready.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        grace: float = GRACE,
        first_wait: float = FIRST,
        hold: Sequence[int] = (),
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        self._children = [Child(program, first_wait=first_wait) for program in programs]
        self._duties: list[DutyThread] = []
        self._grace = grace
        self._guard = Guard(hold)
        self._on_ready = on_ready
        self._duties_from = 0.0
        self._signals: deque[int] = deque()
        self._restarts: deque[str] = deque()
        self._waking = self._wake = -1
        self._ended_by = 0
        self._killed: list[str] = []

    def add(self, duty: Duty) -> None:
        """Do this as well, in a thread of this process; to be called before `run`, or while that begins."""
        self._duties.append(DutyThread(duty))

    def run(self, begin: Callable[[], None] | None = None) -> Ending:
        """Start everything and return after the end that a signal asked for. Only in a process's main thread.

        Args:
            begin: Called when the children were started: what can be done while they load. Should it raise, they are
                killed.
        """
        with self._listening():
            try:
                self._duties_from = time.monotonic() + DUTIES_AFTER
                self._guard.keep(())
                self._turn(time.monotonic())
                if begin is not None:
                    begin()
                while not self._turn(time.monotonic()):
                    self._wait()
            finally:
                self._clear()
        return Ending(signal=self._ended_by, killed=tuple(self._killed))

    def restart(self, name: str) -> None:
        """Have a child ended and started again; may be called from any thread."""
        self._restarts.append(name)
        with suppress(OSError):
            os.write(self._wake, b"\0")

    @property
    def names(self) -> list[str]:
        """Return what its children are called."""
        return [child.name for child in self._children]

    def age_of(self, name: str) -> float | None:
        """Return for how many seconds a child runs, or None when it does not; may be called from any thread."""
        now = time.monotonic()
        return next((now - child.started for child in self._children if child.name == name and child.pid), None)

    def is_ready(self, name: str) -> bool:
        """Return whether a child runs and has said that it works; may be called from any thread."""
        return any(child.ready for child in self._children if child.name == name)

    def is_healthy(self) -> bool:
        """Return whether no child fails again and again; may be called from any thread."""
        return all(child.backoff.failures < MANY for child in self._children)

    def _turn(self, now: float) -> bool:
        """Do what is due; return whether all is over."""
        while self._signals:
            self._end(self._signals.popleft(), now)
        while self._restarts:
            self._replace(self._restarts.popleft(), now)
        for child in self._children:
            self._look_after(child, now)
        if self._ended_by:
            return not any(child.pid for child in self._children)
        running = [child.pid for child in self._children if child.pid is not None]
        if self._guard.keep(running):
            _log.warning("the guard had ended; another one watches")
        self._look_ready(now)
        return False

    def _look_after(self, child: Child, now: float) -> None:
        if child.has_ended():
            self._account(child, now)
        elif child.is_overdue(now):
            _log.error("a child did not end in time and is killed", extra={"child": child.name, "pid": child.pid})
            self._kill(child)
        if child.pid is None and child.start_at is not None and now >= child.start_at:
            self._start(child, now)

    def _start(self, child: Child, now: float) -> None:
        try:
            child.start(self._guard.pipe, now=now)
        except OSError as error:
            child.start_at = now + child.backoff.failed(lived=0)
            _log.error("a child cannot be started: %s", error.strerror, extra={"child": child.name})
        else:
            _log.info("started", extra={"child": child.name, "pid": child.pid})

    def _account(self, child: Child, now: float) -> None:
        """Clear an ended child away and decide whether and when it runs again."""
        asked, pid, lived = child.kill_at is not None, child.pid, now - child.started
        code = self._take_off(child)
        told = {"child": child.name, "pid": pid, "exit": code, "seconds": round(lived, 1)}
        if self._ended_by:
            _log.info("ended", extra=told)
        elif asked:
            child.start_at = now
            _log.info("ended as asked; starting it again", extra=told)
        else:
            wait = child.backoff.failed(lived=lived)
            child.start_at = now + wait
            _log.warning("ended unasked; starting it again in %s s", wait, extra=told)
            if child.backoff.failures == MANY:
                _log.error(
                    "%s has ended %s times in a row within %.0f s of its start; its own lines say why. It is tried"
                    " again, at last every %.0f s", child.name, MANY, HEALTHY, LONGEST, extra=told,
                )  # fmt: skip

    def _look_ready(self, now: float) -> None:
        for child in self._children:
            if child.look_ready():
                _log.info("ready", extra={"child": child.name, "pid": child.pid})
            if child.ready and child.backoff.survived(lived=now - child.started):
                _log.warning("%s runs again", child.name, extra={"child": child.name, "pid": child.pid})
        ready = all(child.ready for child in self._children)
        if ready and self._on_ready is not None:
            self._on_ready()
            self._on_ready = None
        if ready:
            self._duties_from = now
        if now >= self._duties_from:
            for duty in self._duties:
                duty.keep()

    def _end(self, number: int, now: float) -> None:
        name = signal.Signals(number).name
        if self._ended_by:
            _log.warning("%s again: killing what still runs", name)
            for child in self._children:
                self._kill(child)
            return
        self._ended_by = number
        _log.info("%s: stopping after what is out", name)
        for duty in self._duties:
            duty.stop()
        for child in self._children:
            child.start_at = None
            child.ask_to_end(by=now + self._grace)

    def _replace(self, name: str, now: float) -> None:
        for child in self._children:
            if child.name == name:
                _log.warning("starting a child again", extra={"child": name, "pid": child.pid})
                child.ask_to_end(by=now + RESTART_GRACE)

    def _kill(self, child: Child) -> None:
        if child.pid is not None and not child.killed:
            child.kill()
            if self._ended_by:
                self._killed.append(child.name)

    def _take_off(self, child: Child) -> int:
        # In this order there is no moment in which something of the group runs that the guard does not know of, and
        # none in which the guard knows a number that may be another group's.
        child.kill()
        self._guard.forget(child.pid or 0)
        return child.take_off()

    def _clear(self) -> None:
        """Leave nothing behind, also when this process fails itself."""
        for duty in self._duties:
            duty.stop()
        for child in self._children:
            if child.pid is not None:
                self._take_off(child)
        self._guard.close()
        deadline = time.monotonic() + _JOIN
        for duty in self._duties:
            duty.join(max(0.0, deadline - time.monotonic()))

    def _wait(self) -> None:
        """Sleep until a signal, a word from a child, or the next thing that is due."""
        now = time.monotonic()
        due = [at for child in self._children for at in child.due if at is not None]
        timeout = max(0.0, min([_LONGEST_WAIT, *(at - now for at in due)]))
        pipes = [child.ready_pipe for child in self._children if child.ready_pipe >= 0]
        select.select([self._waking, *pipes], [], [], timeout)
        with suppress(BlockingIOError):
            os.read(self._waking, 4096)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Collect signals instead of being interrupted by them."""
        self._waking, self._wake = os.pipe()
        os.set_blocking(self._waking, False)
        os.set_blocking(self._wake, False)
        woken = signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        # What was ignored at the start stays so: that is how `nohup` and a script's `&` keep a program running.
        wanted = [number for number in _ENDING if signal.getsignal(number) is not signal.SIG_IGN]
        before = {number: signal.signal(number, self._note) for number in (*wanted, signal.SIGCHLD)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(woken)
            pipes = (self._waking, self._wake)
            self._waking = self._wake = -1
            for pipe in pipes:
                os.close(pipe)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._signals.append(number)
