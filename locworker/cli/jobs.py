"""`locworker jobs`: the queue."""

from __future__ import annotations

import click

from locworker.cli.lazy import LazyGroup, Table

JOB_COMMANDS: Table = {
    "submit": ("locworker.cli.jobs_submit", "Queue articles into languages."),
    "list": ("locworker.cli.jobs_list", "List jobs, the newest first."),
    "show": ("locworker.cli.jobs_show", "Show all that is known of a job."),
    "watch": ("locworker.cli.jobs_watch", "Follow jobs until none moves by itself any more."),
    "cancel": ("locworker.cli.jobs_cancel", "Cancel jobs; what was paid is kept."),
    "resume": ("locworker.cli.jobs_resume", "Queue paused, failed and partial jobs again."),
}


@click.group("jobs", cls=LazyGroup, table=JOB_COMMANDS)
def command() -> None:
    """Queue articles, see how they stand, stop and resume them.

    Workers do the jobs: `locworker up` on one machine, `locworker worker` on several. An id may be shortened to its
    beginning.
    """
