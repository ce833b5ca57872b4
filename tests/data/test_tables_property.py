"""Random tables against pandas: the sequences of ``groupby(sort=False)`` after a stable sort by time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from halves import mostly_slow

from lstmdoctor.core.tables import Table
from lstmdoctor.data import open_data

pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
IDS: dict[str, Callable[[Any], Any]] = {
    "text": lambda code: [f"p{one}" for one in code],
    "numbers": lambda code: (code * 7 - 3).tolist(),
    "dates": lambda code: [f"2026-01-{one + 1:02}" for one in code],
}
TIMES: dict[str, Callable[[Any], Any]] = {
    "numbers": lambda steps: steps,
    "dates": lambda steps: pandas.Timestamp("2026-01-01") + pandas.to_timedelta(steps, "D"),
    "moments": lambda steps: (
        pandas.Timestamp("2026-01-01", tz="Asia/Tokyo") + pandas.to_timedelta(steps, "min")
    ),
}
WRITERS: dict[str, Callable[[Any, Path], Any]] = {
    "csv": lambda table, path: table.to_csv(path, index=False),
    "parquet": lambda table, path: table.to_parquet(path),
    "feather": lambda table, path: table.to_feather(path),
    "jsonl": lambda table, path: table.to_json(path, orient="records", lines=True, date_format="iso"),
}


def random_table(random: np.random.Generator, ids: str, times: str) -> Any:
    """A table of up to nine ids, with doubled times and values that are missing."""
    rows = int(random.integers(1, 60))
    code = random.integers(0, random.integers(1, 9), rows)
    gaps = np.where(random.random(rows) < 0.2, np.nan, random.normal(size=rows).round(3))
    return pandas.DataFrame(
        {
            "who": IDS[ids](code),
            "b": random.integers(-5, 5, rows),
            "at": TIMES[times](random.integers(0, 20, rows)),
            "a": gaps,
            "y": (code % 2).astype(int) if random.random() < 0.5 else random.integers(0, 3, rows),
        }
    )


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("seed", mostly_slow(range(6), 2, 3, 4, 5))
def test_sequences_are_those_of_groupby(tmp_path: Path, ids: str, times: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    table = random_table(random, ids, times)
    first = {name: place for place, name in reversed(list(enumerate(table["who"])))}
    groups = table.sort_values("at", kind="stable").groupby("who", sort=False)
    wanted = [group for _, group in sorted(groups, key=lambda one: first[one[0]])]
    for name, write in WRITERS.items():
        if seed > 1 and name in ("parquet", "feather"):  # read by a child: the slow ones
            continue
        path = tmp_path / name
        write(table, path)
        source = open_data(str(path), Table(("who",), "at", (), "y"))
        blocks = [one for block in source.arrays[0].blocks() for one in block]
        assert source.arrays[0].facts.samples == len(wanted)
        for found, group in zip(blocks, wanted, strict=True):
            np.testing.assert_array_equal(found, group[["b", "a"]].to_numpy(), name)
        labels = source.labels[0].whole()
        constant = all(group["y"].nunique() == 1 for group in wanted)
        for label, group in zip(labels, wanted, strict=True):
            rows = group["y"].to_numpy()
            np.testing.assert_array_equal(label, rows[0] if constant else rows, name)
