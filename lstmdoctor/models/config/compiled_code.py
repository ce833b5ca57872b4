"""Functions and classes of one's own in the compile settings: their code is in no file.

Measured on Keras 3.15.1: ``load_model(path)`` raises for each of them ("Could not locate function"), and
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
