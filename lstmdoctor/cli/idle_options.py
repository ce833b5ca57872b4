"""Options that would have no effect are refused: whoever gave one meant something by it.

Here stands what the command line alone decides. What the data decides is no matter for a refusal:
``--truncate`` for data of which nothing is too long is a rule for the day on which something is. ``-v`` and
``--color`` say how text looks, and go beside every format.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import click
from click.core import ParameterSource

from lstmdoctor.text import safe_text

NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    # an option, and of each group beside it at least one that has to stand there too
    "--stride": (("--window", "--cure window"),),
    "--label-at": (("--labels-output", "--python"), ("--window", "--cure window")),
    "--label-cure": (("--labels-output", "--python"),),
    "--horizon": (("--window", "--cure window"),),
    "--histograms": (("--output-format html", "--verbose"),),
}
NEEDS_MODEL: Mapping[str, tuple[str, ...]] = {
    # an option of fix, and those beside which it has an effect without a model too
    "--map": (),
    "--remainder": (),
    "--labels": ("--labels-output",),
}
NEEDS_SEVERAL = ("--shards", "--jobs", "--executor", "--keep-going")
"""Options for data in several files."""
EXCLUDES: Mapping[str, tuple[str, ...]] = {
    # nothing is written: what would have been, and how, is beside the point
    "--python": (
        *("--mask-output", "--labels-output", "--no-treatment", "--verify", "--dry-run", "--split"),
        *("--output", "--force", "--output-format json"),
    ),
    "--dry-run": ("--verify",),
    "--header-only": ("--histograms",),
    "--pad longest": ("--truncate",),
    "--horizon": ("--label-at",),
    "--write-baseline": ("--fail-on",),
    "--check off": ("--fail-on", "--report"),
    # nothing is checked yet
    "--init": ("--output-format", "--output", "--baseline", "--write-baseline", "--verbose"),
    # what is done stands in the record
    "--like": (
        *("--cure", "--pad", "--padding", "--truncate", "--pad-value", "--window", "--stride", "--remainder"),
        *(
            "--dtype",
            "--fill-nan",
            "--labels",
            "--labels-output",
            "--label-at",
            "--label-cure",
            "--mask-output",
        ),
        *("--map", "--id", "--time", "--values", "--target", "--horizon"),
        *("--no-treatment", "--python", "--verify", "--dry-run", "--split"),
    ),
}


def refuse_idle_options(ctx: click.Context, data: Collection[str] = (), *, model: bool = True) -> None:
    """Raise `click.UsageError` for the first option given that nothing would come of.

    Parameters
    ----------
    data : collection of str
        Paths and patterns of the data.
    model : bool
        Whether a model is named.
    """
    given = options_given(ctx)
    idle = next(
        (
            words
            for words in (
                idle_beside(given),
                idle_without_others(given, ctx),
                "" if model else idle_without_model(given),
                idle_for_one_file(given, data) if data else "",
            )
            if words
        ),
        None,
    )
    if idle:
        raise click.UsageError(idle, ctx)


def idle_beside(given: Collection[str]) -> str:
    """What an option leaves another without effect, in words; "" for none."""
    for option, others in EXCLUDES.items():
        found = next((other for other in others if other in given), None) if option in given else None
        if found is not None:
            return f"{found} has no effect beside {option}"
    return ""


def idle_without_others(given: Collection[str], ctx: click.Context) -> str:
    """Which option lacks one beside it, in words; "" for none."""
    known = {name for param in ctx.command.params for name in param.opts}
    for option, groups in NEEDS.items():
        for group in groups if option in given else ():
            possible = [one for one in group if one.split()[0] in known]
            if possible and not any(one in given for one in possible):
                return f"{option} has no effect without {' or '.join(possible)}"
    return ""


def idle_without_model(given: Collection[str]) -> str:
    """Which option speaks of a model that is not named, in words; "" for none."""
    for option, others in NEEDS_MODEL.items():
        if option in given and not any(other in given for other in others):
            return f"{option} has no effect without a model"
    return ""


def idle_for_one_file(given: Collection[str], data: Collection[str]) -> str:
    """Which option is for several files where there is one, in words; "" for none."""
    from lstmdoctor.files.patterns import names_shards

    found = next((option for option in NEEDS_SEVERAL if option in given), None)
    if found is None or names_shards(tuple(data)):
        return ""
    return f"{found} has no effect on one file: name several, or a pattern in quotes"


def options_given(ctx: click.Context) -> set[str]:
    """What stands on the command line: ``--pad``, and ``--pad longest`` too."""
    given = set()
    for param in ctx.command.params:
        if param.name is None or ctx.get_parameter_source(param.name) is not ParameterSource.COMMANDLINE:
            continue
        option = max(param.opts, key=len)
        value = ctx.params[param.name]
        values = value if isinstance(value, tuple) else (value,)
        given |= {option, *(f"{option} {safe_text(str(one))}" for one in values)}
    return given
