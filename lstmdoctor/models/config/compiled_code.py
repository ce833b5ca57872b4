"""What `load_model` does not find again of the compile settings of a file.

Of functions and classes of one's own no file has the code. The short names of losses, such as ``mse``, an
HDF5 file holds as they were given, and Keras 3 looks for them among its metrics. Measured on Keras 3.5 and
3.15.1: ``load_model(path)`` raises for each ("Could not locate function", "Could not deserialize"), and
``load_model(path, compile=False)`` leaves the settings out and loads the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.files.json_values import items_or_none, mapping_or_empty, text_or_none
from lstmdoctor.keras_rules.losses import ALIASES, LOSSES
from lstmdoctor.models.config.custom import named_code_in_object
from lstmdoctor.models.config.losses import snake_case_name
from lstmdoctor.text import safe_text

ACCURACIES = frozenset(
    f"{kind}accuracy"
    for kind in (
        "",
        "binary_",
        "categorical_",
        "sparse_categorical_",
        "top_k_categorical_",
        "sparse_top_k_categorical_",
    )
)
"""Metrics of Keras that are functions and no losses as well (keras/src/metrics/accuracy_metrics.py)."""


def code_in_compiled(compiled: object) -> tuple[str, ...]:
    """``loss function myloss``: what the settings name and Keras has not, each once."""
    settings = mapping_or_empty(compiled)
    losses = (f"loss {what}" for what in own_names(settings.get("loss"), bare=True))
    metrics = (
        f"metric {what}"
        for key in ("metrics", "weighted_metrics")
        for what in own_names(settings.get(key), bare=False)
    )
    return tuple(dict.fromkeys([*losses, *metrics]))


def short_losses_in(compiled: object, format: str) -> tuple[str, ...]:
    """The losses that an HDF5 file has by a short name, each once."""
    names = text_leaves(mapping_or_empty(compiled).get("loss")) if format == "hdf5" else ()
    return tuple(dict.fromkeys(name for name in names if name.lower() in ALIASES))


def text_leaves(setting: object) -> Iterator[str]:
    """The names in one setting: one, or one for each output, in a list or a dict."""
    if isinstance(setting, str):
        yield setting
    elif not (isinstance(setting, dict) and "class_name" in setting):
        inner = setting.values() if isinstance(setting, dict) else items_or_none(setting) or ()
        for one in inner:
            yield from text_leaves(one)


def own_names(setting: object, bare: bool) -> Iterator[str]:
    """The functions and classes in one setting, in the order of the outputs; `bare` names count as well."""
    if isinstance(setting, str):
        if bare and not is_known_function(setting):
            yield f"function {safe_text(setting)}"
    elif isinstance(setting, dict) and "class_name" in setting:
        function = text_or_none(setting.get("config")) if setting.get("class_name") == "function" else None
        found = "" if function is not None and is_known_function(function) else named_code_in_object(setting)
        if found:
            yield found
    elif isinstance(setting, dict):
        for inner in setting.values():
            yield from own_names(inner, bare)
    else:
        for inner in items_or_none(setting) or ():
            yield from own_names(inner, bare)


def is_known_function(name: str) -> bool:
    """Whether Keras has a loss, or a metric that is a function, of this name."""
    snake = snake_case_name(name)
    return snake in LOSSES or snake in ALIASES or snake in ACCURACIES
