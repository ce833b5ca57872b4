"""The arguments of a call of a verb: those that hold data, by their names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache

Verb = Callable[..., object]
Given = tuple[object, ...]
Named = Mapping[str, object]
DATA = ("x", "y", "validation_data")


def arguments_of(verb: str, original: Verb, given: Given, named: Named) -> dict[str, object]:
    """x, y and validation_data of a call, as far as it has them."""
    if verb == "__call__":
        return {"x": given[1] if len(given) > 1 else named.get("inputs")}
    try:
        bound = signature_of_verb(original).bind_partial(*given, **named).arguments
    except (TypeError, ValueError):
        return {}
    return {name: bound[name] for name in DATA if bound.get(name) is not None}


@lru_cache(maxsize=64)
def signature_of_verb(original: Verb) -> inspect.Signature:
    """The parameters of a verb."""
    return inspect.signature(original)


def parameters_of(verb: str, original: Verb) -> list[str]:
    """Names of the parameters behind self."""
    try:
        return ["x"] if verb == "__call__" else list(signature_of_verb(original).parameters)[1:]
    except (TypeError, ValueError):
        return list(DATA[:2])
