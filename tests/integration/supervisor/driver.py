"""Run a supervisor as a process of its own; the tests send signals to it. Argument: what to run, as JSON."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import sys
from pathlib import Path

from locworker.errors import TransientError
from locworker.supervisor import Duty, Program, Supervisor


class _Lines(logging.Formatter):
    """One JSON object a record, with what stands in `extra`."""

    _usual = frozenset(vars(logging.makeLogRecord({})))

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in self._usual}
        return json.dumps({"level": record.levelname, "says": record.getMessage(), **extra})


def _flaky(folder: Path) -> None:
    """Be away as long as a file says so; fail by an error of our own when told to."""
    with (folder / "rounds").open("a", encoding="ascii") as rounds:
        rounds.write("x\n")
    if (folder / "bug").exists():
        (folder / "bug").unlink()
        raise ZeroDivisionError
    if (folder / "away").exists():
        raise TransientError("the broker is away")


def main() -> None:
    """Supervise until a signal, and print how it ended."""
    wanted = json.loads(sys.argv[1])
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    log = logging.getLogger("driver")
    hold = []
    if wanted.get("lock"):
        lock = os.open(wanted["lock"], os.O_RDWR | os.O_CREAT)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        hold.append(lock)
    folder = wanted.get("duty")
    supervisor = Supervisor(
        [Program(**{**program, "arguments": tuple(program["arguments"])}) for program in wanted["programs"]],
        grace=wanted.get("grace", 60.0),
        first_wait=wanted.get("first_wait", 0.05),
        hold=hold,
        on_ready=lambda: log.info("all ready"),
    )
    if folder:
        supervisor.add(Duty(name="flaky", every=0.05, work=lambda: _flaky(Path(folder))))
    if wanted.get("restart"):
        # The duty asks for a new start of the child once, as the watchdog does.
        asked = iter([wanted["restart"]])
        supervisor.add(Duty(name="asks", every=60, work=lambda: supervisor.restart(next(asked))))
    ending = supervisor.run()
    log.info("over", extra={"signal": ending.signal, "killed": list(ending.killed)})


if __name__ == "__main__":
    main()
