"""The spread of values as a line of blocks."""

from __future__ import annotations

import numpy as np
import pytest
from check_cases import run
from fault_cases.case import staged
from fault_cases.models import recurrent

from lstmdoctor.core.histograms import Histograms
from lstmdoctor.report.ragged import BLOCKS
from lstmdoctor.report.spread import spread_blocks

SPREADS = {
    "positive alone": (Histograms(positive=((0, 16), (1, 4))), "0█▄"),
    "negative alone": (Histograms(negative=((0, 16), (1, 4))), "▄█0"),
    "both sides": (Histograms(positive=((0, 64),), negative=((0, 1),)), "▁0█"),
    "a gap": (Histograms(positive=((0, 1), (2, 1))), "0█ █"),
}


@pytest.mark.parametrize("name", SPREADS)
def test_blocks(name: str) -> None:
    spread, blocks = SPREADS[name]
    assert spread_blocks(spread) == blocks


def test_a_wide_spread_fits_one_line() -> None:
    counts = tuple((exponent, 1) for exponent in range(-149, 128))
    assert len(spread_blocks(Histograms(positive=counts, negative=counts))) <= BLOCKS + 1


@pytest.mark.parametrize(("words", "seen"), [(("-v", "--histograms"), True), (("-v",), False)])
def test_it_is_shown_when_it_is_asked_for(words: tuple[str, ...], seen: bool) -> None:
    with staged(
        {"m.keras": recurrent(12, 3), "x.npy": np.full((4, 12, 3), 1.5, "f4"), "y.npy": np.ones((4, 1))}
    ):
        done = run("diagnose", "m.keras", "x.npy", "--labels", "y.npy", "--ignore", "LD503", *words)
    line = "spread of the data: 144 values from 1.5 to 1.5 by power of two, 0.0% of them 0"
    assert (line in done.stdout) is seen and ("spread of the labels: 4 values" in done.stdout) is seen
