"""Tables made to harm, and tables that are damaged: one sentence, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from contextlib import AbstractContextManager
from io import BufferedReader
from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from table_cases import FORMATS, table_bytes

from lstmdoctor.core.sharding import Shards
from lstmdoctor.core.tables import Table
from lstmdoctor.data import open_data
from lstmdoctor.data.formats.compressed import open_in_passing
from lstmdoctor.data.tables.arrow_rows import binary_batches
from lstmdoctor.errors import Refused, Unreadable, Usage
from lstmdoctor.files import limits
from lstmdoctor.files.regular import Regular

pytest.importorskip("pyarrow")
ROWS = {"id": ["a", "b"] * 50, "t": [*range(100)], "x": [0.5 * place for place in range(100)]}


def lying_parquet() -> bytes:
    """A Parquet file whose footer is said to be longer than the file."""
    good = bytearray(table_bytes(ROWS, "parquet"))
    good[-8:-4] = (0x7FFFFFFF).to_bytes(4, "little")
    return bytes(good)


def moved_pages() -> bytes:
    """A Parquet file in which everything stands elsewhere than its footer says."""
    good = table_bytes(ROWS, "parquet")
    return good[:4] + b"\xff" * 40 + good[4:]


def lying_offsets() -> bytes:
    """An Arrow file whose text begins far behind its end."""
    import pyarrow as pa

    offsets = pa.py_buffer(np.array([0, 1 << 30, 3], "<i4").tobytes())
    text = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"abc"))
    out = io.BytesIO()
    batch = pa.record_batch([text, pa.array([1, 2])], ["id", "x"])
    with pa.ipc.new_file(out, batch.schema) as writer:
        writer.write_batch(batch)
    return out.getvalue()


def packed_zeros() -> bytes:
    """An Arrow file of 200 kB that unpacks to more than 6 GB, in pieces of 3 GB."""
    import pyarrow as pa

    zeros = pa.py_buffer(bytes(400 << 20))
    parts = {name: pa.Array.from_buffers(pa.float64(), 50 << 20, [None, zeros]) for name in "abcdefgh"}
    batch = pa.record_batch(list(parts.values()), list(parts))
    out = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", 1))
    with pa.ipc.new_file(out, batch.schema, options=options) as writer:
        for _ in range(2):
            writer.write_batch(batch)
    return out.getvalue()


def test_a_bomb_is_met_by_the_child(tmp_path: Path) -> None:
    """What unpacks to more than a child may have is refused; this process does not grow with it."""
    path = tmp_path / "bomb.feather"
    path.write_bytes(packed_zeros())
    code = (
        "import re, sys\n"
        "from lstmdoctor.data import open_data\n"
        "from lstmdoctor.errors import Refused\n"
        "try:\n    open_data(sys.argv[1])\n"
        "except Refused as error:\n    print(error)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    said, peak = done.stdout.splitlines()
    assert "takes more memory" in said
    assert int(peak) < 200_000, f"{int(peak):,} kB"


def lines_of_own_keys(number: int) -> bytes:
    """JSON Lines with a key in each line that no other has: a table of them has the square of their number."""
    return b"".join(b'{"k%d": 1}\n' % place for place in range(number))


HOSTILE: dict[str, tuple[bytes, str]] = {
    "a quote that never ends": (b'a,b\n1,2\n3,"' + b"4,5\n" * 3_000_000, "a quote that never ends"),
    "a heading that never ends": (b"a,b\n" * 2 + b'1,"' + b"2\n3," * 500 + b"\n", "holds no numbers"),
    "a million columns": (b"a," * 1_000_000 + b"a\n" + b"1," * 1_000_000 + b"1\n", "no"),
    "twenty thousand columns": (
        ",".join(f"c{place}" for place in range(20_000)).encode() + b"\n" + b"1," * 19_999 + b"1\n",
        "at most 10,000",
    ),
    "a row of another width": (b"a,b\n" + b"1,2\n" * 2000 + b"1,2,3\n", "row 2,002 has 3 cells"),
    "NUL at the beginning": (b"a,b\n1,\x00\n", "not a format"),
    "no rows": (b"a,b\n\n", "a table without rows"),
    "text that is not UTF-8 in the end": (b"a,b\n" + b"1,2\n" * 2000 + b"\xff\xfe,2\n", "iconv"),
    "half a character of UTF-16 in the end": (
        "\ufeffa,b\n".encode("utf-16-le") + "1,2\n".encode("utf-16-le") * 2000 + b"3",
        "ends within a character",
    ),
    "a footer that lies": (lying_parquet(), "a damaged Parquet file"),
    "pages elsewhere": (moved_pages(), "a damaged Parquet file"),
    "offsets behind the end": (lying_offsets(), "a damaged Feather (Arrow) file"),
    "half a Parquet file": (table_bytes(ROWS, "parquet")[:700], "a damaged Parquet file"),
    "half a Feather file": (table_bytes(ROWS, "arrow")[:700], "a damaged Feather (Arrow) file"),
    "a line that never ends": (b'{"a": 1}\n{"a": "' + b"x" * (30 << 20), "a line of more than"),
    "lines that change their mind": (b'{"a": 1}\n{"a": {"b": 2}}\n', "a damaged JSON Lines file"),
    "lines of keys of their own": (
        lines_of_own_keys(40_000),
        "40,000 keys in 40,001 lines, which make no table",
    ),
    "quotes of a text that never ends": (
        b'{"a": 1}\n{"a": ' + b"[" * 60 + b'"' + b'\\"' * 400_000 + b"\n",
        "a damaged JSON Lines file",
    ),
    "deep JSON": (b'{"a": 1}\n{"b": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "nested more than 64 deep"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, words = HOSTILE[name]
    path = tmp_path / "data"
    path.write_bytes(content)
    with pytest.raises((Refused, Unreadable)) as caught:
        for array in open_data(str(path)).arrays:
            list(array.blocks())
    said = str(caught.value)
    assert words in said and "\n" not in said and len(said) < 400 + len(str(path))


@pytest.mark.parametrize("format_", FORMATS)
def test_damaged_anywhere(tmp_path: Path, format_: str) -> None:
    """Any byte changed: read, or refused; nothing else. What a child reads takes longer to try."""
    cases = 150 if format_ in ("csv", "tsv", "jsonl") else 12
    random, good = np.random.default_rng(3), table_bytes(ROWS, format_)
    path = tmp_path / "data"
    for _ in range(cases):
        bad = bytearray(good)
        for place in random.integers(0, len(bad), random.integers(1, 4)):
            bad[place] = random.integers(0, 256)
        path.write_bytes(bytes(bad) if random.random() < 0.8 else bytes(bad[: random.integers(1, len(bad))]))
        try:
            for array in open_data(str(path), Table(("id",), "t")).arrays:
                list(array.blocks())
        except (Refused, Unreadable, Usage) as error:
            assert "\n" not in str(error)


def test_a_table_far_larger_than_its_memory(tmp_path: Path) -> None:
    """120 MB of rows cut into windows of 30 times their size, in less than 300 MB."""
    path = tmp_path / "long.csv"
    block = "".join(f"{place},{place % 7}.5,{place % 11}.25\n" for place in range(100_000))
    with path.open("w") as file:
        file.write("a,b,c\n")
        for _ in range(60):
            file.write(block)
    code = (
        "import re, sys\n"
        "from lstmdoctor.data import open_data\n"
        "from lstmdoctor.edits.windows import Window\n"
        "[array] = open_data(sys.argv[1]).arrays\n"
        "window = Window(30, 30, True, 'float32')\n"
        "rows = sum(len(block) for block in window.flow(array.blocks()))\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(rows, peak)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    rows, peak = map(int, done.stdout.split())
    assert rows == 200_000
    assert peak < 300_000, f"{peak:,} kB"


@pytest.mark.parametrize("format_", [*FORMATS, "csv, packed"])
def test_a_table_of_more_cells_than_its_file(
    tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are alike take next to nothing in a file; those of an honest one are below any such limit."""
    path = tmp_path / "data"
    content = table_bytes({"x": [0.0] * 30_000, "y": [1.0] * 30_000}, format_.partition(",")[0])
    path.write_bytes(gzip.compress(content) if "packed" in format_ else content)
    monkeypatch.setattr(limits, "TABLE_BYTES", 400_000)
    monkeypatch.setattr(limits, "HONEST_RATIO", 3)
    if len(content) > 200_000 and "packed" not in format_:
        assert open_data(str(path)).arrays[0].facts.axes == (30_000, 2)
        return
    with pytest.raises(
        Refused, match=r"unpacks to more than [\d,]+ cells or .* of text, too much for a file of "
    ):
        open_data(str(path))


def in_groups(format_: str, columns: int, groups: int, dictionary: bool = False) -> bytes:
    """A table of a row in each of so many groups of rows."""
    import pyarrow as pa
    from pyarrow import parquet

    words = pa.array(["a"]).dictionary_encode() if dictionary else pa.array([0.5])
    row = pa.record_batch([words] * columns, [f"c{place}" for place in range(columns)])
    out = io.BytesIO()
    if format_ == "parquet":
        with parquet.ParquetWriter(out, row.schema) as file:
            for _ in range(groups):
                file.write_batch(row)
        return out.getvalue()
    with (pa.ipc.new_file if format_ == "arrow" else pa.ipc.new_stream)(out, row.schema) as writer:
        for _ in range(groups):
            writer.write_batch(row)
    return out.getvalue()


PIECES: dict[str, tuple[str, int, int, bool, str]] = {
    # format, columns, groups of a row, words in a dictionary, what is said
    "many columns in many groups": ("parquet", 30, 12, False, "360 pieces, 30 columns in each of 12 groups"),
    "the same, but few": ("parquet", 30, 9, False, ""),
    "one column in many groups": ("parquet", 1, 301, False, "301 pieces, 1 column in each of 301 groups"),
    "batches that are read as one": ("arrow", 30, 12, False, ""),
    "such of a stream": ("arrows", 30, 12, False, ""),
    "batches with words of their own": ("arrow", 30, 12, True, "330 pieces, 30 columns in each of 11 groups"),
}


@pytest.mark.parametrize("name", PIECES)
def test_a_table_in_more_pieces_than_rows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every column of every group of rows costs its time, however few rows it has."""
    format_, columns, groups, dictionary, said = PIECES[name]
    content = in_groups(format_, columns, groups, dictionary)
    monkeypatch.setattr(limits, "TABLE_PIECES", 300)
    read = binary_batches(io.BytesIO(content), format_, 1000, None)
    if said:
        with pytest.raises(Unreadable, match=said):
            list(read)
        return
    assert sum(len(batch["c0"]) for batch in read) == groups
    monkeypatch.setattr(limits, "TABLE_PIECES", 0)  # a file that has bytes for its pieces is never refused
    assert list(binary_batches(io.BytesIO(content), format_, 400 * columns * groups, None))


@pytest.mark.parametrize("table", [None, Table(("file",)), Table(values=("x",))], ids=str)
@pytest.mark.parametrize("format_", ["parquet", "csv, packed"])
def test_tables_of_more_cells_than_all_their_files(
    tmp_path: Path, format_: str, table: Table | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may be read alone; there is one budget for all, and a file that is large on disk adds to it."""
    monkeypatch.setattr(limits, "TABLE_BYTES", 400_000)
    monkeypatch.setattr(limits, "HONEST_RATIO", 3)
    content = table_bytes({"x": [0.0] * 20_000, "y": [1.0] * 20_000}, format_.partition(",")[0])
    for place in range(3):
        path = tmp_path / f"{place}.data"
        path.write_bytes(gzip.compress(content) if "packed" in format_ else content)
        assert open_data(str(path)).arrays[0].facts.axes == (20_000, 2)
    with pytest.raises(Refused, match=r"with those before it, to more than 50,000 cells .* for 3 files of "):
        open_data(Shards((str(tmp_path / "*.data"),)), table)
    random = np.random.default_rng(0).normal(size=(2, 20_000))
    large = table_bytes({"x": random[0], "y": random[1]}, format_.partition(",")[0])
    (tmp_path / "3.data").write_bytes(large)
    monkeypatch.setattr(limits, "HONEST_RATIO", 8)
    opened = open_data(Shards((str(tmp_path / "*.data"),)), table)
    assert opened.arrays[0].facts.samples in (80_000, 4)


@pytest.mark.parametrize("room", [0, 1 << 20])
def test_packed_tables_are_not_all_held(tmp_path: Path, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond some memory they are unpacked anew in every pass, as they come."""
    unpacked: list[int] = []

    def count_unpacking(file: Regular, kind: str) -> AbstractContextManager[BufferedReader]:
        unpacked.append(1)
        return open_in_passing(file, kind)

    monkeypatch.setattr("lstmdoctor.data.tables.sources.open_in_passing", count_unpacking)
    monkeypatch.setattr("lstmdoctor.data.tables.sources.HELD_ARRAY_BYTES", room)
    for place in range(4):
        (tmp_path / f"{place}.csv.gz").write_bytes(gzip.compress(table_bytes(ROWS, "csv")))
    [array] = open_data(Shards((str(tmp_path / "*.csv.gz"),)), Table(("file",))).arrays
    assert np.concatenate(list(array.blocks())).shape == (4, 100, 2)
    assert len(unpacked) == (0 if room else 4)


@pytest.mark.parametrize(("most", "offered"), [(10**6, {"place", "note"}), (10**5, {"place"}), (10, set())])
def test_values_are_counted_as_long_as_they_take_little(
    tmp_path: Path, most: int, offered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The columns whose values take most are no longer offered as ids; the others still are."""
    path = tmp_path / "data.csv"
    rows = "".join(f"{row // 3}{'x' * 500},p{row // 100},{row / 7}\n" for row in range(3000))
    path.write_text(f"note,place,x\n{rows}")
    monkeypatch.setattr("lstmdoctor.data.tables.column_state.COUNTED_BYTES", most)
    table = open_data(str(path)).table
    assert table is not None
    assert {name for offer in table.offers for name in offer.table.id} == offered


def test_more_and_more_columns_end_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstmdoctor.data.tables.survey.COLUMNS", 250)
    path = tmp_path / "data"
    long = b'{"a": "' + b"x" * 1000 + b'"}\n'
    path.write_bytes(
        b"".join(lines_of_own_keys(100).replace(b"k", b"%d-" % n) + long * 1500 for n in range(4))
    )
    with pytest.raises(Refused, match="has more than 250 columns"):
        open_data(str(path))


def test_keys_that_lines_leave_out_are_no_endless_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However large the file."""
    monkeypatch.setattr(limits, "TABLE_BYTES", 80_000)
    path = tmp_path / "data"
    path.write_bytes(lines_of_own_keys(40) + b'{"a": 1}\n' * 30_000)
    with pytest.raises((Refused, Unreadable), match=r"unpacks to more than [\d,]+ cells"):
        list(open_data(str(path)).arrays[0].blocks())


@pytest.mark.parametrize("cells", [1, 6, 1000])
def test_wide_lines_are_read_a_few_at_a_time(
    tmp_path: Path, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data"
    path.write_bytes(table_bytes(ROWS, "jsonl"))
    whole = np.concatenate(list(open_data(str(path)).arrays[0].blocks()))
    monkeypatch.setattr("lstmdoctor.data.tables.kept_table.KEPT_BYTES", 0)
    monkeypatch.setattr("lstmdoctor.data.tables.table_files.JSON_CELLS", cells)
    assert np.array_equal(np.concatenate(list(open_data(str(path)).arrays[0].blocks())), whole)
