"""The loss of each output, from the compile settings that a model file keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lstmdoctor.files.json_values import items_or_none, mapping_or_empty, text_or_none
from lstmdoctor.keras_rules.losses import ALIASES

LONGEST_NAME = 1_000


def losses_of_outputs(compiled: object, names: Sequence[tuple[str, str]]) -> list[str | None]:
    """One loss name per output, None where the model was not compiled or has no loss for it.

    Parameters
    ----------
    compiled : object
        ``compile_config`` of a ``.keras`` file or ``training_config`` of an HDF5 file.
    names : sequence of pairs of str
        The outputs in their order: the name for users and that of the layer, either of which may be the key.
    """
    known: dict[int, str | None] = {}
    listed = saved_losses(compiled, names)
    for item in listed:
        if id(item) not in known:
            known[id(item)] = loss_name(item)
    return [known[id(item)] for item in listed]


def ignored_classes(compiled: object, names: Sequence[tuple[str, str]]) -> list[int | None]:
    """One ``ignore_class`` per output: the class id whose samples its loss leaves out."""
    settings = [
        mapping_or_empty(mapping_or_empty(item).get("config")) for item in saved_losses(compiled, names)
    ]
    return [class_id_or_none(one.get("ignore_class")) for one in settings]


def saved_losses(compiled: object, names: Sequence[tuple[str, str]]) -> list[object]:
    """What the file has for the loss of each output."""
    loss = mapping_or_empty(compiled).get("loss")
    items = items_or_none(loss)
    if items is not None:
        return [items[i] if i < len(items) else None for i in range(len(names))]
    if isinstance(loss, dict) and "class_name" not in loss:
        return [loss.get(name, loss.get(layer)) for name, layer in names]
    return [loss] * len(names)


def class_id_or_none(value: object) -> int | None:
    """A whole number, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def loss_name(loss: object) -> str | None:
    """The full snake-case name of a loss: a name, a class, or a function that Keras wrote as an object."""
    if isinstance(loss, dict):
        kind = text_or_none(loss.get("class_name")) or ""
        function = (
            loss.get("config") if kind == "function" else mapping_or_empty(loss.get("config")).get("fn")
        )
        loss = text_or_none(function) or kind.rpartition(">")[2]
    if not isinstance(loss, str) or not 0 < len(loss) <= LONGEST_NAME:
        return None
    name = snake_case_name(loss)
    return ALIASES.get(name, name)


def snake_case_name(name: str) -> str:
    """``MeanSquaredError`` -> ``mean_squared_error``, as `keras.src.utils.naming.to_snake_case` does."""
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
