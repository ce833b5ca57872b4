"""How large a model may be before anything is made of its config.

The largest published networks have some thousands of layers and of references between them; the limits are
several times that, and keep the time below some seconds and the memory below 1 GB for any file.
"""

from __future__ import annotations

from lstmdoctor.errors import Unreadable
from lstmdoctor.files.json_values import Config, items_or_none, mapping_or_empty
from lstmdoctor.models.config.layers import config_of

MOST_LAYERS = 50_000
MOST_REFERENCES = 500_000
"""Lists and objects in ``inbound_nodes``, of which a reference of Keras 3 takes about eight."""
MOST_ENDS = 1_000
"""Inputs, and outputs, of one model; whoever pairs them with arrays compares each with each."""


def check_model_size(entry: Config) -> None:
    """Count the layers of a config, nested models included, and the references between them.

    Raises
    ------
    Unreadable
        When there are more than any real model has.
    """
    built = config_of(entry).get("build_input_shape"), mapping_or_empty(entry.get("build_config"))
    if any(count_containers(one, MOST_ENDS) > MOST_ENDS for one in built):
        raise Unreadable(f"a model with more than {MOST_ENDS:,} inputs")
    layers = references = 0
    pending: list[object] = [entry]
    while pending:
        item = mapping_or_empty(pending.pop())
        config = config_of(item)
        layers += 1
        if layers > MOST_LAYERS:
            raise Unreadable(f"a config with more than {MOST_LAYERS:,} layers")
        references += count_containers(item.get("inbound_nodes"), MOST_REFERENCES - references)
        if references > MOST_REFERENCES:
            raise Unreadable(f"a config with more than {MOST_REFERENCES:,} references between its layers")
        for side in ("input", "output"):
            if count_containers(config.get(f"{side}_layers"), MOST_ENDS + 1) > MOST_ENDS + 1:
                raise Unreadable(f"a model with more than {MOST_ENDS:,} {side}s")
        children = items_or_none(item.get("config")) or items_or_none(config.get("layers")) or ()
        inner = config.get("layer"), config.get("backward_layer")
        pending += [child for child in (*children, *inner) if isinstance(child, dict)]


def count_containers(value: object, most: int) -> int:
    """Lists and objects in a value, itself included; counted no further than just beyond `most`."""
    found = 0
    pending = [value]
    while pending and found <= most:
        match pending.pop():
            case dict(items):
                found += 1
                pending += [item for item in items.values() if isinstance(item, dict | list)]
            case list(listed):
                found += 1
                pending += [item for item in listed if isinstance(item, dict | list)]
    return found
