"""Where a mask of timesteps is made, and how far it goes."""

from __future__ import annotations

from collections.abc import Iterable

from lstmdoctor.keras_rules.described_layer import Layer
from lstmdoctor.keras_rules.layers import LAYERS


def keras_major(version: str | None) -> int:
    """1, 2 or 3; 3 where a file does not say which Keras wrote it."""
    return int(version[0]) if version is not None and version[:2] in ("1.", "2.") else 3


def makes_mask(layer: Layer) -> bool:
    """Whether a layer makes a mask of the timesteps it takes."""
    if layer.rule.mask != "makes" or layer.wrapper:
        return False
    return layer.rule.shape != "embedding" or layer.options.get("mask_zero") is True


def passes_mask(layer: Layer, keras: int) -> bool:
    """Whether a mask of the timesteps goes on behind a layer, in Keras 1, 2 or 3."""
    rule = LAYERS.get(layer.wrapper, layer.rule)
    if rule.shape == "wrapped":  # the mask stays on the tensor that the layer inside gives
        rule = layer.rule
    match rule.mask:
        case "passes" | "query":
            return True
        case "passes-since-3":
            return keras >= 3
        case "makes":
            return makes_mask(layer)
        case "uses":
            return layer.recurrent and layer.options.get("return_sequences") is True
        case _:
            return False


def drops_mask(layer: Layer, keras: int) -> bool:
    """Whether a mask made before a layer ends there; of one that could make its own this is not said."""
    return layer.rule.mask != "makes" and not passes_mask(layer, keras)


def is_masked_after(layers: Iterable[Layer], keras: int) -> bool:
    """Whether a mask comes out of a row of layers."""
    mask = False
    for layer in layers:
        mask = makes_mask(layer) or (mask and passes_mask(layer, keras))
    return mask
