"""The command ``lstmdoctor`` and the table of what it can do.

The module of a command is imported when the command runs, so that help and completion cost nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from lstmdoctor.cli.failure import report_failures
from lstmdoctor.version import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "diagnose": ("lstmdoctor.cli.diagnose_command", "Say whether a data file fits a model, and why not."),
    "fix": ("lstmdoctor.cli.fix_command", "Write the array that the model takes."),
    "apply": ("lstmdoctor.cli.apply_command", "Repeat a recorded treatment on other data."),
    "check": ("lstmdoctor.cli.check_command", "Check all pairs that pyproject.toml names."),
    "explain": ("lstmdoctor.cli.explain_command", "Explain an error message or a fault."),
    "run": ("lstmdoctor.cli.run_command", "Run a script or notebook, and say why its data does not fit."),
    "inspect": ("lstmdoctor.cli.inspect_command", "Show what a model or data file holds."),
    "rules": ("lstmdoctor.cli.rules_command", "List all faults."),
}
"""Name, module with an attribute ``command``, and the line in the help."""

EPILOG = """
\b
Examples:
  lstmdoctor diagnose model.keras train.npy
  lstmdoctor diagnose model.keras train.npz::X --labels train.npz::y
  lstmdoctor fix model.keras sequences.pkl --pad 60 -o fixed.npy
  lstmdoctor check
  lstmdoctor run train.py --epochs 3

\b
Exit codes:
  0  nothing found, or written
  1  findings, or not fixed
  2  wrong usage, or a file that cannot be read

\b
Completion, in the startup file of your shell:
  bash  eval "$(_LSTMDOCTOR_COMPLETE=bash_source lstmdoctor)"
  zsh   eval "$(_LSTMDOCTOR_COMPLETE=zsh_source lstmdoctor)"
  fish  _LSTMDOCTOR_COMPLETE=fish_source lstmdoctor | source
"""


class Commands(click.Group):
    """A group that imports a command when it is asked for, and fails in plain sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(cmd_name, COMMANDS, 1)
            advice = f"did you mean {near[0]}?" if near else "see lstmdoctor --help"
            raise click.UsageError(f"no such command '{cmd_name}'; {advice}")
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with report_failures():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with report_failures():
            return super().invoke(ctx)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="lstmdoctor %(version)s")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default=None,
    help="Colour the output; auto: on a terminal.",
)
@click.pass_context
def root_command(ctx: click.Context, color: str | None) -> None:
    """Say why sequence data does not fit a saved Keras model, and cure it.

    Models (.keras, .h5, .json, SavedModel) and data (.npy, .npz, pickles) are read without TensorFlow, and
    nothing that is stored in them is run.
    """
    ctx.obj = color
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
        ctx.exit(2)
