"""What the facts of a shard weigh, and what merging two of them costs.

python benchmarks/merging.py
"""

from __future__ import annotations

import pickle
import tempfile
import time
from pathlib import Path

import numpy as np

from lstmdoctor.core.facts import merge_facts
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.histograms import asked_of_facts
from lstmdoctor.data.scan.scanning import Search, scan_sequences

TIMES = 2000


def main() -> None:
    """Print one line for facts with and one for facts without histograms."""
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "x.npy"))
        np.save(path, random.normal(size=(16_000, 50, 8)).astype("f4"))
        array = open_data(path).arrays[0]
        for name, spread in (("facts", None), ("with histograms", asked_of_facts(array.facts))):
            facts = scan_sequences(array, search=Search(candidates=(0.0,), spread=spread))
            start = time.process_time()
            for _ in range(TIMES):
                merge_facts(facts, facts)
            each = (time.process_time() - start) / TIMES
            print(f"{name}: {len(pickle.dumps(facts)):,} bytes, {each * 1e3:.3f} ms of CPU a merge")


if __name__ == "__main__":
    main()
