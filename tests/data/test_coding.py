"""Ids as numbers and rows in their order, the same in any blocks and by either way of sorting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pa = pytest.importorskip("pyarrow")
from lstmdoctor.data.tables import grouping  # noqa: E402
from lstmdoctor.data.tables.coding import Coding, ValueCoding  # noqa: E402

RANDOM = np.random.default_rng(5)
IDS: dict[str, list[list[Any]]] = {
    "text": [[f"p{one}" for one in RANDOM.integers(0, 9, 60)]],
    "numbers": [RANDOM.integers(-4, 4, 60).tolist()],
    "two columns": [[f"s{one}" for one in RANDOM.integers(0, 4, 60)], RANDOM.integers(0, 5, 60).tolist()],
    "three columns": [RANDOM.integers(0, 3, 60).tolist() for _ in range(3)],
}


@pytest.mark.parametrize("blocks", [1, 7, 60])
@pytest.mark.parametrize("name", IDS)
def test_ids_are_numbered_in_order_of_first_appearance(name: str, blocks: int) -> None:
    columns = IDS[name]
    rows = list(zip(*columns, strict=True))
    known = {one: place for place, one in enumerate(dict.fromkeys(rows))}
    coding = Coding()
    found = [
        coding.code_rows([pa.array(column[part[0] : part[-1] + 1]) for column in columns], len(part))
        for part in np.array_split(np.arange(60), blocks)
    ]
    assert np.concatenate(found).tolist() == [known[one] for one in rows]
    assert len(coding) == len(known)
    assert coding.id_text(3) == ", ".join(map(str, list(known)[3]))


def test_a_cell_without_a_value_is_one_of_them() -> None:
    coding = ValueCoding()
    assert coding.code_cells(pa.array(["a", None, "a"])).tolist() == [0, 1, 0]
    assert coding.code_cells(pa.array(["b", None]).dictionary_encode()).tolist() == [2, 1]
    assert coding.values() == ["a", None, "b"]


TIMES = {
    "steps": RANDOM.integers(0, 30, 500),
    "microseconds": RANDOM.integers(0, 10**4, 500) * 60_000_000 + 1_700_000_000_000_000,
    "all alike": np.full(500, 7),
    "too far apart for one number": RANDOM.integers(-(2**62), 2**62, 500),
    "fractions": RANDOM.normal(size=500),
    "none": None,
}


@pytest.mark.parametrize("name", TIMES)
def test_rows_are_sorted_as_lexsort_sorts_them(name: str) -> None:
    codes, times = RANDOM.integers(0, 20, 500).astype(np.int32), TIMES[name]
    wanted = np.lexsort((codes,) if times is None else (times, codes))
    found = grouping.order_of(codes, times)
    assert found is not None and np.array_equal(found, wanted)
    if times is not None:
        own = np.argsort(codes, kind="stable")
        fell = own[1:][(codes[own][1:] == codes[own][:-1]) & (times[own][1:] < times[own][:-1])]
        assert grouping.backward_rows(codes, times) == (len(fell), int(fell.min()) + 1 if len(fell) else 0)
