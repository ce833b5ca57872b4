"""Inputs that feed an `Embedding`, and what their data holds."""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.core.values import Values
from lstmdoctor.records import frozen_record
from lstmdoctor.text import safe_text


@frozen_record
class Ids:
    """Data that goes into an `Embedding` value by value.

    Parameters
    ----------
    pair : Pair
    values : Values
    vocabulary : int
        Rows of the layer: ids are 0 to one less.
    layer : str
        Name of the layer, safe to print.
    """

    pair: Pair
    values: Values
    vocabulary: int
    layer: str


def embedding_id_inputs(case: Case) -> Iterator[Ids]:
    """Every input whose values are ids of a known vocabulary, but for vectors."""
    for pair in case.pairs:
        layer, values = pair.input.ids, pair.facts.values
        if layer is None or values is None or has_vectors_for_ids(pair.input, pair.facts):
            continue
        rows = layer.options.get("input_dim")
        if isinstance(rows, int):
            yield Ids(pair, values, rows, safe_text(layer.name))


def has_vectors_for_ids(spec: InputSpec, facts: Facts) -> bool:
    """Whether the data has a vector where the `Embedding` wants an id.

    One axis more than ids have, of more than one value. Where the model leaves the timesteps free, whole
    numbers that are not one-hot may be ids in batches.
    """
    shape = spec.shape
    if spec.ids is None or shape is None or facts.mixed_rank or facts.rank != len(shape) + 1:
        return False
    if facts.axes[-1] == 1 or 1 in facts.axes[:1] + facts.axes[1:2]:
        return False
    values = facts.values
    if values is not None and (values.one_hot or not values.integral):
        return True
    return shape[1] is not None and facts.axes[1] == shape[1] != facts.axes[-1]
