"""Random damage to good data files: every file is read or refused, and nothing else ever happens.

    python tests/mutate.py --cases 5000

runs that many cases of every kind in child processes, a batch in each, and says which died, hung, or let an
exception through that is not a refusal. The seed of a batch and the number of a case make it repeatable.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import lzma
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lstmdoctor.data import open_data
from lstmdoctor.errors import LstmdoctorError

BATCH = 250
SECONDS_A_CASE = 10.0


def _saved(write: Callable[..., object], *arrays: object, **named: object) -> bytes:
    file = io.BytesIO()
    write(file, *arrays, **named)
    return file.getvalue()


def kinds() -> dict[str, bytes]:
    """One good file of every kind."""
    x = np.arange(60, dtype="f4").reshape(5, 4, 3)
    ragged = [x[i, : i % 4 + 1] for i in range(5)]
    records = np.zeros(3, [("a", "f4"), ("b", ">i8")])
    objects = np.empty(2, object)
    objects[:] = [x[0], [1, 2.5]]
    value = {
        "X": ragged,
        "y": np.arange(5),
        "o": objects,
        "r": records,
        "n": [[1, 2.5], [3]],
        "s": "text",
        "f": x.T,
    }
    good = {f"pickle {protocol}": pickle.dumps(value, protocol) for protocol in range(6)}
    good["npy"] = _saved(np.save, np.asfortranarray(x))
    good["npy of records"] = _saved(np.save, records)
    good["npy of objects"] = _saved(np.save, objects)
    good["npz"] = _saved(np.savez, X=x, y=np.arange(5), o=objects)
    good["npz, packed"] = _saved(np.savez_compressed, X=x, y=np.arange(5))
    good["gzip"] = gzip.compress(good["pickle 4"], mtime=0)
    good["bzip2"] = bz2.compress(good["npy"])
    good["xz"] = lzma.compress(good["pickle 5"])
    try:
        import joblib
    except ImportError:
        return good
    good["joblib"] = _saved(lambda file, item: joblib.dump(item, file), value)
    return good


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A copy with a few bits flipped, and bytes changed, dropped, doubled or moved."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        place = rng.randrange(len(out)) if out else 0
        match rng.randrange(7):
            case 0:
                out[place : place + 1] = bytes([(out[place] if out else 0) ^ 1 << rng.randrange(8)])
            case 1:
                out[place : place + 1] = bytes([rng.randrange(256)])
            case 2:
                del out[place : place + rng.choice((1, 1, 2, 8, 100))]
            case 3:
                out[place:place] = rng.randbytes(rng.choice((1, 1, 2, 8)))
            case 4:
                out[place:place] = out[place : place + rng.randrange(1, 64)]
            case 5:
                start = rng.randrange(len(out)) if out else 0
                out[place : place + 8] = out[start : start + 8]
            case _:
                out[place : place + 4] = rng.choice(
                    (b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f", b"\0\0\0\x40")
                )
    return bytes(out)


def look(path: str) -> bool:
    """Open a file and read all of it; False when it is refused. Any other exception gets through."""
    try:
        source = open_data(path)
    except LstmdoctorError as error:
        check_words(str(error))
        return False
    for sequences in source.arrays + source.labels:
        assert sequences.facts.dtypes
        for read in (lambda each: list(each.blocks()), lambda each: each.whole(), lambda each: each.split()):
            try:
                read(sequences)
            except LstmdoctorError as error:
                check_words(str(error))
    return True


def check_words(words: str) -> None:
    """A refusal is one sentence, and not the one for exceptions that nobody expected."""
    assert "\n" not in words, words
    assert "allow_pickle" not in words, words
    assert ": damaged (" not in words, words


def run_batch(kind: str, seed: int, cases: int, folder: str) -> list[str]:
    """What went wrong in one batch, as ``kind seed case: exception``."""
    good = kinds()[kind]
    path = Path(folder, "data")
    wrong = []
    for case in range(cases):
        path.write_bytes(damaged(good, random.Random(seed * 1_000_003 + case)))
        start = time.process_time()
        try:
            look(str(path))
        except Exception as error:  # the point of the exercise
            wrong.append(f"{kind} {seed} {case}: {type(error).__name__}: {error}")
        if time.process_time() - start > SECONDS_A_CASE:
            wrong.append(f"{kind} {seed} {case}: took {time.process_time() - start:.1f} s")
    return wrong


def say(words: str) -> None:
    if words:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--kind", choices=kinds(), help="only this kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batch", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.batch is not None:
        with tempfile.TemporaryDirectory() as folder:
            say("\n".join(run_batch(options.kind, options.seed, options.batch, folder)))
        return 0
    wrong = 0
    for kind in [options.kind] if options.kind else kinds():
        for first in range(0, options.cases, BATCH):
            number = min(BATCH, options.cases - first)
            seed = options.seed + first // BATCH
            command = [sys.executable, __file__, "--kind", kind, "--seed", str(seed), "--batch", str(number)]
            try:
                done = subprocess.run(
                    command, capture_output=True, text=True, timeout=number + 60, check=False
                )
                words = done.stdout.strip()
                if done.returncode:
                    words += f"{kind} {seed}: exit {done.returncode} {done.stderr[-300:]}"
            except subprocess.TimeoutExpired:
                words = f"{kind} {seed}: hangs"
            if words:
                wrong += 1
                say(words)
        say(f"{kind}: {options.cases} cases")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
