"""Checks of padding, masks and lengths: what they say of data at hand, and where they are silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from test_padding_zoo import HEALTHY, LSTM, case_with, layer, normal, padded, zipf_ids

from lstmdoctor.checks import CHECKS
from lstmdoctor.core.choices import Choices
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.spec import Layer, Option, Shape
from lstmdoctor.data.sequences.source import Array

RNG = np.random.default_rng(0)
FULL = normal(RNG, 200, 40, 3)
POST, PRE = padded(RNG, FULL), padded(RNG, FULL, "pre")
POST_9 = padded(RNG, FULL, value=-9)
IDS = zipf_ids(RNG)
POST_IDS, PRE_IDS = padded(RNG, IDS), padded(RNG, IDS, "pre")
LATE, EARLY = padded(RNG, FULL, rows=0.5, shortest=30), padded(RNG, FULL, "pre", rows=0.5, shortest=30)

GRU = layer("GRU", units=8)
BACKWARDS = layer("LSTM", units=8, go_backwards=True)
BOTH = layer("LSTM", "Bidirectional", units=8)
RELU = layer("LSTM", units=8, activation="relu")
CONV_LSTM = layer("ConvLSTM1D", filters=8)
MASK, MASK_9 = layer("Masking", mask_value=0.0), layer("Masking", mask_value=-9.0)
MASK_NAN = layer("Masking", mask_value=None)
EMBED, EMBED_MASK = layer("Embedding", input_dim=1000), layer("Embedding", input_dim=1000, mask_zero=True)
DENSE = layer("Dense", units=4)
CONV = layer("Conv1D", filters=4, kernel_size=(3,))


@dataclass(frozen=True)
class Row:
    """Data, the layers it goes through, and the codes of what is found; severities where they are not usual."""

    data: Array | list[Array]
    path: tuple[Layer, ...]
    codes: tuple[str, ...] = ()
    shape: Shape | None = None
    choices: Choices = field(default_factory=Choices)


def few(data: Array, rows: int, value: float) -> Array:
    out = data.copy()
    out[:rows] = value
    return out


def gaps(data: Array, value: float, number: int = 30) -> Array:
    out = data.copy()
    out[RNG.integers(0, len(out), number), RNG.integers(2, 28, number)] = value
    return out


def ragged(*lengths: int, features: int = 3) -> list[Array]:
    return [RNG.normal(size=(length, features)).astype("float32") for length in lengths]


def findings(row: Row, *codes: str) -> list[Finding]:
    case = case_with({"x": row.data}, row.path, row.shape, row.choices)
    return [finding for check in CHECKS if check.FAULT.code in codes for finding in check.find(case)]


def short(length: int, *path: Layer, shape: Shape = (None, None, 3), pad: int | None = None) -> Row:
    return Row(normal(RNG, 8, length, 3), (*path, LSTM), ("LD309",), shape, Choices(pad=pad))


def fits(row: Row) -> Row:
    return Row(row.data, row.path, (), row.shape, row.choices)


OF_PADDING = ("LD303", "LD304", "LD305", "LD306", "LD307")
PADDING: dict[str, Row] = {
    # LD304
    "at the end, no mask": Row(POST, (LSTM,), ("LD304",)),
    "at the end, GRU": Row(POST, (GRU,), ("LD304",)),
    "at the end, behind a dense layer": Row(POST, (DENSE, LSTM), ("LD304",)),
    "at the end, both ways": Row(POST, (BOTH,), ("LD304",)),
    "in front, both ways": Row(PRE, (BOTH,), ("LD304",)),
    "in front, read backwards": Row(PRE, (BACKWARDS,), ("LD304",)),
    "at the end, -9": Row(POST_9, (LSTM,), ("LD304",)),
    "ids at the end": Row(POST_IDS, (EMBED, LSTM), ("LD304",)),
    "a mask that a convolution drops": Row(POST, (MASK, CONV, LSTM), ("LD304",)),
    "one feature without its axis": Row(POST[..., 0], (LSTM,), ("LD304",), (None, 40, 1)),
    "a list of equal sequences": Row(list(POST), (LSTM,), ("LD304",), (None, 40, 3)),
    "short of what the model takes": Row(POST, (LSTM,), ("LD304",), (None, 60, 3)),
    "in front, no mask": Row(PRE, (LSTM,)),
    "in front, GRU": Row(PRE, (GRU,)),
    "ids in front": Row(PRE_IDS, (EMBED, LSTM)),
    "at the end, read backwards": Row(POST, (BACKWARDS,)),
    "no padding": Row(FULL, (LSTM,)),
    "nothing recurrent": Row(POST, (DENSE,)),
    "recurrent within each step": Row(POST, (layer("LSTM", "TimeDistributed"),)),
    "a mask of an unreadable value": Row(POST, (MASK_NAN, LSTM)),
    "axes swapped": Row(POST.swapaxes(1, 2).copy(), (LSTM,), (), (None, 40, 3)),
    "another number of features": Row(POST, (LSTM,), (), (None, 40, 7)),
    # LD305
    "masked, another value": Row(POST_9, (MASK, LSTM), ("LD305",)),
    "masked -9, padded 0": Row(POST, (MASK_9, LSTM), ("LD305",)),
    "masked -9, padded 0 in front": Row(PRE, (MASK_9, LSTM), ("LD305",)),
    "ids padded with 999": Row(padded(RNG, IDS, value=999), (EMBED_MASK, LSTM), ("LD305",)),
    "masked, the same value": Row(POST, (MASK, LSTM)),
    "masked -9, padded -9": Row(POST_9, (MASK_9, LSTM)),
    "ids masked": Row(POST_IDS, (EMBED_MASK, LSTM)),
    "masked, no padding": Row(FULL, (MASK, LSTM)),
    # LD306
    "zeros inside": Row(gaps(FULL, 0), (MASK, LSTM), ("LD306",)),
    "zeros inside and padding": Row(gaps(POST, 0), (MASK, LSTM), ("LD306",)),
    "one zero inside": Row(gaps(FULL, 0, 1), (MASK, LSTM), ("LD306",)),
    "counts under a mask of 0": Row(HEALTHY["counts"](RNG), (MASK, LSTM), ("LD306",)),
    "ids with 0 inside": Row(gaps(IDS, 0), (EMBED_MASK, LSTM), ("LD306",)),
    "a list with zeros inside": Row([gaps(FULL, 0)[0, :20], *ragged(30), gaps(FULL, 0, 2000)[0]], (MASK, LSTM), ("LD306",), (None, None, 3)),
    "zeros inside, no mask": Row(gaps(FULL, 0), (LSTM,)),
    "zeros inside, -9 masked": Row(padded(RNG, gaps(FULL, 0), value=-9), (MASK_9, LSTM)),
    "single zeros, not whole steps": Row(np.where(RNG.random(FULL.shape) < 0.02, 0, FULL), (MASK, LSTM)),
    # LD307
    "in front, masked": Row(PRE, (MASK, LSTM), ("LD307",)),
    "in front, masked, GRU": Row(PRE, (MASK, GRU), ("LD307",)),
    "in front, masked, both ways": Row(PRE, (MASK, BOTH), ("LD307",)),
    "ids in front, masked": Row(PRE_IDS, (EMBED_MASK, LSTM), ("LD307",)),
    "half of the rows in front": Row(EARLY, (MASK, LSTM), ("LD307",)),
    "in front, masked, relu": Row(PRE, (MASK, RELU)),
    "in front, masked, unrolled": Row(PRE, (MASK, layer("LSTM", unroll=True))),
    "in front, masked, SimpleRNN": Row(PRE, (MASK, layer("SimpleRNN"))),
    "half of the rows at the end": Row(LATE, (MASK, LSTM)),
    # LD303
    "a sequence of length 0": Row(ragged(5, 0, 8), (LSTM,), ("LD303",), (None, None, 3)),
    "rows of padding": Row(few(PRE, 4, 0), (LSTM,), ("LD303",)),
    "rows of the mask value": Row(few(FULL, 2, -9), (MASK_9, LSTM), ("LD303",)),
    "rows of the mask value and padding": Row(few(POST, 2, 0), (MASK, LSTM), ("LD303",)),
    "texts without a known word": Row(few(POST_IDS, 3, 0), (EMBED_MASK, LSTM), ("LD303",)),
    "sequences of length 1": Row(ragged(5, 1, 8), (LSTM,), (), (None, None, 3)),
    "rows of zero without padding": Row(few(FULL, 4, 0), (LSTM,)),
    "rows of zero, -9 masked": Row(few(FULL, 4, 0), (MASK_9, LSTM)),
}  # fmt: skip


@pytest.mark.parametrize("name", PADDING)
def test_padding_and_masks(name: str) -> None:
    row = PADDING[name]
    found = findings(row, *OF_PADDING)
    assert tuple(finding.fault.code for finding in found) == row.codes
    assert all(finding.severity == "warning" and finding.help and finding.evidence for finding in found)


def test_marks_of_missing_steps_beyond_the_data_are_a_note() -> None:
    (finding,) = findings(Row(gaps(FULL, -9), (MASK_9, LSTM)), *OF_PADDING)
    assert (finding.fault.code, finding.severity) == ("LD306", "note")


def test_the_cure_of_unmasked_padding_is_a_mask_or_the_other_side() -> None:
    (finding,) = findings(Row(POST_9, (LSTM,)), "LD304")
    assert "keras.layers.Masking(mask_value=-9.0) in front of 'lstm'" in finding.help
    assert 'padding="pre"' in finding.help
    (both,) = findings(Row(PRE, (BOTH,)), "LD304")
    assert "Masking" in both.help and "pad_sequences" not in both.help
    (ids,) = findings(Row(POST_IDS, (EMBED, LSTM)), "LD304")
    assert "mask_zero=True" in ids.help
    (dropped,) = findings(Row(POST, (MASK, CONV, LSTM)), "LD304")
    assert "Masking" not in dropped.help and 'padding="pre"' in dropped.help
    (taken,) = findings(Row(gaps(POST, 0), (LSTM,)), "LD304")
    assert "mask_value=-10.0" in taken.help


def test_numbers_of_unmasked_padding() -> None:
    data = FULL.copy()
    data[:50, 30:] = 0
    (finding,) = findings(Row(data, (LSTM,)), "LD304")
    assert finding.message == (
        "50 of 200 sequences end in steps of 0 (6 % of all steps) and nothing masks them: 'lstm' reads them "
        "last, which changed outputs by 77 to 100 % when measured"
    )
    assert finding.evidence["share"] == 0.0625


def conv(**options: Option) -> Layer:
    return Layer("Conv1D", "conv", options)


def pool(size: int = 2, **options: Option) -> Layer:
    return Layer("MaxPooling1D", "pool", {"pool_size": (size,), **options})


DEEP = (conv(kernel_size=(5,)), pool(), conv(kernel_size=(3,), strides=(2,)), pool(3, strides=1))
LENGTHS: dict[str, tuple[Row, int]] = {
    "one convolution": (short(4, conv(kernel_size=(5,))), 5),
    "a kernel of one number": (short(2, conv(kernel_size=3)), 3),
    "dilated": (short(8, conv(kernel_size=(5,), dilation_rate=(2,))), 9),
    "two convolutions": (short(4, conv(kernel_size=(3,)), conv(kernel_size=(3,))), 5),
    "a stride": (short(8, conv(kernel_size=(3,), strides=(3,)), conv(kernel_size=(3,))), 9),
    "pooling": (short(1, pool()), 2),
    "pooling by 4 after a convolution": (short(6, conv(kernel_size=(5,)), pool(4)), 8),
    "same, then pooling": (short(5, conv(kernel_size=(9,), padding="same"), pool(6)), 6),
    "cropped": (short(4, layer("Cropping1D", cropping=(2, 2))), 5),
    "deep": (short(17, *DEEP), 18),
    "padded to too few": (short(2, conv(kernel_size=(5,)), pad=4), 5),
    "behind an embedding": (
        Row(RNG.integers(1, 9, (20, 4)), (EMBED, conv(kernel_size=(5,)), LSTM), ("LD309",), (None, None)), 5,
    ),
}  # fmt: skip
LONG_ENOUGH: dict[str, Row] = {
    "one convolution": fits(short(5, conv(kernel_size=(5,)))),
    "dilated": fits(short(9, conv(kernel_size=(5,), dilation_rate=(2,)))),
    "same": fits(short(1, conv(kernel_size=(9,), padding="same"))),
    "causal": fits(short(1, conv(kernel_size=(9,), padding="causal"))),
    "deep": fits(short(18, *DEEP)),
    "filled up first": fits(short(1, layer("ZeroPadding1D", padding=2), conv(kernel_size=(5,)))),
    "repeated first": fits(short(2, layer("UpSampling1D", size=3), conv(kernel_size=(5,)))),
    "no convolution": fits(short(1, DENSE)),
    "channels first": fits(short(2, conv(kernel_size=(5,), data_format="channels_first"))),
    "within each step": fits(short(2, layer("Conv1D", "TimeDistributed", kernel_size=(5,)))),
    "a layer of one's own": fits(short(2, conv(kernel_size=(5,)), layer("Mine"))),
    "a kernel that is not known": fits(short(2, conv())),
    "padded to enough": fits(short(2, conv(kernel_size=(5,)), pad=5)),
    "padded to the model's length": fits(short(2, conv(kernel_size=(5,)), shape=(None, 10, 3))),
    "a list padded to its longest": Row(ragged(2, 9), (conv(kernel_size=(5,)), LSTM), (), (None, None, 3)),
}  # fmt: skip


@pytest.mark.parametrize("name", LENGTHS)
def test_too_few_timesteps_for_the_windows(name: str) -> None:
    row, least = LENGTHS[name]
    (finding,) = findings(row, "LD309")
    assert (finding.severity, finding.evidence["needed"]) == ("error", least)


@pytest.mark.parametrize("name", LONG_ENOUGH)
def test_enough_timesteps_for_the_windows(name: str) -> None:
    assert findings(LONG_ENOUGH[name], "LD309") == []


WASTE: dict[str, tuple[Callable[[], Row], int]] = {
    "one long sequence": (lambda: Row(ragged(*[10] * 19, 100), (LSTM,), (), (None, None, 3)), 10),
    "a length far beyond": (lambda: Row(ragged(5, 9, 12), (LSTM,), (), (None, 60, 3)), 12),
    "found in an array": (lambda: Row(padded(RNG, np.pad(FULL, ((0, 0), (0, 80), (0, 0)))), (MASK, LSTM)), 40),
}  # fmt: skip
NO_WASTE: dict[str, Callable[[], Row]] = {
    "like lengths": lambda: Row(ragged(*range(20, 60)), (LSTM,), (), (None, None, 3)),
    "equal lengths": lambda: Row(ragged(20, 20), (LSTM,), (), (None, 20, 3)),
    "no padding": lambda: Row(FULL, (LSTM,)),
    "a third of padding": lambda: Row(LATE, (LSTM,)),
}


@pytest.mark.parametrize("name", WASTE)
def test_more_padding_than_data(name: str) -> None:
    make, most = WASTE[name]
    (finding,) = findings(make(), "LD308")
    assert finding.severity == "note"
    assert isinstance(p95 := finding.evidence["p95"], int) and p95 <= most
    assert "of like length" in finding.help


@pytest.mark.parametrize("name", NO_WASTE)
def test_less_padding_than_data(name: str) -> None:
    assert findings(NO_WASTE[name](), "LD308") == []


@pytest.mark.parametrize(
    ("shape", "path", "wanted"),
    [
        ((40, 1, 3), (LSTM,), ["LD310"]),
        ((40, 2, 3), (LSTM,), []),
        ((1, 1, 3), (LSTM,), []),
        ((40, 1, 3), (layer("LSTM", stateful=True, units=8),), []),
        ((40, 1, 3), (layer("Dense"),), []),
        ((40, 7), (layer("Dense"),), []),
    ],
    ids=["one step", "two", "one sample", "stateful", "no recurrent layer", "no time"],
)
def test_one_timestep(shape: tuple[int, ...], path: tuple[Layer, ...], wanted: list[str]) -> None:
    case = case_with({"x": np.random.default_rng(0).normal(size=shape)}, path)
    assert [
        one.fault.code for check in CHECKS for one in check.find(case) if one.fault.code == "LD310"
    ] == wanted
