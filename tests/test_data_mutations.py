"""A few hundred seeded mutations of every kind of file; `python tests/mutate.py --cases 5000` runs thousands."""

from __future__ import annotations

from pathlib import Path

import mutate
import pytest


@pytest.mark.parametrize("kind", mutate.kinds())
def test_damage_is_read_or_refused(tmp_path: Path, kind: str) -> None:
    assert mutate.run_batch(kind, seed=7, cases=200, folder=str(tmp_path)) == []


@pytest.mark.parametrize("kind", mutate.kinds())
def test_what_is_damaged_is_read_when_whole(tmp_path: Path, kind: str) -> None:
    from lstmdoctor.data import open_data

    (tmp_path / "data").write_bytes(mutate.kinds()[kind])
    assert open_data(str(tmp_path / "data")).arrays
