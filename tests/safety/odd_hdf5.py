"""Damage that knows HDF5: attributes, links and data sets are others, of odd types, many, or lead elsewhere."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import numpy as np

Change = Callable[[Any, random.Random], None]
NAMES = ("a", "model_config", "keras_version", "layer_names", "x\x1b[0m", "n" * 300, "kernel:0")


def groups_in(file: Any) -> list[Any]:
    """The file and the groups in it."""
    import h5py

    found: list[Any] = [file]
    file.visititems(lambda _, item: found.append(item) if isinstance(item, h5py.Group) else None)
    return found


def odd_value(rng: random.Random) -> Any:
    """What an attribute may be set to."""
    return rng.choice((
        0, 1.5, "", "{}", "x" * 60_000, b"\xff\xfe", np.zeros(0), np.zeros((3, 3)), np.arange(7_000), [b"a", b"bc"],
        np.array(["x"], object), np.float32(1), True, "{" * 5000, '{"class_name": "Sequential"}',
    ))  # fmt: skip


def set_attribute(file: Any, rng: random.Random) -> None:
    group = rng.choice(groups_in(file))
    name = rng.choice([*group.attrs] or NAMES) if rng.random() < 0.7 else rng.choice(NAMES)
    value = odd_value(rng)
    if isinstance(value, np.ndarray) and value.dtype == object:
        import h5py

        group.attrs.create(name, value, dtype=h5py.string_dtype())
    else:
        group.attrs[name] = value


def drop_something(file: Any, rng: random.Random) -> None:
    group = rng.choice(groups_in(file))
    if [*group.attrs] and rng.random() < 0.5:
        del group.attrs[rng.choice([*group.attrs])]
    elif len(group):
        del group[rng.choice([*group])]


def add_link(file: Any, rng: random.Random) -> None:
    """Hard links in circles, soft and external links, also ones of names that are there."""
    import h5py

    groups = groups_in(file)
    group = rng.choice(groups)
    name = rng.choice([*group] or NAMES) if rng.random() < 0.5 else rng.choice(NAMES)
    if name in group:
        del group[name]
    group[name] = rng.choice((
        rng.choice(groups), h5py.SoftLink("/"), h5py.SoftLink("/no/where"), h5py.ExternalLink("other.h5", "/"),
        h5py.ExternalLink("/etc/hostname", "/x"),
    ))  # fmt: skip


def add_data_set(file: Any, rng: random.Random) -> None:
    """Data sets of many kinds, as large as they say and not."""
    group = rng.choice(groups_in(file))
    name = f"{rng.choice(NAMES)}{rng.randrange(5)}".replace("/", "_")
    if name in group:
        del group[name]
    match rng.randrange(8):
        case 0:
            group.create_dataset(name, shape=(1 << 30, 1 << 20), dtype="f4", chunks=(1 << 10, 1 << 10))
        case 1:
            group.create_dataset(name, data=np.zeros((4, 8), "f4"), compression="gzip")
        case 2:
            group.create_dataset(name, data=np.zeros(3, [("a", "f4"), ("b", "i8")]))
        case 3:
            group.create_dataset(name, shape=(4, 5), dtype="f4", external=[("other.bin", 0, 80)])
        case 4:
            group.create_dataset(name, data="text")
        case 5:
            group.create_dataset(name, shape=(10**6, 50, 40), dtype="f4", chunks=(1000, 50, 40))
        case 6:
            kind = rng.choice(("?", "f2", ">f8", "c8", "V7", "S3", "i1"))
            group.create_dataset(name, data=np.zeros((5, 4, 3), kind), maxshape=(None, 4, None))
        case _:
            group.create_dataset(name, shape=None, dtype="f4")


def add_many(file: Any, rng: random.Random) -> None:
    group = rng.choice(groups_in(file))
    first = rng.randrange(10**6)
    for number in range(rng.choice((10, 100, 6000))):
        group.create_group(f"g{first + number}")


CHANGES: tuple[Change, ...] = (set_attribute, set_attribute, drop_something, add_link, add_data_set, add_many)


def with_odd_objects(data: bytes, rng: random.Random) -> bytes:
    """An HDF5 file in which a few objects are others."""
    import h5py

    content = io.BytesIO(data)
    with h5py.File(content, "r+") as file:
        for _ in range(rng.choice((1, 1, 2, 4))):
            try:
                rng.choice(CHANGES)(file, rng)
            except (OSError, ValueError, KeyError, RuntimeError, TypeError):
                continue  # what cannot be written is no file that anybody has
    return content.getvalue()
