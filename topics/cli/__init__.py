"""The command line: every command is one library call with a help text.

Nothing heavy is imported here, so that `topics --help` answers at once; a command imports what it needs when it runs.
"""

import os
import sys

import typer

from topics.cli import comparing, gold, keeping, machine, outputs, reading, refits, simulation, store, study, validation
from topics.cli.former import now_instead
from topics.cli.interruption import hear_every_ctrl_c
from topics.cli.options import say
from topics.cli.panels import Panels
from topics.cli.usage import example_instead, make_plain
from topics.errors import TopicsError

STOPPED = 130  # by Ctrl-C

app = typer.Typer(
    name="topics",
    cls=Panels,
    help="Measure how attention to named themes changes over time in a body of text.\n\n"
    "Example:  topics new my-study; topics run my-study; topics figures my-study",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: drawing boxes with rich would cost three times the rest
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (study, refits, store, reading, comparing, keeping, outputs, simulation, gold, machine, validation):
    commands.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from topics import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
    ),
) -> None:
    """Options of the command line itself."""


def main() -> None:
    """Run the command line. An error that the user can fix is one sentence and exit status 2, never a traceback."""
    hear_every_ctrl_c()
    try:
        status = app(standalone_mode=False)
    except TopicsError as error:
        say(f"Error: {error}")
        status = 2
    except BrokenPipeError:
        # The reader of our output (`| head`) has closed the pipe: that is no error, and nothing more can be printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 141
    except Exception as error:
        # Misused options: typer's own exceptions print themselves.
        if not hasattr(error, "show") or not hasattr(error, "exit_code"):
            raise
        make_plain(error)
        error.show()
        if more := now_instead(error) or example_instead(error):
            say(more)
        status = error.exit_code
    if status == STOPPED:
        print("Stopped. What was finished is kept; the same command goes on from there.", file=sys.stderr)
    sys.exit(status or 0)
