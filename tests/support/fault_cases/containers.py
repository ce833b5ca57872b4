"""Containers, names and number of arrays: LD101 to LD109."""

from __future__ import annotations

import numpy as np

from fault_cases.arrays import ids, lists, noise
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.models import dense, embedding, given, lstm, recurrent, sequential, two_inputs

USUAL = {MODEL: recurrent(12, 3)}
TWO = {MODEL: two_inputs((12, 3), 4)}
OBJECTS = noise(20, 12, 3).astype(object)

CASES: dict[str, tuple[Scene, ...]] = {
    "LD101": (
        Speaks("20 sequences of (12, 3) in a list", {**USUAL, "x.pkl": lists(20, 12, 12, 3)}),
        Silent("the same sequences as one array", {**USUAL, "x.npy": np.stack(lists(20, 12, 12, 3))}),
    ),
    "LD102": (
        Speaks(
            "the numbers of 20 samples in nested Python lists",
            {**USUAL, "x.pkl": noise(20, 12, 3).tolist()},
            beside="LD504",
        ),
        Silent("the same numbers as one array", {**USUAL, "x.npy": noise(20, 12, 3)}),
    ),
    "LD103": (
        Speaks(
            "a file with one array for a model of two inputs", {**TWO, "x.npz": {"seq_in": noise(20, 12, 3)}}
        ),
        Silent(
            "both arrays under the names of the inputs",
            {**TWO, "x.npz": {"seq_in": noise(20, 12, 3), "static_in": noise(20, 4)}},
        ),
    ),
    "LD104": (
        Speaks(
            "a third array, which no input takes",
            {
                **TWO,
                "x.npz": {"seq_in": noise(20, 12, 3), "static_in": noise(20, 4), "weather": noise(20, 7, 5)},
            },
            silent=True,
        ),
        Silent(
            "a third array that holds the labels",
            {**TWO, "x.npz": {"seq_in": noise(20, 12, 3), "static_in": noise(20, 4), "y": noise(20, 1)}},
        ),
    ),
    "LD105": (
        Speaks("arrays named 'a' and 'b'", {**TWO, "x.npz": {"a": noise(20, 12, 3), "b": noise(20, 4)}}),
        Silent(
            "the same arrays, and what goes where",
            {**TWO, "x.npz": {"a": noise(20, 12, 3), "b": noise(20, 4)}},
            "--map seq_in=a --map static_in=b",
        ),
        Speaks(
            "labels where the data is meant, and data where the labels are",
            {**USUAL, "x.npy": noise(20, 1), "y.npy": noise(20, 12, 3)},
        ),
        Silent("data and labels", {**USUAL, "x.npy": noise(20, 12, 3), "y.npy": noise(20, 1)}),
    ),
    "LD106": (
        Speaks(
            "20 samples in one input and 18 in the other",
            {**TWO, "x.npz": {"seq_in": noise(20, 12, 3), "static_in": noise(18, 4)}},
        ),
        Silent(
            "20 samples in both", {**TWO, "x.npz": {"seq_in": noise(20, 12, 3), "static_in": noise(20, 4)}}
        ),
    ),
    "LD107": (
        Speaks("what a filter left over: no sample", {**USUAL, "x.npy": noise(0, 12, 3)}, silent=True),
        Silent("one sample", {**USUAL, "x.npy": noise(1, 12, 3)}),
    ),
    "LD108": (
        Speaks(
            "sentences for a model that starts with an Embedding",
            {
                MODEL: sequential(given(3, dtype="int32"), embedding(50), lstm(), dense()),
                "x.npy": np.array([["the", "small", "dog"], ["a", "cat", "sleeps"]]),
            },
        ),
        Silent(
            "the ids of the words",
            {
                MODEL: sequential(given(3, dtype="int32"), embedding(50), lstm(), dense()),
                "x.npy": ids(20, 3, below=50),
            },
        ),
    ),
    "LD109": (
        Speaks(
            "numbers in an object array, as a frame of mixed columns gives them", {**USUAL, "x.npy": OBJECTS}
        ),
        Silent("the same numbers as float32", {**USUAL, "x.npy": OBJECTS.astype("float32")}),
    ),
}
