"""Random damage to good files: each is read or refused, and nothing else ever happens.

    python tests/safety/mutate.py --cases 5000

runs that many cases of every kind of data and model, in child processes with a batch in each, and says which
died, hung, let an exception through that is not a refusal, or did something that reading a file must not do
(run or import something, start a process, open another file, write). What is read goes all the way: it is
diagnosed together with a healthy file, and the report is written in every format. The seed of a batch and the
number of a case make a case repeatable:

    python tests/safety/mutate.py --kind npz --seed 3 --only 17
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import pickle
import random
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from good_files import Files, Kind, kinds, partners
from odd_fields import with_odd_fields
from odd_hdf5 import with_odd_objects
from odd_messages import with_odd_messages
from odd_pickles import with_odd_tokens
from watch import Watch

from lstmdoctor import api
from lstmdoctor.core.reports import Report
from lstmdoctor.core.run import Result, Run, Task
from lstmdoctor.data import open_data
from lstmdoctor.errors import LstmdoctorError
from lstmdoctor.files.limits import MAPPED_BYTES
from lstmdoctor.report import RENDERERS, json_report, load_renderer, text

BATCH = 250
SECONDS_A_CASE = 10.0
SECONDS_A_CHILD = 12.0
MEGABYTES_A_CASE = 300
"""More than the largest of these small files can have made."""
PATTERNS = (b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f", b"\0\0\0\x40")


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
                out[place : place + 4] = rng.choice(PATTERNS)
    return bytes(out)


ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 7, 2**31, 2**63, -(2**70), 0.5, 1e300, float("nan"), float("inf"), "", "LSTM", "x",
    "a\x1b[31m\n::error::b", "\ud800", "\u202e", "n" * 3000, [], {}, [None], [[]], [None, 5], [None, None, 3],
    [[["x", 0, 0]]], {"class_name": "LSTM"}, {"class_name": "__tuple__", "items": [None, 4, 3]}, "Masking",
    {"class_name": "Masking", "config": {"mask_value": float("nan")}}, "Embedding", "stateful", "valid",
)  # fmt: skip
"""What a value in a config is replaced by."""


def with_odd_values(config: bytes, rng: random.Random) -> bytes:
    """A config in which a few values are others, missing, doubled, or moved from elsewhere in it."""
    root = json.loads(config)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        places = list(everywhere(root))
        holder, key = rng.choice(places)
        other_holder, other_key = rng.choice(places)
        match rng.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case 2 | 3:
                holder[key] = copy.deepcopy(other_holder[other_key])
            case _:
                holder[key] = copy.deepcopy(rng.choice(ODD))
        if not root:
            break
    return json.dumps(root).encode()


def everywhere(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as what it is in and its key or position there."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from everywhere(value[key])


def with_odd_config(packed: bytes, rng: random.Random) -> bytes:
    """The same for a config in a zip."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, with_odd_values(content, rng) if name == "config.json" else content)
    return out.getvalue()


def odd_data(data: bytes, rng: random.Random) -> bytes:
    """A pickle of arrays, lists and dicts that are sound, and not what anybody trains on."""
    names = rng.sample(
        ("X", "y", "seq_in", "static_in", "x_train", "a\x1b[0m", "input_1", "lstm_input"), rng.randrange(1, 4)
    )
    parts = [odd_part(rng) for _ in names]
    value: Any = rng.choice((dict(zip(names, parts, strict=True)), parts[0], tuple(parts), parts))
    return pickle.dumps(value, rng.randrange(6))


DTYPES = ("f4", "f8", "f2", "i8", ">f4", ">i2", "u1", "?", "c8", "U3", "S2", "M8[s]", "O", "i4,f4")
AXES = (0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 9, 32, 200)


def odd_part(rng: random.Random) -> Any:
    """An array of any dtype and shape, or a list of such, alike or not."""
    if rng.random() < 0.5:
        return odd_array(rng, [rng.choice(AXES) for _ in range(rng.choice((0, 1, 2, 2, 3, 3, 3, 4, 5)))])
    tail = [rng.choice((1, 3, 4)) for _ in range(rng.randrange(3))]
    alike = rng.random() < 0.7
    dtype = rng.choice(DTYPES)
    items = [
        odd_array(rng, [rng.randrange(7), *(tail if alike else [rng.randrange(4)])], dtype if alike else "")
        for _ in range(rng.choice((0, 1, 2, 5, 8)))
    ]
    return [item.tolist() for item in items] if rng.random() < 0.3 else items


def odd_array(rng: random.Random, shape: list[int], dtype: str = "") -> np.ndarray[Any, Any]:
    size = int(np.prod(shape))
    shape = shape if size < 20_000 else [4, *shape[:1]]
    low = rng.choice((-1000, -1, 0, 0))
    numbers = np.random.default_rng(rng.randrange(10**6)).integers(
        low, low + rng.choice((1, 2, 12, 500)), shape
    )
    kind = dtype or rng.choice(DTYPES)
    array = numbers.astype("i8").astype(kind) if kind != "i4,f4" else np.zeros(shape, kind)
    if array.dtype.kind == "f" and array.size and rng.random() < 0.4:
        array.flat[rng.randrange(array.size)] = rng.choice((np.nan, np.inf, -np.inf, -0.0, 6e4))
    return np.asfortranarray(array) if rng.random() < 0.2 else array


STRUCTURES: tuple[tuple[tuple[bytes, ...], Callable[[bytes, random.Random], bytes]], ...] = (
    ((b"PK", b"\x93NUMPY"), with_odd_fields),
    ((b"\x89HDF",), with_odd_objects),
)
"""How a file begins, and what knows its structure; all others are pickles or protobuf."""


def case_of(kind: Kind, case: int, rng: random.Random) -> Files:
    """The files of one case."""
    base = kind.bases[case % len(kind.bases)]
    name = rng.choice(sorted(set(base) - kind.spare))
    change = change_of(kind, base[name])
    return {**base, name: change(base[name], rng)}


def change_of(kind: Kind, content: bytes) -> Callable[[bytes, random.Random], bytes]:
    """What is done to a file of this kind."""
    if kind.fields:
        odd = with_odd_tokens if kind.role == "data" else with_odd_messages
        return next((change for start, change in STRUCTURES if content.startswith(start)), odd)
    if not kind.values:
        return damaged
    if kind.role == "data":
        return odd_data
    return with_odd_config if content.startswith(b"PK") else with_odd_values


def put(path: Path, files: Files) -> str:
    """Write the files of a case; a lone one without a name is the path itself."""
    for name, content in files.items():
        place = path / name if name else path
        if name:
            path.mkdir(exist_ok=True)
        place.write_bytes(content)
    return str(path)


def look(path: str) -> bool:
    """Open a data file and read all of it; False when it is refused. Any other exception gets through."""
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


def whole_way(model: str, data: str, every_format: bool) -> bool:
    """Diagnose and write the report; False when a file is refused. Any other exception gets through."""
    try:
        report = api.diagnose(model, data)
    except LstmdoctorError as error:
        check_words(str(error))
        return False
    for words in written(report, model, data, every_format):
        odd = {char for char in words if not char.isprintable() and char != "\n"}
        assert not odd, f"prints {sorted(map(ascii, odd))}"
    return True


def written(report: Report, model: str, data: str, every_format: bool) -> Iterator[str]:
    yield json_report.render(report)
    yield text.render(report, 80, color=False)
    if every_format:
        yield text.render(report, 100, color=False, verbose=True)
        run = Run((Result(Task(model, data), report),), single=True)
        yield from (load_renderer(name)(run) for name in RENDERERS)


def check_words(words: str) -> None:
    """A refusal is one sentence, and not the one for exceptions that nobody expected."""
    assert "\n" not in words, words
    assert "allow_pickle" not in words, words
    assert ": damaged (" not in words, words
    assert "makes no sense" not in words, words


def run_batch(name: str, seed: int, cases: range, watch: Watch) -> tuple[list[str], Counter[bool]]:
    """What went wrong in one batch, as ``kind seed case: exception``; how many were read and refused."""
    kind, healthy = kinds()[name], partners()
    wrong: list[str] = []
    ended: Counter[bool] = Counter()
    ways = healthy["model" if kind.role == "data" else "data"]
    for case in cases:
        base = case % len(kind.bases)  # folders of different bases hold files of different names
        files = case_of(kind, case, random.Random(seed * 1_000_003 + case))
        path = put(Path(watch.folder, f"damaged {base}"), files)
        other = put(Path(watch.folder, "healthy"), ways[case // len(kind.bases) % len(ways)])
        start, peak = processor_seconds(), peak_megabytes()
        try:
            with watch.watching(), warnings.catch_warnings(action="error"):
                ended[one_case(kind, path, other, case % 4 == 0)] += 1
        except Exception as error:  # the point of the exercise
            wrong.append(f"{name} {seed} {case}: {type(error).__name__}: {error}")
        wrong += [f"{name} {seed} {case}: {event}" for event in watch.taken()]
        if (grown := peak_megabytes() - peak) > MEGABYTES_A_CASE:
            wrong.append(f"{name} {seed} {case}: took {grown} MB")
        if (took := processor_seconds() - start) > SECONDS_A_CASE:
            wrong.append(f"{name} {seed} {case}: took {took:.1f} s")
    return wrong, ended


def processor_seconds() -> float:
    """Seconds that processors worked for this process and for its children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def peak_megabytes() -> int:
    """Most memory that this process, or one that it started, had so far; 0 where nobody tells."""
    try:
        import resource
    except ImportError:
        return 0
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(one).ru_maxrss for one in who) >> 10


def one_case(kind: Kind, path: str, other: str, every_format: bool) -> bool:
    if kind.role == "model":
        return whole_way(path, other, every_format)
    with patch("lstmdoctor.files.regular.MAPPED_BYTES", 0 if kind.mapped else MAPPED_BYTES):
        return look(path) and whole_way(other, path, every_format)


def batch_in_child(name: str, seed: int, number: int) -> tuple[str, Counter[bool]]:
    """The output of one batch in a process of its own, and how many files were read and refused."""
    command = [sys.executable, __file__, "--kind", name, "--seed", str(seed), "--batch", str(number)]
    limit = 60 + number * (SECONDS_A_CHILD if name.startswith("h5") else 1)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return f"{name} {seed}: hangs", Counter()
    if done.returncode:
        return f"{done.stdout}{name} {seed}: exit {done.returncode} {done.stderr[-2000:]}", Counter()
    *wrong, counts = done.stdout.splitlines()
    read, refused = map(int, counts.split())
    return "\n".join(wrong), Counter({True: read, False: refused})


def say(words: str) -> None:
    if words:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=5000, help="of every kind")
    parser.add_argument("--kind", choices=kinds(), help="only this kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="only the case of this number")
    parser.add_argument("--workers", type=int, default=2, help="batches at once")
    parser.add_argument("--batch", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    asked = options()
    if asked.batch is not None or asked.only is not None:
        cases = range(asked.only, asked.only + 1) if asked.only is not None else range(asked.batch)
        with tempfile.TemporaryDirectory() as folder:
            wrong, ended = run_batch(asked.kind, asked.seed, cases, Watch(folder))
        say("\n".join(wrong))
        say(f"{ended[True]} {ended[False]}")
        return 0
    failed = False
    for name in [asked.kind] if asked.kind else kinds():
        jobs = [
            (name, asked.seed + first // BATCH, min(BATCH, asked.cases - first))
            for first in range(0, asked.cases, BATCH)
        ]
        total: Counter[bool] = Counter()
        with ThreadPoolExecutor(asked.workers) as workers:
            for words, counts in workers.map(lambda job: batch_in_child(*job), jobs):
                say(words)
                failed |= bool(words)
                total += counts
        say(f"{name}: {asked.cases} cases, {total[True]} read, {total[False]} refused")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
