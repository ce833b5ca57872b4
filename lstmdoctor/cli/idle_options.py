"""Options that would have no effect are refused: whoever gave one meant something by it."""

from __future__ import annotations

import click
from click.core import ParameterSource

NEEDS: dict[str, tuple[str, ...]] = {
    # an option, and those of which at least one has to stand beside it
    "--label-at": ("--labels-output",),
}
EXCLUDES: dict[str, tuple[str, ...]] = {
    # nothing is written: what would have been, and how, is beside the point
    "--python": (
        "--mask-output",
        "--labels-output",
        "--label-at",
        "--no-treatment",
        "--verify",
        "--dry-run",
        "--split",
    ),
    "--dry-run": ("--verify",),
    "--header-only": ("--histograms",),
    # nothing is checked yet
    "--init": ("--output-format", "--output", "--baseline", "--write-baseline", "--verbose"),
    # what is done stands in the record
    "--like": (
        *("--cure", "--pad", "--padding", "--truncate", "--pad-value", "--window", "--stride", "--remainder"),
        *("--dtype", "--fill-nan", "--labels", "--labels-output", "--label-at", "--mask-output", "--map"),
        *("--no-treatment", "--python", "--verify", "--dry-run", "--split"),
    ),
}


def refuse_idle_options(ctx: click.Context) -> None:
    """Raise `click.UsageError` for the first option given that nothing would come of."""
    from lstmdoctor.core.choices import NEEDED

    given = options_given(ctx)
    needed = {f"--{name}": tuple(f"--{one}" for one in beside) for name, beside in NEEDED.items()}
    for option, beside in (NEEDS | needed).items():
        known = {one for one in beside if any(one in param.opts for param in ctx.command.params)}
        if option in given and known and not given & known:
            raise click.UsageError(f"{option} has no effect without {' or '.join(beside)}", ctx)
    for option, idle in EXCLUDES.items():
        if option in given and (found := next((one for one in idle if one in given), None)):
            raise click.UsageError(f"{found} has no effect beside {option}", ctx)


def options_given(ctx: click.Context) -> set[str]:
    """The long names of the options that stand on the command line."""
    return {
        max(param.opts, key=len)
        for param in ctx.command.params
        if param.name is not None and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    }
