"""A good array is damaged, diagnosed and cured; where the cure was chosen without asking, it is the array again.

Some damage cannot be seen: where two axes have one size, a swap of them leaves a shape that fits. So sizes are
distinct and larger than 1, but for axes that the damage needs at 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from block_facts import facts_of_block
from cases import report, wants

from lstmdoctor.core.readings import Array, Block, Reading

Damage = Callable[[Block], Block | None]


def lose_batch(block: Block) -> Block | None:
    return block[0] if isinstance(block, np.ndarray) and len(block) == 1 else None


def lose_features(block: Block) -> Block | None:
    if isinstance(block, list) or block.shape[-1] != 1 or block.ndim < 2:
        return None
    return block[..., 0]


def swap_time_features(block: Block) -> Block | None:
    if isinstance(block, list):
        return [sequence.T for sequence in block] if block[0].ndim == 2 else None
    return np.swapaxes(block, 1, 2) if block.ndim == 3 else None


def swap_batch_time(block: Block) -> Block | None:
    return np.swapaxes(block, 0, 1) if isinstance(block, np.ndarray) and block.ndim == 3 else None


def unstack(block: Block) -> Block | None:
    return list(block) if isinstance(block, np.ndarray) and block.ndim > 1 else None


def flatten(block: Block) -> Block | None:
    return block.reshape(len(block), -1) if isinstance(block, np.ndarray) and block.ndim == 3 else None


def singleton(axis: int) -> Damage:
    def add(block: Block) -> Block | None:
        if isinstance(block, list):
            return [np.expand_dims(sequence, min(axis, sequence.ndim)) for sequence in block]
        return np.expand_dims(block, min(axis, block.ndim))

    return add


DAMAGES: dict[str, Damage] = {
    "lose-batch": lose_batch,
    "lose-features": lose_features,
    "swap-time-features": swap_time_features,
    "swap-batch-time": swap_batch_time,
    "unstack": unstack,
    "flatten": flatten,
    "singleton-first": singleton(0),
    "singleton-second": singleton(1),
    "singleton-last": singleton(9),
}
SHAPES = (
    *itertools.permutations((2, 3, 5)),
    *itertools.permutations((4, 6, 7)),
    *((1, *rest) for rest in itertools.permutations((3, 5))),
    *((*rest, 1) for rest in itertools.permutations((3, 5))),
)  # fmt: skip


def unseen(names: tuple[str, ...], samples: int, labelled: bool) -> bool:
    """Damage that no shape can show where timesteps are free and any number of them fits.

    Nothing but labels, and more than one, tells samples from timesteps; and one sample of T steps without its
    batch axis is T samples of one step once it has another axis of size 1.
    """
    return "lose-batch" in names or ("swap-batch-time" in names and not (labelled and samples > 1))


def damaged(original: Array) -> Iterator[tuple[tuple[str, ...], Block]]:
    """The array after every one and every two damages that it can take."""
    for names in (*((name,) for name in DAMAGES), *itertools.permutations(DAMAGES, 2)):
        block: Block | None = original
        for name in names:
            block = None if block is None else DAMAGES[name](block)
        if block is not None:
            yield names, block


def cured(reading: Reading, block: Block) -> Array:
    for step in reading.steps:
        block = step.edit.apply(block)
    return np.asarray(block)


@pytest.mark.parametrize("labelled", [True, False], ids=["labels", "no labels"])
@pytest.mark.parametrize("fixed", [True, False], ids=["fixed", "free"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_chosen_cure_gives_the_array_back(shape: tuple[int, ...], fixed: bool, labelled: bool) -> None:
    number, timesteps, features = shape
    original: Array = np.arange(number * timesteps * features, dtype="float32").reshape(shape)
    spec = wants(None, timesteps if fixed else None, features)
    chosen = 0
    for names, block in damaged(original):
        if not fixed and unseen(names, number, labelled):
            continue
        (pair,) = report(spec, facts_of_block(block), number if labelled else None).case.pairs
        if pair.chosen is not None:
            chosen += 1
            back = cured(pair.chosen, block)
            assert back.shape == shape and np.array_equal(back, original), (
                names,
                np.shape(block),
                pair.chosen.id,
            )
    assert chosen >= 5


@pytest.mark.parametrize("name", DAMAGES)
def test_each_damage_alone_is_noticed(name: str) -> None:
    shapes = {"lose-batch": (1, 5, 3), "lose-features": (4, 5, 1)}
    shape = shapes.get(name, (4, 5, 3))
    original: Array = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    block = DAMAGES[name](original)
    assert block is not None
    found = report(wants(None, *shape[1:]), facts_of_block(block))
    assert found.findings and found.case.pairs[0].readings
