"""Treatment files of liars: every field of every golden treatment is replaced by every lie.

What is refused is one sentence that names the file and the field, with exit code 2 and nothing written. What
is not refused was no lie: it is applied, and where it changes no decision to the very same bytes.
"""

from __future__ import annotations

import copy
import json
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from places import GOLDEN

from lstmdoctor.cli import main
from lstmdoctor.errors import Refused, Unreadable
from lstmdoctor.treatment.recorded import parse_record, read_record

TREATMENTS = GOLDEN / "treatments"
RECORD = ".treatment.json"
CASES = sorted(path.name.removesuffix(RECORD) for path in TREATMENTS.glob(f"*{RECORD}"))
TOLD = ("pad_pad_batch_cast", "window_series_every", "drop_axis_window", "fill_nan_cast", "merge_batches")
"""Cases whose lies about arrays go through the command line as well, to the last byte."""
DEEP: list[object] = []
for _ in range(300):
    DEEP = [DEEP]
LIES: dict[str, object] = {
    "nothing": None,
    "true": True,
    "false": False,
    "zero": 0,
    "one": 1,
    "minus one": -1,
    "ninety-nine": 99,
    "ten million": 10**7,
    "2^31": 2**31,
    "2^63": 2**63,
    "10^400": 10**400,
    "minus 10^400": -(10**400),
    "half": 0.5,
    "huge": 1e300,
    "no text": "",
    "a text": "lie",
    "a number in a text": "5",
    "a surrogate": "\ud800",
    "a zero byte": "a\0b",
    "a way up": "../../../evil.npy",
    "a root": "/tmp/evil",
    "a drive": "C:\\evil",
    "a long text": "x" * 10_000,
    "a structured dtype": "f4,f4",
    "a dtype of gigabytes": "V2000000000",
    "text for a dtype": "U5",
    "dates": "datetime64[ns]",
    "longdouble": "longdouble",
    "complex": "complex128",
    "whole numbers": "int8",
    "other order": ">f4",
    "objects": "object",
    "empty list": [],
    "list": [1, 2],
    "many sizes": [1] * 100,
    "deep": DEEP,
    "empty object": {},
    "object": {"edit": "pad"},
}
"""What a liar puts in the place of a value."""
WORDS = {
    "NaN": b"NaN",
    "an infinity": b"-Infinity",
    "10^5 digits": b"9" * 100_000,
    "deeper": b"[" * 100_000 + b"]" * 100_000,
    "a float of many digits": b"0." + b"1" * 100_000,
}
"""The same as JSON that no writer of JSON gives."""
Way = tuple[str | int, ...]


def places(value: object, path: Way = ()) -> Iterator[Way]:
    """The path of every value in a document."""
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        yield from places(below, (*path, key))


def put(document: Any, path: Way, lie: object) -> Any:
    """A copy of a document with a lie in one place."""
    result = copy.deepcopy(document)
    here = result
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = lie
    return result


def without(document: Any, path: Way) -> Any:
    """A copy of a document with one value less."""
    result = copy.deepcopy(document)
    here = result
    for key in path[:-1]:
        here = here[key]
    del here[path[-1]]
    return result


def with_more(document: Any, path: Way) -> Any:
    """A copy of a document with a key more in one of its objects."""
    found: Any = document
    for key in path:
        found = found[key]
    return put(document, (*path, "more"), 1) if isinstance(found, dict) else document


def lied(document: Any) -> Iterator[tuple[str, Any]]:
    """All lies about a document, each with its name."""
    for path in places(document):
        where = ".".join(map(str, path))
        for name, lie in LIES.items():
            yield f"{where}: {name}", put(document, path, lie)
        yield f"{where}: missing", without(document, path)
        yield f"{where}: a key more", with_more(document, path)


def loaded(case: str) -> Any:
    return json.loads((TREATMENTS / f"{case}{RECORD}").read_text(encoding="utf-8"))


def file_of(case: str, part: str) -> Path:
    (found,) = TREATMENTS.glob(f"{case}.{part}.*")
    return found


def apply(record: str, data: str, output: str) -> Result:
    return CliRunner().invoke(main, ["apply", record, data, "-o", output], prog_name="lstmdoctor")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", CASES)
def test_every_lie_is_read_or_refused_in_a_sentence(case: str) -> None:
    refused = 0
    for name, document in lied(loaded(case)):
        try:
            parse_record(json.dumps(document).encode("utf-8"))
        except Unreadable as error:
            assert str(error).startswith("is "), name
            assert len(str(error)) < 600, name
            refused += 1
    assert refused > 500


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data, labels, and a treatment that wrote the labels anew."""
    folder = tmp_path_factory.mktemp("labelled")
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 5, 3], "name": "x"}}
    layers = [first, {"class_name": "LSTM", "config": {"units": 2}}]
    layers.append({"class_name": "Dense", "config": {"units": 4, "activation": "softmax"}})
    loss = {"loss": "categorical_crossentropy"}
    model = {"class_name": "Sequential", "config": {"layers": layers}, "compile_config": loss}
    (folder / "m.json").write_text(json.dumps(model), encoding="utf-8")
    np.save(folder / "x.npy", np.arange(105, dtype="f4").reshape(7, 3, 5))
    np.save(folder / "y.npy", np.array([1, 2, 3, 4, 1, 2, 3]))
    paths = [str(folder / name) for name in ("m.json", "x.npy", "y.npy", "out.npy", "out_y.npy")]
    words = ["fix", *paths[:2], "--labels", paths[2], "-o", paths[3], "--labels-output", paths[4]]
    result = CliRunner().invoke(main, [*words, "--label-cure", "from-zero+one-hot"])
    assert result.exit_code == 0, result.output
    return folder


def test_a_lie_about_labels_is_refused_or_applied(here: Path, labelled: Path) -> None:
    honest = json.loads((labelled / f"out.npy{RECORD}").read_text(encoding="utf-8"))
    assert honest["labels"]["cure"] == ["from-zero", "one-hot"]
    for name in ("x.npy", "y.npy"):
        shutil.copy(labelled / name, here)
    words = ["apply", "r.json", "x.npy", "-o", "o.npy", "--labels", "y.npy", "--labels-output", "l.npy"]
    seen: set[int] = set()
    for name, document in lied(honest):
        if not name.startswith("labels"):
            continue
        (here / "r.json").write_text(json.dumps(document), encoding="utf-8")
        result = CliRunner().invoke(main, words, prog_name="lstmdoctor")
        seen.add(result.exit_code)
        if result.exit_code == 0:
            told = document.get("labels") or {"cure": []}
            wide = "one-hot" in told["cure"]
            assert np.load("l.npy").shape == ((7, told["classes"]) if wide else (7,)), name
            assert Path("o.npy").read_bytes() == (labelled / "out.npy").read_bytes(), name
        else:
            assert (result.exit_code, result.output.count("\n")) == (2, 1), (name, result.output)
            assert result.output.startswith(("error: r.json: ", "error: y.npy: ", "error: --label")), name
        written = {path.name for path in here.iterdir()} - {"x.npy", "y.npy", "r.json"}
        assert written in (set(), {"o.npy", "l.npy", f"o.npy{RECORD}"}, {"o.npy", "l.npy"}), name
        assert bool(written) is (result.exit_code == 0), name
        for one in written:
            (here / one).unlink()
    assert seen == {0, 2}


def decided(document: Any) -> list[object]:
    """What of a treatment says what is done, and to which array."""
    return [[one["edits"], one["member"], one["name"], one["array"]] for one in document["arrays"]]


@pytest.mark.parametrize("case", TOLD)
def test_a_lie_is_refused_with_nothing_written_or_applied(here: Path, case: str) -> None:
    data, expected, honest = file_of(case, "data"), file_of(case, "expected"), loaded(case)
    shutil.copy(data, here)
    output = f"out{expected.suffix}"
    seen: set[str] = set()
    for name, document in lied(honest):
        if not name.startswith("arrays"):
            continue
        (here / "r.json").write_text(json.dumps(document), encoding="utf-8")
        result = apply("r.json", data.name, output)
        written = here / output
        if result.exit_code == 0:
            array = np.load(written)
            assert list(array.shape[1:]) == document["arrays"][0]["to"][1:], name
            if decided(document) == decided(honest):
                assert written.read_bytes() == expected.read_bytes(), name
            written.unlink()
            seen.add("applied")
        else:
            assert result.exit_code == 2, (name, result.output)
            assert result.output.count("\n") == 1, (name, result.output)
            assert result.output.startswith(("error: r.json: ", f"error: {data.name}: ")), (
                name,
                result.output,
            )
            seen.add("refused")
        assert {path.name for path in here.iterdir()} == {data.name, "r.json"}, name
    assert seen == {"applied", "refused"}


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("field", ["value", "timesteps", "member", "schema_version"])
def test_numbers_that_json_has_not(here: Path, name: str, field: str) -> None:
    text = json.dumps(loaded("pad")).encode()
    start = text.index(f'"{field}": '.encode()) + len(field) + 4
    end = min(place for place in (text.find(b",", start), text.find(b"}", start)) if place > 0)
    (here / "r.json").write_bytes(text[:start] + WORDS[name] + text[end:])
    shutil.copy(file_of("pad", "data"), here / "d.pkl")
    result = apply("r.json", "d.pkl", "o.npy")
    if name == "a float of many digits" and field == "value":
        assert result.exit_code == 0
        return
    assert result.exit_code == 2
    assert result.output.startswith("error: r.json: is "), result.output
    assert not (here / "o.npy").exists()


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ({"edit": "pad", "timesteps": 3}, "arrays[0].edits[0] does not go with a list of (3, 2..5, 3)"),
        ({"edit": "pad", "timesteps": "6"}, "arrays[0].edits[0].timesteps is '6', not a whole number"),
        ({"edit": "pad", "timesteps": 6}, "arrays[0].to is (3, 5, 3), the edits lead to an array of (3, 6, 3)"),
        ({"edit": "pad", "side": "left"}, "arrays[0].edits[0].side is 'left', not pre or post"),
        ({"edit": "pad", "dtype": "int8", "value": 0.5}, "arrays[0].edits[0].value is 0.5, not a value that int8"),
        ({"edit": "pad", "value": 10**400}, "arrays[0].edits[0].value is a number of many digits, not a finite"),
        ({"edit": "os.system"}, "arrays[0].edits[0].edit is 'os.system', not one of stack, pad,"),
        ({"edit": "pad", "shell": "rm"}, "'shell' in arrays[0].edits[0] is no key of a treatment"),
        ({"edit": "pad", "ragged": "yes"}, "arrays[0].edits[0].ragged is 'yes', not true or false"),
    ],
)  # fmt: skip
def test_the_sentence_names_the_field(here: Path, edit: dict[str, object], says: str) -> None:
    document = loaded("pad")
    document["arrays"][0]["edits"][0].update(edit)
    (here / "r.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_record("r.json")
    assert says in str(caught.value)


def test_consistent_lies_about_size_fill_no_disk(here: Path) -> None:
    document = loaded("pad")
    document["arrays"][0]["edits"][0]["timesteps"] = document["arrays"][0]["to"][1] = 10**8
    (here / "r.json").write_text(json.dumps(document), encoding="utf-8")
    shutil.copy(file_of("pad", "data"), here / "d.pkl")
    result = apply("r.json", "d.pkl", "o.npy")
    assert result.exit_code == 2
    assert "arrays[0].edits[0] of the treatment makes 3.6 GB of " in result.output
    assert not (here / "o.npy").exists()


def test_what_is_no_treatment_at_all(here: Path) -> None:
    with (here / "large").open("wb") as file:
        file.truncate(100 << 20)
    (here / "folder").mkdir()
    os.mkfifo(here / "fifo")
    (here / "twice").write_text('{"schema_version": 1, "schema_version": 1}', encoding="utf-8")
    keys = ",".join(f'"k{number}":0' for number in range(100_000))
    (here / "twice among many").write_text("{" + keys + ',"k99999":1}', encoding="utf-8")
    (here / "millions").write_text("[" + "{}," * 4_000_000 + "0]", encoding="utf-8")
    np.save(here / "d.npy", np.ones((3, 4)))
    before = sorted(here.iterdir())
    for name, says in {
        "large": "is too large to be a treatment",
        "folder": "a folder",
        "fifo": "a named pipe",
        "nowhere": "no such file",
        "twice": "the key 'schema_version' twice",
        "twice among many": "the key 'k99999' twice",
        "millions": "it takes more than 600.0 MB of memory as JSON",
        "d.npy": "it is not JSON",
    }.items():
        result = apply(name, "d.npy", "o.npy")
        assert result.exit_code == 2
        assert result.output.startswith(f"error: {name}: "), result.output
        assert says in result.output
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize(
    ("case", "data", "says"),
    [
        ("pad", [np.array(["a", "b"]), np.array(["c"])], "rank"),
        ("stack", [np.full((4, 3), "a")] * 2, "numbers"),
        ("cast_ids", np.full((3, 6), 1.5), "would change as int32"),
    ],
)
def test_data_of_another_kind_is_refused(here: Path, case: str, data: Any, says: str) -> None:
    if isinstance(data, list):
        (here / "d.pkl").write_bytes(pickle.dumps(data))
    else:
        np.save(here / "d.npy", data)
    (source,) = (path.name for path in here.iterdir())
    shutil.copy(TREATMENTS / f"{case}{RECORD}", here / "r.json")
    result = apply("r.json", source, "o.npy")
    assert result.exit_code == 2
    assert says in result.output, result.output
    assert not (here / "o.npy").exists()
