"""Tables and shards: LD151 to LD162."""

from __future__ import annotations

from typing import Any

from fault_cases.arrays import noise, table, wave
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.models import recurrent

COLUMNS: dict[str, list[Any]] = {
    "station": ["north"] * 12 + ["south"] * 12,
    "hour": [*range(12), *range(12)],
    "pulse": wave(24, 2.0),
    "flow": wave(24, 3.0, 1.0),
}
TIMED = "--id station --time hour"
TWO = {MODEL: recurrent(12, 2)}


def stations(**columns: list[Any]) -> str:
    """Two stations with 12 hours each, and what is different."""
    return table({**COLUMNS, **columns})


PARTS = {"p0.npy": noise(8, 12, 2), "p1.npy": noise(8, 12, 2, seed=1)}
CASES: dict[str, tuple[Scene, ...]] = {
    "LD151": (
        Speaks(
            "one station measured twice in an hour",
            {**TWO, "x.csv": stations(hour=[0, 0, *range(2, 12), *range(12)])},
            TIMED,
            beside="LD153 LD504",
            silent=True,
        ),
        Silent("every hour once for each station", {**TWO, "x.csv": stations()}, TIMED, beside="LD504"),
    ),
    "LD152": (
        Speaks(
            "the newest row first",
            {**TWO, "x.csv": stations(hour=[*range(11, -1, -1)] * 2)},
            TIMED,
            beside="LD504",
            silent=True,
        ),
        Silent("the oldest row first", {**TWO, "x.csv": stations()}, TIMED, beside="LD504"),
    ),
    "LD153": (
        Speaks(
            "hourly rows, and a night without any",
            {**TWO, "x.csv": stations(hour=[*range(6), *range(18, 24)] * 2)},
            TIMED,
            beside="LD504",
            silent=True,
        ),
        Silent("a row for every hour", {**TWO, "x.csv": stations()}, TIMED, beside="LD504"),
    ),
    "LD154": (
        Speaks(
            "the column 'label' is one more than the model has features",
            {**TWO, "x.csv": stations(label=[0] * 12 + [1] * 12)},
            TIMED,
            beside="LD504",
        ),
        Silent(
            "the same table, and what the column is for",
            {**TWO, "x.csv": stations(label=[0] * 12 + [1] * 12)},
            f"{TIMED} --target label",
            beside="LD504",
        ),
    ),
    "LD155": (
        Speaks(
            "a station with 4 rows for windows of 12",
            {**TWO, "x.csv": stations(station=["north"] * 20 + ["south"] * 4, hour=[*range(20), *range(4)])},
            TIMED,
            beside="LD301 LD302 LD504",
            silent=True,
        ),
        Silent("12 rows for each station", {**TWO, "x.csv": stations()}, TIMED, beside="LD504"),
    ),
    "LD161": (
        Speaks(
            "a file of 8 samples with 7 labels",
            {**TWO, **PARTS, "y0.npy": noise(8, 1), "y1.npy": noise(7, 1)},
            command=f"lstmdoctor diagnose {MODEL} 'p*.npy' --labels 'y*.npy'",
        ),
        Silent(
            "as many labels as samples in every file",
            {**TWO, **PARTS, "y0.npy": noise(8, 1), "y1.npy": noise(8, 1)},
            command=f"lstmdoctor diagnose {MODEL} 'p*.npy' --labels 'y*.npy'",
        ),
    ),
    "LD162": (
        Speaks(
            "one of three files has a feature too few",
            {**TWO, **PARTS, "p2.npy": noise(8, 12, 1)},
            command=f"lstmdoctor diagnose {MODEL} 'p*.npy'",
            beside="LD210",
        ),
        Silent(
            "three files of one shape",
            {**TWO, **PARTS, "p2.npy": noise(8, 12, 2)},
            command=f"lstmdoctor diagnose {MODEL} 'p*.npy'",
        ),
    ),
}
