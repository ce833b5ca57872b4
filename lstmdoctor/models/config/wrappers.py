"""Output shapes of one layer entry, `Bidirectional` and `TimeDistributed` around it included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lstmdoctor.core.spec import Shape
from lstmdoctor.files.json_values import Config
from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.keras_rules.shapes import RULES, UNKNOWN, Shapes
from lstmdoctor.models.config.layers import (
    class_name,
    config_of,
    describe_layer,
    kept_settings,
    wrapped_entry,
)


def entry_shapes(entry: Config, shapes: Sequence[Shape | None]) -> Shapes:
    """What a layer gives for inputs of these shapes; ``[None]`` where that is not sure."""
    inner = wrapped_entry(entry)
    if inner is None:
        layer = describe_layer(entry)
        rule = RULES.get(layer.rule.shape)
        return rule(layer, shapes) if rule is not None and shapes else UNKNOWN
    wrapper = LAYERS[class_name(entry)].shape
    if wrapper == "wrapped":
        return entry_shapes(inner, shapes)
    if wrapper == "each-step":
        return time_distributed_shapes(shapes, lambda step: entry_shapes(inner, step))
    backward = config_of(entry).get("backward_layer")
    merge = kept_settings(entry).get("merge_mode", "concat")
    ahead = entry_shapes(inner, shapes[:1])
    # The same layer backwards gives the same shapes; asking twice would double at each wrapper in a wrapper.
    back = entry_shapes(backward, shapes[:1]) if isinstance(backward, dict) else ahead
    return _bidirectional_shapes(ahead, back, merge)


def time_distributed_shapes(
    shapes: Sequence[Shape | None], of_step: Callable[[Sequence[Shape | None]], Shapes]
) -> Shapes:
    """What `TimeDistributed` gives: its layer sees one timestep, and the results are stacked again."""
    x = shapes[0] if shapes else None
    if x is None or len(x) < 3:
        return UNKNOWN
    found = of_step([(x[0], *x[2:])])
    step = found[0] if found else None
    return UNKNOWN if step is None else [(step[0], x[1], *step[1:])]


def _bidirectional_shapes(forward: Shapes, backward: Shapes, merge: object) -> Shapes:
    """The outputs of `Bidirectional`: one merged tensor or two, then the states of both directions."""
    states = [*forward[1:], *backward[1:]]
    ahead, back = forward[0], backward[0]
    if merge is None:
        return [ahead, back, *states]
    if merge == "concat" and ahead is not None and back is not None:
        last = ahead[-1], back[-1]
        both = None if last[0] is None or last[1] is None else last[0] + last[1]
        return [(*ahead[:-1], both), *states]
    return [ahead if merge in ("sum", "mul", "ave") else None, *states]
