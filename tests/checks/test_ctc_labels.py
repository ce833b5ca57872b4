"""Labels of CTC losses: what no path through the output can spell, and what is passed over in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from cases import array, codes, file, model, wants

from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import OutputSpec
from lstmdoctor.data.scan.alignments import align_sequences
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.data.sequences.in_memory import ArraySequences, ListSequences
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

Array = npt.NDArray[Any]
N, T, C = 40, 12, 6
RNG = np.random.default_rng(5)


def padded(value: int = 0, front: bool = False, low: int = 1, high: int = C - 1, longest: int = 5) -> Array:
    made = np.full((N, 7), value)
    for row in made:
        size = RNG.integers(2, longest + 1)
        row[slice(-size, None) if front else slice(size)] = RNG.integers(low, high + 1, size)
    made[0, 0 if not front else -1] = high
    return made


def rows_of(*row: int) -> Array:
    return np.array([row] * N)


def diagnosed(labels: Array | list[Array], loss: str, version: str = "3.15.1") -> Report:
    output = OutputSpec("out", (None, T, C), "float32", "Dense", None, loss)
    made = replace(model(wants(None, T, 3)), outputs=(output,), keras_version=version)
    held = ListSequences("y", labels) if isinstance(labels, list) else ArraySequences("y", labels)
    looked_at = scan_sequences(held, aligned=True)
    beside = DataFile("y.npy", "npy", (Named("y", looked_at),))
    return diagnose_facts(made, file(x=array(N, T, 3)), beside)


ROWS: tuple[tuple[str, Any, str, str], ...] = (
    ("padded with 0", padded(), "ctc", ""),
    ("padded with 0, as floats", padded().astype("float32"), "ctc", ""),
    ("no padding", rows_of(1, 2, 3), "ctc", ""),
    ("a label for each step", rows_of(*[1, 2] * 6), "ctc", ""),
    ("six equal ones in 11 steps", rows_of(*[1] * 6), "ctc", ""),
    ("wider than the output, but for the padding", rows_of(1, 2, *[0] * 18), "ctc", ""),
    ("a sample without a label", np.r_[padded()[1:], np.zeros((1, 7), int)], "ctc", ""),
    ("padded with -1", padded(-1), "ctc", "LD707"),
    ("padded with -1, classes from 0", padded(-1, low=0), "ctc", "LD707"),
    ("an id too large", padded(high=C), "ctc", "LD707"),
    ("padded in front", padded(front=True), "ctc", "LD707"),
    ("classes from 0", rows_of(1, 0, 2, 0, 0), "ctc", "LD707"),
    ("a label more than steps", rows_of(*[1, 2] * 6, 3), "ctc", "LD707"),
    ("seven equal ones need 13 steps", rows_of(*[1] * 7), "ctc", "LD707"),
    ("one-hot", np.eye(C)[padded()], "ctc", "LD707"),
    ("one label a sample", RNG.integers(1, C, N), "ctc", "LD707"),
    ("rows of unequal length", [np.arange(1, 2 + i % 3) for i in range(N)], "ctc", "LD707"),
    ("too long and too large", rows_of(*[1, C] * 7), "ctc", "LD707 LD707"),
    ("a loss called so, padded with -1", padded(-1), "ctc_loss", ""),
    ("a loss called so, padded with 99", padded(99), "my_ctc", ""),
    ("a loss called so, an id too large", padded(high=C), "CTCLoss", "(LD707)"),
    ("a loss called so, too many labels", rows_of(*[1, 2] * 7), "ctc_batch_loss", "(LD707)"),
    ("a loss with such letters in it", rows_of(*[1, 9] * 7), "architecture", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "loss", "wanted"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_labels_of_ctc(labels: Array, loss: str, wanted: str) -> None:
    assert codes([one for one in diagnosed(labels, loss).findings if one.fault.code[:3] == "LD7"]) == wanted


@pytest.mark.parametrize(
    ("labels", "wanted"), [(padded(), "LD707"), (rows_of(1, 2, 3), "")], ids=["padded", "of one length"]
)
def test_before_3_4_each_place_is_read(labels: Array, wanted: str) -> None:
    found = diagnosed(labels, "ctc", "3.3.3").findings
    assert codes([one for one in found if one.fault.code[:3] == "LD7"]) == wanted


def steps_needed(row: Array) -> int:
    read = row[: np.count_nonzero(row)]
    return len(read) + int(np.count_nonzero(read[1:] == read[:-1]))


def test_alignments_are_those_of_each_row() -> None:
    for seed in range(100):
        rng = np.random.default_rng(seed)
        rows = [rng.integers(0, 3, rng.integers(0, 7)) for _ in range(5)] + [np.ones(1, int)]
        found = align_sequences(np.concatenate(rows)[:, None], np.array(list(map(len, rows))), True)
        sizes, numbers = np.unique([steps_needed(row) for row in rows], return_counts=True)
        assert found is not None
        assert found.needed == tuple(zip(sizes.tolist(), numbers.tolist(), strict=True))
        assert found.blanks == sum(0 in row[: np.count_nonzero(row)] for row in rows)
