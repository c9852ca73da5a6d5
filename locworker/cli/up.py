"""`locworker up`: the whole service on one machine, with a queue of its own."""

from __future__ import annotations

import click

from locworker.cli.streams import tell
from locworker.cli.worker import WorkerFlags, exit_of, prepare, work, worker_options
from locworker.supervisor import PARTS, count_jobs, own_folder, run_queue

_LEFT = ("queued", "running", "paused")


@click.command("up")
@worker_options
def command(*, flags: WorkerFlags) -> None:
    """Do the jobs of this project on this machine: a queue, workers and the reconciler, started and ended together.

    The queue is a Valkey server on a socket in the data folder; where LOCWORKER_BROKER_URL names another one, that is
    used. One `up` runs for a data folder. Ctrl-C ends all of it: what is out is finished, the rest waits for the next
    `up`.
    """
    settings = flags.settings
    prepare(settings)
    with own_folder(settings.data_dir) as lock:
        if settings.broker_url is not None:
            ending = work(flags, PARTS, hold=[lock])
        else:
            with run_queue(settings.data_dir) as queue:
                ending = work(flags, PARTS, hold=[lock], queue=queue)
        if not flags.quiet:
            tell(_farewell(count_jobs(settings)))
    click.get_current_context().exit(exit_of(ending))


def _farewell(counts: dict[str, int]) -> str:
    left = {state: counts[state] for state in _LEFT if counts.get(state)}
    if not left:
        return "stopped; nothing is left to do"
    told = ", ".join(f"{count} {state}" for state, count in left.items())
    jobs = "job is" if sum(left.values()) == 1 else "jobs are"
    return f"stopped; {sum(left.values())} {jobs} left ({told}): nothing is lost, `locworker up` goes on"
