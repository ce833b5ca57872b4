"""``lstmdoctor run``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from lstmdoctor.cli.idle_options import refuse_idle_options
from lstmdoctor.errors import Refused, Usage

if TYPE_CHECKING:
    from lstmdoctor.core.run import FailOn
    from lstmdoctor.watching.watcher import Level

REPORTS = (".html", ".json", ".txt")
NOTEBOOK = ".ipynb"
EPILOG = """
\b
Examples:
  lstmdoctor run train.py --epochs 3
  lstmdoctor run --check values --fail-on error train.py
  lstmdoctor run -m package.train
  lstmdoctor run --report findings.html train.py
  lstmdoctor run --output done.ipynb train.ipynb

Exit code: that of the script. 2: there is nothing to run.
"""


@click.command(
    "run",
    epilog=EPILOG,
    short_help="Run a script or notebook, and say why its data does not fit.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option(
    "--check",
    "level",
    type=click.Choice(["header", "values", "off"]),
    default="header",
    show_default=True,
    help="What is looked at before every fit, evaluate, predict: shapes, or some values too.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="never",
    show_default=True,
    help="Raise before the first step for findings as bad as this.",
)
@click.option("--report", metavar="FILE", help="Write all findings here: .html, .json or .txt.")
@click.option("--output", metavar="FILE", help="Write an executed notebook here; it is not written else.")
@click.option("-m", "is_module", is_flag=True, help="Run a module, as python -m does.")
@click.argument("target", metavar="SCRIPT|MODULE|NOTEBOOK")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(
    level: Level,
    fail_on: FailOn,
    report: str | None,
    output: str | None,
    is_module: bool,
    target: str,
    arguments: tuple[str, ...],
) -> Callable[[], None]:
    """Run a program as Python would, and look at the data of every call of a Keras model.

    Nothing is printed while all is well. Where Keras raises, the diagnosis stands under its error; what Keras
    passes over in silence is said on stderr before the first step.
    """
    from lstmdoctor.watching.run_options import Running
    from lstmdoctor.watching.running import run_program
    from lstmdoctor.watching.script import refuse_no_program

    refuse_idle_options(click.get_current_context())
    notebook = target.endswith(NOTEBOOK) and not is_module
    if output is not None and not notebook:
        raise Usage("--output goes with a notebook")
    if output is not None and not output.endswith(NOTEBOOK):
        raise Usage(
            f"--output {output}: an executed notebook is written, name a file that ends in {NOTEBOOK}"
        )
    if not is_module and not os.path.exists(target):
        raise Refused(target, "no such file")
    if not is_module and not notebook:
        refuse_no_program(target)
    refuse_outputs(report, output, [*files_of_arguments(arguments), *([] if is_module else [target])])
    if report is not None and not report.endswith(REPORTS):
        raise Usage(f"--report {report}: a name that ends in {', '.join(REPORTS)} says what is written")
    running = Running(level, fail_on, report, output, is_module)
    if notebook:
        from lstmdoctor.watching.notebook_file import run_notebook

        sys.exit(run_notebook(running, target))
    # called when the command line has come to its end, of which the program is to see nothing
    return partial(run_program, running, target, arguments)


def files_of_arguments(arguments: Sequence[str]) -> list[str]:
    """The files that arguments of a program name, as they are or behind an equals sign.

    Not its folders: a program is often given the one that its results go to.
    """
    words = [word for one in arguments for word in (one, one.partition("=")[2])]
    return [word for word in words if os.path.isfile(word)]


def refuse_outputs(report: str | None, output: str | None, inputs: Sequence[str]) -> None:
    """Raise where the report or the executed notebook would be written over what is there to be read."""
    written = [path for path in (report, output) if path is not None]
    if not written:
        return
    from lstmdoctor.files.own_reports import refuse_other_content
    from lstmdoctor.files.targets import Target, refuse_targets

    refuse_targets([Target(path, report=True) for path in written], inputs)
    if report is not None:
        refuse_other_content(report)
    if output is not None:
        refuse_other_content(output, "notebook")
