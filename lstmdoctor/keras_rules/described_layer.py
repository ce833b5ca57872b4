"""One layer of a model as its file describes it, and the shapes that layers take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from lstmdoctor.keras_rules.layer_rule import LayerRule
from lstmdoctor.keras_rules.layers import LAYERS, UNKNOWN_LAYER
from lstmdoctor.keras_rules.operations import OPERATION_RULES
from lstmdoctor.records import frozen_record

Dim = int | None
Shape = tuple[Dim, ...]
MAX_RANK = 8
"""Axes that a shape in a model file may have."""
Option = bool | int | float | str | tuple[int, ...] | None


@frozen_record
class Layer:
    """One layer, reduced to what decides how data must look.

    Parameters
    ----------
    class_name : str
        For a wrapper the class of the wrapped layer; `wrapper` names what is around it.
    name : str
        Name in the model.
    options : mapping
        The settings that matter for data: units, stateful, return_sequences, mask_value, input_dim,
        output_dim, mask_zero, kernel_size, strides, padding, dilation_rate, pool_size, activation, ...
    wrapper : str
        "Bidirectional", "TimeDistributed", "SpectralNormalization" or "".
    operation : bool
        It is a function of ``keras.ops`` kept as a layer, not the layer of that name.
    """

    class_name: str
    name: str
    options: Mapping[str, Option] = field(default_factory=dict)
    wrapper: str = ""
    operation: bool = False

    @property
    def rule(self) -> LayerRule:
        """What its class does."""
        if self.operation:
            return OPERATION_RULES.get(self.class_name, LayerRule())
        return LAYERS.get(self.class_name, UNKNOWN_LAYER)

    @property
    def recurrent(self) -> bool:
        return self.rule.role == "recurrent"

    @property
    def every_step(self) -> bool:
        """Whether another axis than the layer's own is time: it is in a `TimeDistributed`."""
        return self.wrapper == "TimeDistributed"
