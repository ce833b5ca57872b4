"""What in a config makes Keras run code that is not its own: named, never decoded."""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.files.json_values import Config, items_or_none, text_or_none
from lstmdoctor.keras_rules.layers import LAYERS, layers_of_role
from lstmdoctor.keras_rules.operations import OPERATIONS
from lstmdoctor.models.config.graph import is_model
from lstmdoctor.models.config.layers import class_name, config_of, layer_name, wrapped_entry
from lstmdoctor.text import safe_text

# Layers that carry code or load it from another place (keras/src/layers/core/lambda_layer.py,
# keras/src/export/tfsm_layer.py, keras/src/utils/torch_utils.py, keras/src/utils/jax_layer.py).
RUNNING = layers_of_role("code")
# These take the path or address of a vocabulary file in the place of the words.
LOOKUPS = layers_of_role("vocabulary")

Found = tuple[str, bool]
"""What runs code, and whether that code is stored."""
LAMBDA = "lambda function"
KNOWN = frozenset(LAYERS) | OPERATIONS | RUNNING
_OWN_MODULES = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras", "builtins")


def code_in(entry: Config) -> tuple[str, ...]:
    """Short descriptions of what runs code when Keras loads the model, in the order of the file."""
    return tuple(dict.fromkeys(text for text, _ in _code_in_layer(entry)))


def stored_code_in(entry: Config) -> tuple[str, ...]:
    """Those of them whose code the file holds, or a file that it names; of others it has the name alone."""
    return tuple(dict.fromkeys(text for text, stored in _code_in_layer(entry) if stored))


def _code_in_layer(entry: Config) -> Iterator[Found]:
    kind, name, config = class_name(entry), safe_text(layer_name(entry)), config_of(entry)
    if kind in RUNNING:
        yield f"{kind} layer '{name}'", not names_function(config)
    elif is_custom(entry):
        yield f"custom class {safe_text(kind)} of layer '{name}'", False
    if kind in LOOKUPS and isinstance(config.get("vocabulary"), str):
        yield f"{kind} layer '{name}' reads the file that its vocabulary names", True
    if is_model(entry) or kind == "Merge":
        children = items_or_none(entry.get("config")) or items_or_none(config.get("layers")) or ()
    else:
        inner = wrapped_entry(entry)
        children = () if inner is None else (inner, config.get("backward_layer"))
        if kind not in RUNNING:
            own = {key: value for key, value in config.items() if key not in _LAYER_KEYS}
            yield from _code_in_settings(name, own)
    for child in children:
        if isinstance(child, dict):
            yield from _code_in_layer(child)


def names_function(config: Config) -> bool:
    """Whether a `Lambda` has the name of a function, as Keras 2 and 3 write it, and not its code."""
    function = config.get("function")
    named = config.get("function_type") == "function" and isinstance(function, str)
    return named or (isinstance(function, dict) and function.get("class_name") == "function")


_LAYER_KEYS = ("layer", "backward_layer", "dtype", "name")


def _code_in_settings(name: str, config: Config) -> Iterator[Found]:
    """Functions and objects among the settings of a layer (activations, cells, regularizers)."""
    for value in config.values():
        pending = [value]
        while pending:
            item = pending.pop()
            if isinstance(item, dict):
                pending += item.values()
                found = named_code_in_object(item)
                if found:
                    yield f"{found} in layer '{name}'", found == LAMBDA
            elif isinstance(item, list):
                pending += item


def named_code_in_object(item: Config) -> str:
    """What an object among settings is that is not Keras's own, in words; "" for what is."""
    kind, config = text_or_none(item.get("class_name")), text_or_none(item.get("config"))
    if kind == "__lambda__":
        return LAMBDA
    if kind == "function" and not _is_keras_module(item.get("module"), builtin=False):
        return f"function {safe_text(config or '')}".rstrip()
    registered = text_or_none(item.get("registered_name"))
    if (
        kind is not None
        and "config" in item
        and (not _is_keras_module(item.get("module")) or _has_foreign_package(registered))
    ):
        return f"custom class {safe_text(kind.rpartition('>')[2])}"
    return ""


def is_custom(entry: Config) -> bool:
    """Whether the class of a layer entry is not one of Keras's own.

    Keras 3 and tf.keras from 2.13 on write the module; before that only the class name is there.
    """
    registered = text_or_none(entry.get("registered_name"))
    named = text_or_none(entry.get("class_name")) or ""
    if _has_foreign_package(registered) or _has_foreign_package(named):
        return True
    module = text_or_none(entry.get("module"))
    if module is not None:
        return not _is_keras_module(module)
    kind = class_name(entry)
    return kind not in KNOWN and kind != ""


def _has_foreign_package(name: str | None) -> bool:
    """``Package>Class``, where the package is not Keras's own."""
    return name is not None and ">" in name and name.partition(">")[0].lower() not in ("keras", "builtins")


def _is_keras_module(module: object, builtin: bool = True) -> bool:
    if module is None:
        return True
    own = _OWN_MODULES if builtin else _OWN_MODULES[:-1]
    return isinstance(module, str) and any(module == name or module.startswith(name + ".") for name in own)
