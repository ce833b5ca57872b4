"""Which arrays are labels, and which of several sets of labels belong to the data."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lstmdoctor.core.facts import Facts
from lstmdoctor.core.plans import Named
from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.roles.names import are_weights, split_of_name


def is_label_of(facts: Facts, output: OutputSpec) -> bool:
    """Whether an array has the shape of an output, or one value for each of its rows."""
    if output.shape is None or facts.mixed_rank:
        return output.shape is None
    axes, wanted = facts.axes[1:], output.shape[1:]
    shapes = (wanted, wanted[:-1], (*wanted[:-1], 1))
    return any(
        len(axes) == len(one) and all(size in (None, axis) for size, axis in zip(one, axes, strict=True))
        for one in shapes
    )


def own_labels(data: Sequence[str], labels: Sequence[Named], outputs: Collection[str] = ()) -> list[Named]:
    """The labels that belong to the set of the first of these names, or all where none does; no weights.

    Labels that are called as an output of the model belong to it, though a set has such a name: ``val``.
    """
    wanted = split_of_name(data[0]) if data else ""
    kept = [named for named in labels if not are_weights(named.telling)]
    named = [
        one
        for one in kept
        if one.telling.rpartition("/")[2] in outputs or split_of_name(one.telling) == wanted
    ]
    return named or kept


def own_weights(data: Sequence[str], labels: Sequence[Named]) -> list[Named]:
    """The weights of the samples of that set."""
    wanted = split_of_name(data[0]) if data else ""
    return [one for one in labels if are_weights(one.telling) and split_of_name(one.telling) in ("", wanted)]
