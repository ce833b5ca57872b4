"""What in a model file the Keras that is installed refuses to load.

Each row was found by giving files of Keras 2.2.4 to 3.15 to `load_model` and `model_from_json` of Keras
3.15.1. tf.keras 2.15 refused all of 21 files of Keras 3 (seven models as .keras, .h5 and .json), whose
InputLayer has a `batch_shape` that it does not know, and functions that are not its own as Keras 3 does. What
only needs the code of custom layers, or the consent to run a Lambda, is not counted here; a function that a
layer names and Keras has not is.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.files.json_values import Config, items_or_none, mapping_or_empty, text_or_none
from lstmdoctor.keras_rules.activations import ACTIVATIONS
from lstmdoctor.keras_rules.layers import LAYERS
from lstmdoctor.keras_rules.operations import OPERATIONS
from lstmdoctor.models.config.graph import is_model
from lstmdoctor.models.config.layers import class_name, config_of, layer_name
from lstmdoctor.text import safe_text

# Classes of Keras 1 and 2 that Keras 3 has not even for old HDF5 files (keras/src/legacy/layers.py).
GONE = frozenset(name for name, rule in LAYERS.items() if rule.until < 3)
# Settings that only Keras 1 wrote.
KERAS_1 = frozenset(
    {"border_mode", "consume_less", "forget_bias_init", "inner_init", "nb_filter", "nb_row", "W_regularizer"}
)
ACTIVATION_SETTINGS = frozenset({"activation", "recurrent_activation", "inner_activation"})
ONLY_OPERATIONS = OPERATIONS - frozenset(LAYERS)
# Operations that have the name of a layer, which an HDF5 file cannot tell from it, and take what it takes.
TAKEN_FOR_LAYERS = frozenset({"Concatenate", "Softmax"})
SETTINGS_OF_LAYERS = frozenset({"trainable", "dtype"})
# Since then a text in an HDF5 file that is called like a function of keras.layers becomes that function
# (keras/src/legacy/saving/serialization.py); of layers, `score_mode="dot"` is the only such text.
TEXTS_AS_FUNCTIONS = (3, 14)
FOLDER = "a SavedModel folder, which load_model refuses since Keras 3"
NEWER = "written by Keras 3, whose settings Keras 2 does not know"
MOVED = ("keras.engine.", "keras.src.engine.", "keras.layers.rnn.", "tf_keras.")


def legacy_in(
    entry: Config, format: str, path: str = "", version: str | None = None, installed: str | None = None
) -> tuple[str, ...]:
    """Short sentences, one per obstacle, the whole file first; empty when Keras loads it.

    Parameters
    ----------
    version, installed : str or None
        Of the Keras that wrote the file, and of the one that is to load it; None is taken for Keras 3.
    """
    if is_keras_2(installed):
        newer = (version or "").startswith("3") or (version is None and has_batch_shape(entry))
        return (NEWER,) if newer else tuple(dict.fromkeys(unknown_everywhere(entry)))
    found = [*_file_obstacles(entry, format, path), *_entry_obstacles(entry, format)]
    if format == "hdf5" and version_numbers(installed) >= TEXTS_AS_FUNCTIONS:
        found += map(function_for_text_words, filter(has_text_like_function, inner_entries(entry)))
    return tuple(dict.fromkeys(found))


def version_numbers(version: str | None) -> tuple[int, ...]:
    """``(3, 14)`` of 3.14.0; nothing of what is no such text."""
    major, _, rest = (version or "").partition(".")
    minor = rest.partition(".")[0]
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else ()


def has_text_like_function(entry: Config) -> bool:
    """Whether a layer has a setting that the reader of HDF5 files takes for a function."""
    return class_name(entry) == "Attention" and config_of(entry).get("score_mode") == "dot"


def function_for_text_words(entry: Config) -> str:
    """``setting score_mode of layer 'attention', which it reads as a function``."""
    return f"setting score_mode of layer '{safe_text(layer_name(entry))}', which it reads as a function"


def is_operation_for_layer(entry: Config, kind: str, config: Config) -> bool:
    """Whether an operation of Keras 3 stands in a place where a layer of that name is looked for."""
    named = kind in OPERATIONS and kind in LAYERS and kind not in TAKEN_FOR_LAYERS
    return named and "inbound_nodes" in entry and not SETTINGS_OF_LAYERS & config.keys()


def has_batch_shape(entry: Config) -> bool:
    """Whether an input is written as Keras 3 does it; the JSON of an architecture names no version."""
    return any(
        class_name(one) == "InputLayer" and "batch_shape" in config_of(one) for one in inner_entries(entry)
    )


def unknown_everywhere(entry: Config) -> Iterator[str]:
    """The functions that layers name and no Keras has."""
    for one in inner_entries(entry):
        for function in unknown_functions(config_of(one)) if class_name(one) in LAYERS else ():
            yield unknown_function_words(function, layer_name(one))


def inner_entries(entry: Config) -> Iterator[Config]:
    """A model or layer and everything in it."""
    yield entry
    config = config_of(entry)
    listed = items_or_none(entry.get("config")) or items_or_none(config.get("layers")) or ()
    wrapped = [config.get(key) for key in ("layer", "backward_layer", "cell")]
    cells = (
        items_or_none(mapping_or_empty(config_of(mapping_or_empty(config.get("cell")))).get("cells")) or ()
    )
    for child in (*listed, *wrapped, *cells):
        if isinstance(child, dict):
            yield from inner_entries(child)


def unknown_function_words(function: str, layer: str) -> str:
    """``function my_gate of layer 'lstm', which Keras does not know``."""
    return f"function {safe_text(function)} of layer '{safe_text(layer)}', which Keras does not know"


def is_keras_2(version: str | None) -> bool:
    """Whether this is a Keras before 3."""
    return version is not None and version.split(".")[0] in ("1", "2")


def _file_obstacles(entry: Config, format: str, path: str) -> Iterator[str]:
    if format == "savedmodel":
        yield FOLDER
    if format == "hdf5" and path.endswith(".keras"):
        yield "HDF5 content under the name .keras: rename it to .h5"
    elif format == "hdf5" and not path.endswith((".h5", ".hdf5")):
        yield "an HDF5 file that is not named .h5: rename it"
    if format == "keras" and not path.endswith(".keras"):
        yield "a .keras file under another name: rename it to .keras"
    if format == "json" and "module" not in entry:
        yield "an architecture without module names, as Keras before 3 wrote it"


def _entry_obstacles(entry: Config, format: str) -> Iterator[str]:
    config, kind, name = config_of(entry), class_name(entry), layer_name(entry)
    module = text_or_none(entry.get("module")) or ""
    if module.startswith(MOVED):
        yield f"class {safe_text(kind)} in module {safe_text(module)}, which is not in Keras 3"
    if kind in GONE:
        yield f"layer class {kind}, which is not in Keras 3"
    if format == "hdf5" and not module and kind in ONLY_OPERATIONS:
        yield f"operation {kind} as a layer, which Keras does not find again in an HDF5 file"
    if format == "hdf5" and not module and is_operation_for_layer(entry, kind, config):
        yield f"operation {kind}, for which Keras takes a layer of that name in an HDF5 file"
    if "time_major" in config:
        yield f"setting time_major of {kind} layers"
    if "batch_input_shape" in config and kind != "InputLayer":
        yield "setting batch_input_shape of a layer that is no InputLayer"
    for function in unknown_functions(config) if kind in LAYERS else ():
        yield unknown_function_words(function, name)
    if KERAS_1 & config.keys():
        yield "settings of Keras 1"
    if any(
        "dtype" in config_of(mapping_or_empty(config.get(key)))
        for key in config
        if key.endswith("_initializer")
    ):
        yield "setting dtype of initializers"
    yield from _nested_obstacles(entry, config, name, format)


def unknown_functions(config: Config) -> Iterator[str]:
    """The activations of a layer that are no functions of Keras."""
    for key in ACTIVATION_SETTINGS & config.keys():
        value = config[key]
        if isinstance(value, dict):
            own = text_or_none(value.get("module")) or ""
            named = value.get("class_name") == "function" and not own.startswith("keras")
            value = value.get("config") if named else None
        if isinstance(value, str) and value and value.lower() not in ACTIVATIONS:
            yield value


def _nested_obstacles(entry: Config, config: Config, name: str, format: str) -> Iterator[str]:
    """The layers of a nested model, and the layer or cell in a wrapper."""
    if is_model(entry) or class_name(entry) == "Merge":
        for child in items_or_none(entry.get("config")) or items_or_none(config.get("layers")) or ():
            yield from _entry_obstacles(mapping_or_empty(child), format)
        return
    for key in ("layer", "backward_layer", "cell"):
        child = config.get(key)
        if isinstance(child, dict):
            if "module" not in child:
                yield f"{safe_text(class_name(child))} inside layer '{safe_text(name)}' without a module name"
            yield from _entry_obstacles(child, format)
    for child in (
        items_or_none(mapping_or_empty(config_of(mapping_or_empty(config.get("cell")))).get("cells")) or ()
    ):
        yield from _entry_obstacles(mapping_or_empty(child), format)
