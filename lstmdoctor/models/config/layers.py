"""One layer entry of a config, reduced to the settings that decide how data must look."""

from __future__ import annotations

from lstmdoctor.core.spec import Layer, Option
from lstmdoctor.files.json_values import (
    Config,
    integer_or_none,
    items_or_none,
    mapping_or_empty,
    plain_option,
    text_or_none,
)
from lstmdoctor.keras_rules.layers import LAYERS, layers_of_role

WRAPPERS = layers_of_role("wrapper")

KEPT = frozenset(
    {
        "activation", "axes", "axis", "cell", "concat_axis", "cropping", "data_format", "depth_multiplier",
        "dilation_rate", "dims", "equation", "filters", "go_backwards", "input_dim", "input_length",
        "keepdims", "kernel_size", "mask_value", "mask_zero", "max_tokens", "merge_mode", "mode", "n",
        "output_dim", "output_padding", "output_sequence_length", "output_shape", "output_size", "padding",
        "pool_size", "recurrent_activation", "recurrent_dropout", "reset_after", "return_sequences",
        "return_state", "size", "stateful", "strides", "target_shape", "time_major",
        "units", "unroll", "use_bias", "use_cudnn",
    }
)  # fmt: skip

# Keras 1 names, from the `legacy_*_support` decorators of keras/legacy/interfaces.py at tag 2.0.0.
KERAS_1 = {
    "atrous_rate": "dilation_rate",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    "filter_length": "kernel_size",
    "length": "size",
    "nb_filter": "filters",
    "pool_length": "pool_size",
    "stride": "strides",
    "subsample": "strides",
    "subsample_length": "strides",
}
_OUTPUT_DIM_IS_UNITS = frozenset(
    name for name, rule in LAYERS.items() if rule.shape in ("units", "recurrent")
)
_KERNEL_AXES = ("kernel_dim1", "kernel_dim2", "kernel_dim3"), ("nb_row", "nb_col")
_DATA_FORMAT: dict[Option, Option] = {"th": "channels_first", "tf": "channels_last"}


def class_name(entry: Config) -> str:
    """The class of a layer entry, without the package that `register_keras_serializable` puts before it."""
    return (text_or_none(entry.get("class_name")) or "").rpartition(">")[2]


def config_of(entry: Config) -> Config:
    """The settings of a layer entry."""
    return mapping_or_empty(entry.get("config"))


def layer_name(entry: Config) -> str:
    """The name of a layer, wherever the version put it."""
    return (
        text_or_none(entry.get("name"))
        or text_or_none(config_of(entry).get("name"))
        or class_name(entry).lower()
    )


def wrapped_entry(entry: Config) -> Config | None:
    """The entry inside a `Bidirectional` or `TimeDistributed`, None for any other layer."""
    inner = config_of(entry).get("layer")
    return mapping_or_empty(inner) if class_name(entry) in WRAPPERS and isinstance(inner, dict) else None


def describe_layer(entry: Config) -> Layer:
    """The layer of an entry; wrappers are peeled off and the outermost one is named."""
    kind, core, outer = class_name(entry), entry, wrapped_entry(entry)
    options: dict[str, Option] = {}
    while (inner := wrapped_entry(core)) is not None:
        options |= kept_settings(core)
        core = inner
    options |= kept_settings(core)
    module = text_or_none(core.get("module")) or ""
    wrapper = kind if outer is not None else ""
    return Layer(class_name(core), layer_name(entry), options, wrapper, module.startswith("keras.src.ops"))


def kept_settings(entry: Config) -> dict[str, Option]:
    """The kept settings of one entry, under the names that Keras 2 and 3 use."""
    kind, config = class_name(entry), config_of(entry)
    found: dict[str, Option] = {}
    for key, value in config.items():
        name = _modern_setting_name(key, kind)
        if name not in KEPT:
            continue
        plain, kept = plain_option(value)
        if plain and (name == key or name not in config):
            found[name] = _DATA_FORMAT.get(kept, kept) if name == "data_format" else kept
        elif name == "mask_value":
            found[name] = None  # a mask is there, its value is not readable: not the default 0.0
    return found | _kernel_size_setting(config) | _cell_settings(config)


def _modern_setting_name(key: str, kind: str) -> str:
    if key == "output_dim" and kind in _OUTPUT_DIM_IS_UNITS:
        return "units"
    return KERAS_1.get(key, key)


def _kernel_size_setting(config: Config) -> dict[str, Option]:
    """Keras 1 wrote one key per axis of a kernel."""
    for keys in _KERNEL_AXES:
        sizes = [integer_or_none(config.get(key)) for key in keys]
        if None not in sizes:
            return {"kernel_size": tuple(size for size in sizes if size is not None)}
    return {}


# The cells whose output has `units` features; what a custom cell gives is its own affair.
CELLS = frozenset(name for name in layers_of_role("cell") if LAYERS[name].states)


def _cell_settings(config: Config) -> dict[str, Option]:
    """Class and units of the cell in an `RNN`; of several stacked cells the last one gives the output."""
    cell = config.get("cell")
    if not isinstance(cell, dict):
        return {}
    kind = class_name(cell)
    if kind == "StackedRNNCells":
        cells = items_or_none(config_of(cell).get("cells")) or ()
        cell = mapping_or_empty(cells[-1]) if cells else {}
    elif "cells" in config_of(cell):
        return {"cell": kind}
    units = integer_or_none(config_of(cell).get("units")) if class_name(cell) in CELLS else None
    return {"cell": kind} | ({"units": units} if units is not None else {})
