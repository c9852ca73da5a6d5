"""The command line. In: arguments; out: data on stdout, talk on stderr, an exit code of `locworker.cli.exits`.

Each command parses, calls one door of `locworker.jobs`, prints and exits. Commands are loaded when they are named, so
that `--help` starts fast.
"""

from __future__ import annotations

import sys

import click

from locworker.cli.exits import Exit, exit_for
from locworker.cli.lazy import LazyGroup, Table
from locworker.cli.streams import deliver, end, leave, prepare_streams
from locworker.errors import LocworkerError

COMMANDS: Table = {
    "init": ("locworker.cli.init", "Make a project here: settings, glossary, folder for catalogs."),
    "translate": ("locworker.cli.translate", "Translate articles into checked catalogs for review."),
    "check": ("locworker.cli.check", "Check catalogs, or finished pages without their source."),
    "rebuild": ("locworker.cli.rebuild", "Build a localized article from its reviewed catalog."),
    "glossary": ("locworker.cli.glossary", "Work with glossary files."),
    "jobs": ("locworker.cli.jobs", "Queue articles, see how they stand, stop and resume them."),
    "worker": ("locworker.cli.worker", "Do the jobs of the queue until a signal says stop."),
    "up": ("locworker.cli.up", "Run queue and workers on this machine, for this project."),
    "store": ("locworker.cli.store", "Copy the store, and put a copy back."),
    "engines": ("locworker.cli.engines", "Show the translation engines."),
    "doctor": ("locworker.cli.doctor", "Say what works on this machine and how to mend the rest."),
}
"""Name to module and one-line help; the module's `command` is the command."""


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=None, package_name="locworker", message="locworker %(version)s")
def cli() -> None:
    """Translate finance articles, check every word and value, and hand PO files to reviewers.

    article → segments → glossary → protection → memory, engine → checks → catalog (PO) → review → rebuild

    Exit codes: 0 done; 1 findings, or review incomplete; 2 usage, configuration or input; 3 an engine or job failed;
    75 try again later; 77 not authorised; 130 interrupted.
    """


def main() -> None:
    """Run the command line and exit; a user's mistake is one line on stderr."""
    prepare_streams()
    try:
        result = cli.main(prog_name="locworker", standalone_mode=False)
        deliver()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else str(error))
        sys.exit(Exit.USAGE)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "locworker"
        end(f"{error.format_message()} See '{path} --help'.", Exit.USAGE)
    except click.ClickException as error:
        end(error.format_message(), Exit.USAGE)
    except LocworkerError as error:
        end(str(error), exit_for(error))
    except (KeyboardInterrupt, click.Abort):
        end("interrupted", Exit.INTERRUPTED)
    except OSError as error:
        # A full disk behind stdout, or a folder that may not be read; click exits itself when a reader goes away.
        end(f"{error.filename or 'output'}: {error.strerror or type(error).__name__}", Exit.USAGE)
    leave(result if isinstance(result, int) else Exit.DONE)


__all__ = ["COMMANDS", "cli", "main"]
