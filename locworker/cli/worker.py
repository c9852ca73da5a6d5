"""`locworker worker`: do the jobs of the queue, and `work`, which `up` shares with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import FrameType

import click

from locworker.cli.exits import Exit
from locworker.cli.formats import printable
from locworker.cli.options import Command, ProjectFiles, open_settings, project_options
from locworker.cli.streams import tell
from locworker.errors import ConfigError
from locworker.settings import LOG_LEVELS, Settings
from locworker.supervisor import PARTS, EmbeddedQueue, Ending, run_worker
from locworker.telemetry import configure_logging, log_uncaught, secrets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFlags:
    """What the flags of a worker give: the settings, the environment of its children that says the same, and talk."""

    settings: Settings
    environ: Mapping[str, str] = field(repr=False)
    quiet: bool


def worker_options(command: Command) -> Command:
    """Add the flags of a worker; the command gets them as `flags`."""

    @click.option("--threads", type=click.IntRange(min=1), help="Requests to engines at once. [mt_threads: 20]")
    @click.option("--processes", type=click.IntRange(min=1), help="Articles worked on at once. [cpu_processes: cores]")
    @click.option("--log-level", type=click.Choice(LOG_LEVELS), help="How much is logged, as JSON lines. [info]")
    @click.option("--quiet", "-q", is_flag=True, help="Print errors only; the log has warnings and errors.")
    @project_options
    def wrapped(
        *,
        threads: int | None,
        processes: int | None,
        log_level: str | None,
        quiet: bool,
        files: ProjectFiles,
        **rest: object,
    ) -> None:
        settings = open_settings(files)
        settings = replace(
            settings,
            mt_threads=threads or settings.mt_threads,
            cpu_processes=processes or settings.cpu_processes,
            log_level=log_level or ("warning" if quiet else settings.log_level),
        )
        command(flags=WorkerFlags(settings=settings, environ=_environment(settings, files), quiet=quiet), **rest)

    wrapped.__doc__ = command.__doc__
    return wrapped


@click.command("worker")
@click.option("--queues", default=",".join(PARTS), show_default=True, help="What to do, separated by commas.")
@worker_options
def command(*, queues: str, flags: WorkerFlags) -> None:
    """Do the jobs of the queue until a signal says stop.

    A worker has a child process for each queue, `mt` for requests to engines and `cpu` for reading and checking, and
    starts one again that ends. The reconciler queues again what was lost. On SIGTERM or Ctrl-C it finishes what is
    out, for 35 s at most, and leaves the rest in the queue; a second signal stops at once.
    """
    parts = choose_parts(queues)
    prepare(flags.settings)
    ending = work(flags, parts)
    click.get_current_context().exit(exit_of(ending))


def prepare(settings: Settings) -> None:
    """Write this process's log on stderr, as JSON lines without secrets; end cleanly when told to before the work."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        # Until the supervisor listens itself; what was opened is closed on the way out.
        signal.signal(signal.SIGTERM, _leave)
    configure_logging(settings.log_level, secrets=secrets_of(settings))
    log_uncaught()


def choose_parts(text: str) -> tuple[str, ...]:
    """Return the parts of a worker that a list names.

    Raises:
        ConfigError: One is unknown, or there is none.
    """
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [part for part in parts if part not in PARTS]
    if unknown or not parts:
        raise ConfigError(f"--queues: '{unknown[0] if unknown else text}' is none of {', '.join(PARTS)}")
    return parts


def work(
    flags: WorkerFlags, parts: Sequence[str], *, queue: EmbeddedQueue | None = None, hold: Sequence[int] = ()
) -> Ending:
    """Work until a signal says stop, and tell when everything works and what had to be killed."""
    ending = run_worker(
        flags.settings, parts, environ=flags.environ, on_ready=_teller(quiet=flags.quiet), queue=queue, hold=hold
    )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # All is over but for a queue of our own, whose end is short and must not be broken off.
        signal.signal(number, signal.SIG_IGN)
    if ending.killed:
        tell(f"killed before its end: {', '.join(ending.killed)}; what was out is taken up by the next worker")
    return ending


def exit_of(ending: Ending) -> Exit:
    """Return the exit code of a worker: it did what it was told, or was interrupted, or had to kill."""
    if ending.signal == signal.SIGINT:
        return Exit.INTERRUPTED
    return Exit.FAILED if ending.killed else Exit.DONE


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(Exit.DONE)


def _teller(*, quiet: bool) -> Callable[[str], None]:
    return lambda line: None if quiet else tell(printable(f"ready: {line}"))


def _environment(settings: Settings, files: ProjectFiles) -> dict[str, str]:
    """Return the environment of the children: this one's, with what the flags have changed."""
    changed = {"LOCWORKER_LOG_LEVEL": settings.log_level}
    if files.data_dir is not None:
        changed["LOCWORKER_DATA_DIR"] = str(settings.data_dir)
    if files.locales is not None:
        changed["LOCWORKER_LOCALES"] = str(settings.locales)
    if files.glossaries:
        if any("," in str(path) for path in settings.glossaries):
            raise ConfigError(
                "--glossary: a path with a comma cannot be told to the workers; name it in locworker.toml"
            )
        changed["LOCWORKER_GLOSSARIES"] = ",".join(map(str, settings.glossaries))
    return {**os.environ, **changed}
