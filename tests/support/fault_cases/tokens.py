"""Token ids and Embeddings: LD601 to LD605."""

from __future__ import annotations

import numpy as np

from fault_cases.arrays import ids, noise
from fault_cases.case import MODEL, Scene, Silent, Speaks
from fault_cases.models import dense, embedding, given, lstm, recurrent, sequential

WORDS = {MODEL: sequential(given(12), embedding(100), lstm(), dense())}
NEGATIVE = ids(20, 12)
NEGATIVE[::4, 5] = -1

CASES: dict[str, tuple[Scene, ...]] = {
    "LD601": (
        Speaks("the ids 1 to 100 for an Embedding of 100", {**WORDS, "x.npy": ids(20, 12, below=101)}),
        Silent("the ids 1 to 99", {**WORDS, "x.npy": ids(20, 12)}),
    ),
    "LD602": (
        Speaks("-1 for words that nobody knows", {**WORDS, "x.npy": NEGATIVE}, silent=True),
        Silent("no id below 1", {**WORDS, "x.npy": ids(20, 12)}),
    ),
    "LD603": (
        Speaks("measurements where ids are wanted", {**WORDS, "x.npy": abs(noise(20, 12))}, silent=True),
        Silent("whole numbers", {**WORDS, "x.npy": ids(20, 12)}),
    ),
    "LD604": (
        Speaks(
            "one-hot letters for a model that starts with an Embedding",
            {**WORDS, "x.npy": np.eye(27, dtype="float32")[ids(20, 12, below=27)]},
            beside="LD504",
        ),
        Silent("the numbers of the letters", {**WORDS, "x.npy": ids(20, 12, below=27)}),
    ),
    "LD605": (
        Speaks(
            "ids for a model of one-hot vectors", {MODEL: recurrent(12, 27), "x.npy": ids(20, 12, below=27)}
        ),
        Silent(
            "the ids as one-hot vectors",
            {MODEL: recurrent(12, 27), "x.npy": np.eye(27, dtype="float32")[ids(20, 12, below=27, first=0)]},
        ),
    ),
}
