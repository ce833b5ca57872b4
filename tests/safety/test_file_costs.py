"""Files of every reader that claim, repeat or unpack: what all commands over a group of them take together.

One process goes through a group, so that its peak is a bound for each file of it; each honest neighbour of a
hostile file is read in the same process.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from data_files import header, npy
from hostile_pickles import FOUR, RECONSTRUCT, dtype, number, size, text
from packed_files import bytes_of_zeros
from places import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read from /proc"),
]
MOST_MEGABYTES, MOST_SECONDS = 400.0, 30.0
"""Of all commands over one group, this process and those that it starts."""
GONE_THROUGH = """
import contextlib, io, json, resource, sys
from pathlib import Path
from lstmdoctor.__main__ import main
found = list(sys.path)
for words in json.load(sys.stdin):
    sys.path[:] = found
    said, sys.argv, code = io.StringIO(), ["lstmdoctor", *words], 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as end:
            code = end.code
    print(json.dumps([code, said.getvalue()]))
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
own = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
peak = max(int(own), used[1].ru_maxrss) / 1000
print(json.dumps([peak, sum(one.ru_utime + one.ru_stime for one in used)]))
"""
SEEN = (("inspect", "FILE"), ("diagnose", "m.json", "FILE"))
"""What every file is tried with; the first exit code is that of `inspect`."""
FIXED = (("fix", "FILE", "--window", "2", "-o", "out.npy"),)
LABELS = (("diagnose", "m.json", "good.npy", "--labels", "FILE"),)
MODEL = (("inspect", "FILE"), ("diagnose", "FILE", "good.npy"))


@dataclass(frozen=True)
class Row:
    """One file.

    Parameters
    ----------
    make : bytes, or callable
        Its content, or what writes it to the path that it is given.
    said : str
        What is in the output of every command; a sentence where the file is refused.
    codes : sequence of int
        Exit codes that are allowed; 2 alone for a file that is refused, whatever the command.
    verbs : sequence of words
    """

    make: bytes | Callable[[Path], object]
    said: str
    codes: Sequence[int] = (2,)
    verbs: Sequence[Sequence[str]] = SEEN


def pickled(value: object) -> bytes:
    return pickle.dumps(value, 4)


def array(shape: bytes, kind: bytes, content: bytes) -> bytes:
    """An array as protocols 0 to 4 write it, within a pickle."""
    return RECONSTRUCT + b"(K\1" + shape + kind + b"\x89" + content + b"tb"


def of_nothing(*axes: int, times: int = 1) -> bytes:
    """A list of arrays without values."""
    one = array(size(*map(number, axes)), dtype("f4"), b"C\0")
    return FOUR + b"](" + one * times + b"e."


def doubled(first: bytes, wrap: Callable[[bytes], bytes], levels: int) -> bytes:
    """A thing, and things that each hold the one before twice."""
    out = FOUR + first + b"\x94"
    for level in range(levels):
        out += b"0" + wrap(b"h" + bytes([level])) + b"\x94"
    return out + b"."


def ordered(inner: bytes) -> bytes:
    name = text("collections") + text("OrderedDict") + b"\x93)R("
    return name + text("a") + inner + text("b") + inner + b"u"


def truths(times: int) -> bytes:
    """One array of truth values that come and go, so many times."""
    return pickled([(np.arange(500_000) % 7 < 3)[:, None]] * times)


def batches(number: int) -> bytes:
    """A list of batches of dicts, as a dataset gives them."""
    names = [f"k{place}" for place in range(20)]
    return pickled([({name: np.ones((2, 5, 1), "f4") for name in names}, np.ones(2)) for _ in range(number)])


PICKLES: dict[str, Row] = {
    "a frame of 2^63 bytes": Row(FOUR + b"\x95" + b"\xff" * 7 + b"\x7f]K\1a.", "promises 9,223,372"),
    "an integer of -1 bytes": Row(FOUR + b"]\x8b\xff\xff\xff\xffa.", "promises 4,294,967,295 bytes"),
    "bytes of 2^62": Row(FOUR + b"\x8e" + (1 << 62).to_bytes(8, "little") + b"abc.", "promises 4,611,686"),
    "dicts of dicts": Row(
        doubled(b"}", lambda one: b"}(" + text("a") + one + text("b") + one + b"u", 60), "multiply"
    ),
    "ordered dicts of such": Row(doubled(b"K\1", ordered, 60), "multiply"),
    "arrays of objects in such": Row(
        doubled(
            b"K\1",
            lambda one: array(size(number(2)), dtype("O8"), b"](" + one * 2 + b"e"),
            40,
        ),
        "",
    ),
    "a dict in itself": Row(FOUR + b"}\x94" + text("a") + b"h\0s.", "contains itself"),
    "a tuple in itself": Row(FOUR + b"](\x94h\0\x85\x94h\1e.", ""),
    "rows of nothing without end": Row(of_nothing(10**18, 0, times=2000), "longer than those of any array"),
    "a few rows of nothing": Row(of_nothing(5, 0, times=20), "list", (0, 1)),
    "2 million axes": Row(of_nothing(*[1] * 200_000), "its shape is not"),
    "a text of 2 GB in no row": Row(FOUR + array(size(number(0)), dtype("V2147483647"), b"C\0") + b".", ""),
    "one array 2,000 times": Row(truths(2000), "references that multiply"),
    "one array 3 times": Row(truths(3), "3", (0, 1)),
    "a frozen stack of marks": Row(FOUR + b"(" * 9_000_000 + b"t" * 9_000_000 + b".", "made to fill memory"),
    "3,000 batches of 21 arrays": Row(batches(3000), "21 arrays", (0, 1), SEEN[:1]),
    "the same looked through": Row(batches(3000), "20 arrays", (0, 1), SEEN[1:]),
    "600,000 lists of two numbers": Row(
        FOUR + b"](" + b"](K\1K\2e" * 600_000 + b"e.", "600", (0, 1), SEEN[:1]
    ),
    "the same of a set of theirs": Row(
        FOUR + b"](" + b"(K\1K\2\x91" * 600_000 + b"e.", "600", (0, 1), SEEN[:1]
    ),
    "1.6 million times no byte": Row(FOUR + b"](" + b"C\0" * 1_600_000 + b"e.", "bytes", (0, 1), SEEN[:1]),
    "8 million truth values": Row(FOUR + b"](" + b"\x88\x89" * 4_000_000 + b"e.", "8,000,000", (0, 1), SEEN[1:]),
    "a million numbers": Row(FOUR + b"](" + b"K\1" * 1_000_000 + b"e.", "000", (0, 1)),
}  # fmt: skip


def objects(path: Path) -> None:
    """A zip of members that promise arrays of objects, and hold lists."""
    inner = npy(header("'|O'", shape="()"), FOUR + b"](" + b"K\1" * 1000 + b"e.")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for place in range(40):
            file.writestr(f"p{place}.npy", inner)


def named_twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file, pytest.warns(UserWarning):
        for _ in range(2):
            file.writestr("x.npy", npy(header(shape="(2, 3)"), bytes(24)))


ARRAYS: dict[str, Row] = {
    "a header of 4 GB": Row(b"\x93NUMPY\2\0\xff\xff\xff\xff" + b" " * 1000, "claims 4,294,967,295 bytes"),
    "texts of nothing": Row(npy(header("'<U0'", shape=f"({10**15}, 3)"), b""), "str", (0, 1)),
    "a chain of signs": Row(npy(header(shape="(" + "-" * 30_000 + "1,)"), b""), "its header is damaged"),
    "60,000 digits": Row(npy(header(shape="(" + "1" * 60_000 + ",)"), b""), ""),
    "a dtype of arrays": Row(npy(header("('<f4', (1000, 1000))", shape="(0,)"), b""), "names no dtype"),
    "numbers in two steps": Row(
        lambda path: path.write_bytes(bytes_of_zeros((135_000_000, 2, 1), "gzip")), "270,000,000 timesteps"
    ),
    "the same of few": Row(
        lambda path: path.write_bytes(bytes_of_zeros((1_000_000, 2, 1), "gzip")), "000", (0, 1)
    ),
    "members of objects": Row(objects, "promises Python objects", (0, 1, 2), SEEN[:1]),
    "the same cut in windows": Row(objects, "", (1, 2), FIXED),
    "members of one name": Row(named_twice, "ambiguous"),
    "2 million truth values": Row(npy(header("'|b1'", shape="(2000000,)"), bytes(2_000_000)), "", (0, 1)),
    "a label of 10^9": Row(npy(header("'<i8'", shape="(4,)"), np.array([0, 1, 10**9, 3]).tobytes()), "", (0, 1), LABELS),
}  # fmt: skip


def text_in_dictionary(rows: int, width: int) -> Any:
    import pyarrow as pa

    places = pa.array(np.zeros(rows, "i4"))
    return pa.table(
        {"s": pa.DictionaryArray.from_arrays(places, pa.array(["x" * width])), "x": np.zeros(rows)}
    )


def parquet(path: Path, table: Any) -> None:
    from pyarrow.parquet import write_table

    write_table(table, path, compression="zstd")


def feather(path: Path, table: Any) -> None:
    """One batch of all rows, as a writer of one table makes it, and not packed."""
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table.combine_chunks())


def extension(path: Path) -> None:
    """A column of the kind that pyarrow once unpickled a class for."""
    import pyarrow as pa

    kind = {
        "ARROW:extension:name": "arrow.py_extension_type",
        "ARROW:extension:metadata": b"cposix\nsystem\n.",
    }
    schema = pa.schema([pa.field("a", pa.float64(), metadata=kind), ("b", pa.float64())])
    feather(path, pa.table([np.arange(20.0), np.arange(20.0)], schema=schema))


def lists(path: Path) -> None:
    import pyarrow as pa

    wide = pa.FixedSizeListArray.from_arrays(pa.array(np.zeros(10_000_000, "f4")), 100_000)
    parquet(path, pa.table({"a": wide, "b": np.zeros(100)}))


def cut_feather(path: Path) -> None:
    feather(path, text_in_dictionary(50, 9))
    path.write_bytes(path.read_bytes()[:-300])


def cells(path: Path) -> None:
    import pyarrow as pa

    feather(path, pa.table({name: np.zeros(8_000_000) for name in "abcd"}))


def tiny_batches(path: Path) -> None:
    import pyarrow as pa

    row = pa.record_batch([pa.array([1.0]), pa.array(["a"])], ["x", "s"])
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_stream(out, row.schema) as writer:
        for _ in range(40_000):
            writer.write_batch(row)


TABLES: dict[str, Row] = {
    "40,000 batches of a row": Row(tiny_batches, "(text)", (0, 1), SEEN[:1]),
    "a text of 20 kB in a dictionary": Row(
        lambda path: feather(path, text_in_dictionary(70_000, 20_000)), "(text)", (0, 1), SEEN[:1]
    ),
    "the same in Parquet": Row(
        lambda path: parquet(path, text_in_dictionary(70_000, 20_000)), "(text)", (0, 1), SEEN[:1]
    ),
    "a text of 5 kB in every row": Row(
        lambda path: parquet(path, text_in_dictionary(60_000, 5000).cast(_plain())), "(text)", (0, 1), SEEN[:1]
    ),
    "words in a dictionary": Row(
        lambda path: parquet(path, text_in_dictionary(200_000, 6)), "(text)", (0, 1)
    ),
    "one batch of 256 MB": Row(cells, "(8000000, 4) float64", (0, 1), SEEN[:1]),
    "lists of 100,000 numbers": Row(lists, "100", (0, 1)),
    "a class in a column": Row(extension, "20", (0, 1)),
    "half of a dictionary": Row(cut_feather, "a damaged Feather"),
}  # fmt: skip


def _plain() -> Any:
    import pyarrow as pa

    return pa.schema([("s", pa.string()), ("x", pa.float64())])


def layer(kind: str, name: str, inbound: object, **options: object) -> dict[str, object]:
    config = {"name": name, **options}
    return {"class_name": kind, "name": name, "config": config, "inbound_nodes": inbound}


ENTRY = layer("InputLayer", "x", [], batch_shape=[None, 5, 3])


def graph(layers: list[object], end: object = ("l", 0, 0)) -> dict[str, object]:
    config = {"name": "m", "layers": layers, "input_layers": [["x", 0, 0]], "output_layers": [end]}
    return {"class_name": "Functional", "config": config}


def written(model: object) -> bytes:
    return json.dumps(model).encode()


def called_twice(levels: int) -> bytes:
    """Models within models, each called twice: 2^levels ways through."""
    model = graph([ENTRY, layer("Dense", "l", [[["x", 0, 0, {}]]], units=3)])
    for level in range(levels):
        name = f"m{level}"
        inner = {**model, "name": name, "inbound_nodes": [[["x", 0, 0, {}]], [[name, 0, 0, {}]]]}
        model = graph([ENTRY, inner], [name, 1, 0])
    return written(model)


def chained(kind: str, number: int, times: int) -> bytes:
    """Layers one behind the other, each of which takes the one before so many times."""
    layers: list[object] = [ENTRY]
    for place in range(number):
        before = [f"a{place - 1}" if place else "x", 0, 0, {}]
        layers.append(layer(kind, f"a{place}", [[before] * times], units=3))
    return written(graph([*layers, layer("LSTM", "l", [[[f"a{number - 1}", 0, 0, {}]]], units=2)]))


LSTM = layer("LSTM", "l", [[["x", 0, 0, {}]]], units=2)
MODELS: dict[str, Row] = {
    "models called twice, 40 deep": Row(called_twice(40), "", (0, 1, 2), MODEL),
    "sums of themselves": Row(chained("Add", 500, 2), "", (0, 1), MODEL),
    "a layer in itself": Row(
        written(graph([ENTRY, layer("LSTM", "l", [[["l", 0, 0, {}]]], units=2)])), "", (0, 1, 2), MODEL
    ),
    "20,000 nodes": Row(
        written(graph([ENTRY, layer("LSTM", "l", [[["x", 0, 0, {}]]] * 20_000, units=2)])), "", (0, 1, 2), MODEL
    ),
    "a shape of 10^30": Row(
        written(graph([layer("InputLayer", "x", [], batch_shape=[None, 10**30, 3]), LSTM])), "", (0, 1, 2), MODEL
    ),
    "keys again and again": Row(
        b"{" + b'"class_name":"Sequential",' * 100_000 + b'"config":{"layers":[]}}', "", (0, 1, 2), MODEL
    ),
    "an honest one": Row(written(graph([ENTRY, LSTM])), "Functional", (0, 1), MODEL[:1]),
}  # fmt: skip
GROUPS = {"pickles": PICKLES, "arrays": ARRAYS, "tables": TABLES, "models": MODELS}


def gone_through(folder: Path, words: Sequence[Sequence[str]]) -> tuple[list[tuple[int, str]], float, float]:
    """Exit code and output of each command, and the peak memory in MB and CPU seconds of all together."""
    done = subprocess.run(
        [sys.executable, "-c", GONE_THROUGH],
        input=json.dumps(words),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    *said, cost = map(json.loads, done.stdout.splitlines())
    return [(code, output) for code, output in said], *cost


@pytest.mark.parametrize("group", GROUPS)
def test_costs_of_a_group(tmp_path: Path, group: str) -> None:
    if group == "tables":
        pytest.importorskip("pyarrow")
    entry = {"class_name": "InputLayer", "config": {"batch_shape": [None, None, 1], "name": "x"}}
    recurrent = {"class_name": "LSTM", "config": {"units": 2, "name": "l"}}
    model = {"class_name": "Sequential", "config": {"layers": [entry, recurrent]}}
    (tmp_path / "m.json").write_text(json.dumps(model))
    np.save(tmp_path / "good.npy", np.random.default_rng(0).normal(size=(4, 5, 3)).astype("f4"))
    asked: list[tuple[str, str, Row, list[str]]] = []
    for place, (name, row) in enumerate(GROUPS[group].items()):
        path = tmp_path / f"f{place}"
        path.write_bytes(row.make) if isinstance(row.make, bytes) else row.make(path)
        asked += [
            (name, path.name, row, [path.name if word == "FILE" else word for word in words])
            for words in row.verbs
        ]
    before = sorted(path.name for path in tmp_path.iterdir())
    found, megabytes, seconds = gone_through(tmp_path, [words for *_, words in asked])
    wrong = []
    for (name, file, row, words), (code, said) in zip(asked, found, strict=True):
        whole = code != 2 or (said.count("\n") == 1 and said.startswith(f"error: {file}: "))
        broken = "internal error" in said or "Traceback" in said
        if code not in row.codes or row.said not in said or broken or not whole:
            wrong.append(f"{name}: {' '.join(words)}: {code} {said[:300]}")
    assert not wrong, "\n".join(wrong)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert megabytes < MOST_MEGABYTES and seconds < MOST_SECONDS, f"{megabytes:.0f} MB, {seconds:.1f} s"
