"""Every bad input that lstmdoctor is made for, by a short plain name: what it is, and what has to be said of it.

A name has rows, each a file that `test_bad_inputs` puts through the command line, or the tests that hold it,
where it is no single file (a folder that is full, a file that shrinks meanwhile), or both. What the tests of one
reader list already is taken from there by its name, so that it cannot go missing here unseen.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

import hostile_pickles
import numpy as np
import pytest
import test_data_foreign
import test_data_npy
import test_data_npz
import test_data_packed
import test_models_config
import test_models_hostile
import test_models_saved_model
from data_files import header, npy, saved
from hostile_pickles import F4, FOUR, FROMBUFFER, size, text
from places import MODELS

Role = Literal["model", "data"]
Content = bytes | dict[str, bytes] | Callable[[Path], object]
"""Of a file, of the files of a folder, or what makes it at a path."""


@dataclass(frozen=True)
class Row:
    """One file.

    Parameters
    ----------
    role : {"model", "data"}
        Which argument it is; the other one is healthy.
    content : bytes, dict or callable
    said : str
        What has to be in the output.
    code : int
        The exit code of `diagnose`; with 2 nothing else may happen.
    name : str
        Of the file.
    """

    role: Role
    content: Content
    said: str
    code: int = 2
    name: str = ""

    @property
    def path(self) -> str:
        return self.name or {"model": "m.keras", "data": "x.npy"}[self.role]


@dataclass(frozen=True)
class Bad:
    """What a name stands for: its rows, and the tests that hold what no single file shows."""

    rows: dict[str, Row] = field(default_factory=dict)
    held: tuple[str, ...] = ()


def taken(role: Role, table: Mapping[str, tuple[bytes, str]], names: Iterable[str] = ()) -> dict[str, Row]:
    """Refused files of another table: those of these names, or all."""
    return {name: Row(role, *table[name]) for name in names or table}


def unexplained(table: Mapping[str, bytes], names: Iterable[str] = ()) -> dict[str, Row]:
    """Refused pickles of a table that has no words."""
    return {name: Row("data", table[name], "") for name in names or table}


def model(layers: list[Any], **more: Any) -> bytes:
    return json.dumps({"class_name": "Sequential", "config": {"layers": layers}, **more}).encode()


def entry(shape: Any) -> dict[str, Any]:
    return {"class_name": "InputLayer", "config": {"batch_shape": shape, "name": "x"}}


def lstm(**options: Any) -> dict[str, Any]:
    return {"class_name": "LSTM", "config": {"name": "l", "units": 4, **options}}


def first(**options: Any) -> dict[str, Any]:
    """A recurrent layer that has the shape itself, as Keras 1 and 2 write it."""
    return lstm(batch_input_shape=[None, 5, 3], **options)


def in_h5(value: Any, damage: Callable[[bytes], bytes] = bytes, block: int = 0) -> Callable[[Path], None]:
    """What writes an HDF5 file with this `model_config`."""

    def write(path: Path) -> None:
        h5py = pytest.importorskip("h5py")
        with h5py.File(path, "w", userblock_size=block) as file:
            if value == "reference":
                file.attrs["model_config"] = file.create_group("g").ref
            elif value is not None:
                file.attrs["model_config"] = h5py.Empty("S10") if value == "nothing" else value
        path.write_bytes(damage(path.read_bytes()))

    return write


def looping(data: bytes) -> bytes:
    """An HDF5 file on which the library never ends."""
    place = data.find(b"GCOL") + 24
    return data[:place] + b"\x40" + data[place + 1 :]


def elsewhere(which: str) -> Callable[[Path], None]:
    """What writes an HDF5 file that points to a pipe, which hangs whoever opens it."""

    def write(path: Path) -> None:
        h5py = pytest.importorskip("h5py")
        import test_models_h5

        canary = path.parent / "canary"
        os.mkfifo(canary)
        make = next(make for make in test_models_h5.ELSEWHERE if make.__name__ == which)
        with h5py.File(path, "w") as file:
            make(file, canary)

    return write


def weights(path: Path) -> None:
    """A file of weights."""
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "w") as file:
        file.create_dataset("layers/lstm/cell/vars/0", (3, 16), "f4")
        file.create_dataset("layers/lstm/cell/vars/1", (4, 16), "f4")


def dumped(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """What writes a damaged joblib dump."""

    def write(path: Path) -> None:
        joblib = pytest.importorskip("joblib")
        joblib.dump([X, X], path)
        path.write_bytes(change(path.read_bytes()))

    return write


def compressed(how: str, path: Path) -> None:
    """A good joblib dump in a packing."""
    pytest.importorskip("joblib").dump(X, path, compress=how)


def padded(data: bytes) -> bytes:
    """A joblib dump whose first array is said to stand 255 bytes further on."""
    place = data.index(b"\xff" * 2) - 1
    return data[:place] + b"\xff" + data[place + 1 :]


def zipped(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def with_signature(shape: list[int] | None) -> dict[str, bytes]:
    made = test_models_saved_model
    served = made.signature("serving_default", {"x": made.tensor(shape)}, {"out": made.tensor([-1, 2])})
    return {"saved_model.pb": made.graph(served)}


def fixture(name: str) -> dict[str, bytes]:
    folder = MODELS / name
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def old(name: str) -> bytes:
    return (MODELS / name).read_bytes()


X = np.random.default_rng(0).normal(size=(4, 5, 3)).astype("float32")
REFUSED = test_models_hostile.REFUSED
GOOD = test_models_hostile.GOOD
CONFIG = GOOD.encode()
NPY = test_data_npy.BAD
ARRAYS = hostile_pickles.ARRAYS
DTYPES = (
    "fake object field", "objects that are bytes", "objects that are bytes, by state", "fewer objects than the shape",
    "field outside the item", "field before the item", "subarray", "dtype of itself", "nested fields", "many fields",
    "many fields in a name", "very wide text", "short dtype state", "dtype state of numbers", "dtype of a number",
    "dtype that is text",
)  # fmt: skip
LISTS = FOUR + b"cbuiltins\nlist\ncbuiltins\nrange\nJ\x00\xca\x9a\x3b\x85R\x85R."
"""``list(range(10**9))``"""


def bad_inputs() -> dict[str, Bad]:
    """All of them: of models, of arrays, of pickles, of writing, of judgement."""
    return {**models(), **arrays(), **pickles(), **OTHERS}


def models() -> dict[str, Bad]:
    return {
        "HDF5 under the name .keras": Bad({"HDF5": Row("model", in_h5(GOOD), "LD802", 0)}),
        "another format than the name says": Bad(
            {
                "a zip named .h5": Row("model", test_models_hostile.MODEL, "LD802", 0, "m.h5"),
                "JSON named .keras": Row("model", CONFIG, "LD802", 0),
            }
        ),
        "a model file of a few bytes": Bad(
            taken("model", REFUSED, ("empty", "one byte", "magic of a zip", "HDF5 magic alone"))
        ),
        "a model that is something else": Bad(
            taken(
                "model",
                REFUSED,
                (
                    "npz", "npy", "torch", "pickle", "pickle of protocol 0", "Git LFS", "web page", "csv", "text",
                    "binary", "gzip", "JSON list", "a Graph of Keras 1", "a Graph of Keras 0", "another JSON",
                ),
            )
        ),
        "a zip without its config": Bad(taken("model", REFUSED, ("zip without a config", "a zipped folder"))),
        "two configs": Bad(taken("model", REFUSED, ("two configs",))),
        "a config that is a bomb": Bad(
            taken("model", REFUSED, ("bomb", "bzip2 bomb")),
            ("test_bad_inputs.test_claims_cost_neither_memory_nor_time",),
        ),
        "a model zip that lies": Bad(
            taken(
                "model",
                REFUSED,
                (
                    "size too small", "size too large", "bad checksum", "encrypted", "unknown method",
                    "NUL in a name", "zip cut short", "zip cut in the middle", "empty zip", "junk before a zip",
                ),
            )
            | {"50,000 members": Row("model", many_members, "LD802", 0, "m.h5")}
        ),
        "JSON on which Python chokes": Bad(
            taken(
                "model",
                REFUSED,
                (
                    "deep objects", "deep in a zip", "long number", "bad UTF-8", "JSON and more",
                    "JSON cut short", "millions of objects",
                ),
            )
            | {
                name: Row("model", test_models_hostile.READ[name], "", 0, "m.json")
                for name in ("UTF-8 with mark", "UTF-16", "UTF-16 without mark", "UTF-32", "blanks before")
            }
        ),
        "a batch_shape that is none": Bad(
            {
                **{
                    name: Row("model", model([entry(shape), lstm()]), "LD801", 1)
                    for name, shape in test_models_config.BAD_SHAPES.items()
                },
                "missing": Row(
                    "model", model([{"class_name": "InputLayer", "config": {}}, lstm()]), "LD801", 1
                ),
            }
        ),
        "names made to deceive": Bad(held=("test_bad_inputs.test_names_out_of_files_are_escaped",)),
        "models of Keras 1": Bad(
            {
                "a list for a config": Row(
                    "model", json.dumps({"class_name": "Sequential", "config": [first()]}).encode(), "", 0
                ),
                "a Merge in front": Row("model", old("keras-1.2.2/merge_first.json"), "LD", 1, "m.json"),
                "a Functional called Model": Row(
                    "model",
                    test_models_hostile.functional().replace(b'"Functional"', b'"Model"'),
                    "",
                    0,
                    "m.json",
                ),
            }
        ),
        "models without a shape": Bad(
            {
                "never built": Row("model", model([lstm()]), "LD801", 1),
                "a subclass": Row(
                    "model",
                    json.dumps(
                        {"class_name": "Mine", "config": {}, "build_config": {"input_shape": [8, 5, 3]}}
                    ).encode(),
                    "",
                    0,
                ),
                "weights only": Row("model", weights, "LSTM 'lstm' takes 3 features", 2, "m.weights.h5"),
            }
        ),
        "layers that lead nowhere": Bad(
            taken(
                "model",
                REFUSED,
                ("no such input", "no such output", "a circle", "nested models", "ten thousand nested models"),
            )
        ),
        "code in a model": Bad(
            {
                name: Row("model", model([entry([None, 5, 3]), layer, lstm()]), words[0].split(" '")[0], 0)
                for name, (layer, words) in test_models_config.CODE.items()
                if words
            },
            ("test_models_hostile.test_reading_opens_nothing_else_and_runs_nothing",),
        ),
        "odd HDF5": Bad(
            {
                "truncated": Row("model", in_h5(GOOD, lambda data: data[:-200]), "a truncated HDF5 file"),
                "a number": Row("model", in_h5(5), "model_config is not text"),
                "an array": Row("model", in_h5([1, 2]), "model_config is not text"),
                "nothing": Row("model", in_h5("nothing"), "model_config is not text"),
                "a reference": Row("model", in_h5("reference"), "model_config is not text"),
                "bad UTF-8": Row("model", in_h5(b"\xff\xfe{"), "its model_config"),
                "missing": Row("model", in_h5(None), "an HDF5 file without a Keras model"),
                "noise": Row("model", *REFUSED["HDF5 and noise"]),
                "bytes": Row("model", in_h5(CONFIG), "", 0, "m.h5"),
                "a user block": Row("model", in_h5(GOOD, block=512), "", 0, "m.h5"),
            }
        ),
        "HDF5 that never ends": Bad({"it loops": Row("model", in_h5("x" * 67, looping), "damaged HDF5")}),
        "HDF5 of more than anybody wrote": Bad(held=("test_hdf5_data.test_refused_in_one_sentence",)),
        "notebooks that are none": Bad(held=("test_run.test_bad_notebooks",)),
        "HDF5 that points elsewhere": Bad(
            {
                name: Row("model", elsewhere(name), "")
                for name in (
                    "external_link", "soft_loop", "hard_loop", "external_data", "virtual", "shape_bomb", "deep", "wide",
                )
            }
        ),
        "odd SavedModels": Bad(
            {
                name: Row("model", {"saved_model.pb": content}, words, 2, "m")
                for name, (content, words) in test_models_saved_model.DAMAGED.items()
            }
            | {
                name: Row(
                    "model",
                    {"saved_model.pb": test_models_saved_model.GOOD, "keras_metadata.pb": content},
                    "",
                    2,
                    "m",
                )
                for name, content in test_models_saved_model.BAD_METADATA.items()
            }
            | {
                "unknown rank": Row("model", with_signature(None), "LD801", 1, "m"),
                "an export of Keras 3": Row(
                    "model", fixture("keras-3.15.1/small_rnn_savedmodel"), "LD302", 1, "m"
                ),
                "saved by tf.keras 2": Row(
                    "model", fixture("tf.keras-2.12.0/small_rnn_savedmodel"), "LD302", 1, "m"
                ),
            }
        ),
        "a time-major model": Bad({"timesteps first": Row("model", model([first(time_major=True)]), "timesteps samples features", 0)}),
        "a saved batch size": Bad(
            {
                "by accident": Row("model", model([entry([8, 5, 3]), lstm()]), "", 0, "m.json"),
                "of a stateful layer": Row(
                    "model", model([entry([8, 5, 3]), lstm(stateful=True)]), "LD4", 1, "m.json"
                ),
            }
        ),
    }  # fmt: skip


def many_members(path: Path) -> None:
    members = ((f"m{number}", b"") for number in range(50_000))
    path.write_bytes(zipped(("config.json", CONFIG), *members))


def arrays() -> dict[str, Bad]:
    return {
        "a truncated .npy": Bad(
            taken(
                "data",
                NPY,
                (
                    "one byte short", "header only", "magic only", "no length", "header of nothing",
                    "header beyond the file", "header of 4 GiB",
                ),
            )
        ),
        "an .npy header that is none": Bad(
            taken("data", NPY)
            | {"a long of Python 2": Row("data", npy(header(shape="(2L,)")), "LD", 1)}
        ),
        "a shape beyond all memory": Bad(
            taken("data", NPY, ("2^40 items", "product that overflows", "size beyond 64 bits")),
            ("test_bad_inputs.test_claims_cost_neither_memory_nor_time",),
        ),
        "an array of nothing": Bad(
            {
                "no samples": Row("data", saved(np.zeros((0, 5, 3), "f4")), "LD107", 1),
                "no timesteps": Row("data", saved(np.zeros((8, 0, 3), "f4")), "LD107", 1),
                "10^15 axes of nothing": Row("data", npy(header(shape=f"(0, {10**15})"), b""), "LD107", 1),
                "raw bytes of nothing": Row("data", npy(header("'|V0'", shape="(4, 5, 3)"), b""), "", 1),
                "texts of nothing": Row("data", npy(header("'|S0'", shape="(4, 5, 3)"), b""), "", 1),
            }
        ),
        "bytes after an array": Bad({"junk": Row("data", saved(X) + b"junk", "4 bytes after the data", 0)}),
        "dtypes that are not numbers": Bad(held=("test_bad_inputs.test_every_dtype_has_its_name",)),
        "other orders of bytes and axes": Bad(
            held=("test_bad_inputs.test_results_are_plain_arrays_of_the_same_values",)
        ),
        "values that are no numbers": Bad(
            {
                "NaN": Row("data", saved(spoilt(np.nan)), "LD501", 1),
                "infinity": Row("data", saved(spoilt(np.inf)), "LD5", 1),
                "beyond float32": Row("data", saved(spoilt(1e300)), "LD501", 1),
                "minus zero and less than nothing": Row("data", saved(spoilt(-0.0) + np.float32(1e-45)), "", 0),
            },
            ("test_silent_values.test_values_that_are_not_finite",
             "test_cast.test_values_that_do_not_fit_are_counted_and_nothing_is_written",),
        ),
        "an .npy that is something else": Bad(
            taken("data", test_data_foreign.FOREIGN)
            | {
                "a pickle": Row("data", pickle.dumps(X), "", 0),
                "gzip": Row("data", gzip.compress(saved(X)), "", 0),
                "an .npz": Row("data", zipped(("X.npy", saved(X))), "", 0),
            },
            ("test_bad_inputs.test_places", "test_bad_inputs.test_a_locked_file",
             "test_data_foreign.test_what_is_no_regular_file_is_refused_at_once"),
        ),
        "an .npz that lies": Bad(
            taken("data", test_data_npz.bad_zips())
            | {
                "bad checksum": Row(
                    "data",
                    test_data_npz.patched(zipped(("X.npy", saved(X))), test_data_npz.CENTRAL, 16, b"\1\2\3\4"),
                    "damaged zip",
                ),
                "names of other folders": Row(
                    "data", zipped(("../evil.npy", saved(X))), "", 0
                ),
                "a name from the root": Row("data", zipped(("/tmp/evil.npy", saved(X))), "", 0),
                "a text among arrays": Row("data", zipped(("X.npy", saved(X)), ("a.txt", b"x")), "'a.txt'", 0),
                "code among arrays": Row(
                    "data",
                    zipped(
                        ("X.npy", saved(X)),
                        ("m.npy", npy(header("'|O'", shape="(1,)"), b"\x80\x02cos\nsystem\n)R.")),
                    ),
                    "os.system",
                    0,
                ),
            },
            ("test_data_npz.test_a_bomb_is_read_in_blocks",),
        ),
        "a file that changes while it is read": Bad(
            held=(
                "test_beside.test_a_file_that_shrinks_ends_all_threads",
                "test_data_npy.test_a_file_that_changes_is_not_read",
                "test_data_npy.test_a_file_that_shrinks_while_it_is_read",
                "test_data_mapped.test_a_file_that_changes_is_refused",
                "test_data_mapped.test_an_array_that_is_cut_while_it_is_turned_is_refused",
            )
        ),
        "packed data that is damaged": Bad(
            taken("data", test_data_packed.bad_packed())
            | taken("data", test_data_foreign.FOREIGN, ("zstd", "lz4")),
            ("test_data_packed.test_a_bomb_stops_at_the_limit",),
        ),
    }  # fmt: skip


def spoilt(value: float) -> np.ndarray[Any, Any]:
    array = X.astype("f8" if abs(value) > 1e38 else "f4")
    array[1, 2, 0] = value
    return array


def pickles() -> dict[str, Bad]:
    code = {name: Row("data", *row) for name, row in hostile_pickles.CODE.items()}
    return {
        "honest pickles of every protocol": Bad(
            {f"protocol {number}": Row("data", pickle.dumps([*X], number), "LD101", 1) for number in range(6)},
            (
                "test_data_pickles.test_one_array", "test_data_pickles.test_parts",
                "test_data_pickles.test_python2_strings",
            ),
        ),
        "code in a pickle": Bad(
            code | unexplained(hostile_pickles.TOKENS),
            ("test_data_hostile.test_nothing_is_imported_run_or_opened",),
        ),
        "dtypes made by hand": Bad(unexplained(ARRAYS, DTYPES)),
        "arrays made by hand": Bad(
            unexplained(ARRAYS, [name for name in ARRAYS if name not in DTYPES])
            | {"a list of 10^9 numbers": Row("data", LISTS, "builtins.list")},
            ("test_bad_inputs.test_claims_cost_neither_memory_nor_time",),
        ),
        "pickles that cost memory or time": Bad(
            unexplained(hostile_pickles.COSTS),
            ("test_bad_inputs.test_claims_cost_neither_memory_nor_time",),
        ),
        "bytes after a pickle": Bad(
            {
                "junk": Row("data", pickle.dumps(X) + b"junk", "4 bytes after the pickle were ignored", 0),
                "a second pickle": Row("data", pickle.dumps(X) * 2, "a second pickle follows", 0),
            }
        ),
        "joblib dumps": Bad(
            {
                "cut in an array": Row("data", dumped(lambda data: data[: len(data) // 2]), "truncated"),
                "cut at the end": Row("data", dumped(lambda data: data[:-3]), "truncated"),
                "padding of 255 bytes": Row("data", dumped(padded), ""),
                "another shape": Row("data", dumped(lambda data: data.replace(b"K\x04K\x05K\x03", b"K\x04K\x05K\xff")), ""),
                "code": Row("data", dumped(lambda data: data[:-1] + b"\x8c\x02os\x8c\x06system\x93)R."), "os.system"),
                "of old": Row("data", *test_data_foreign.FOREIGN["old joblib"]),
                **{
                    how: Row("data", partial(compressed, how), "", 0)
                    for how in ("zlib", "gzip", "bz2", "xz", "lzma")
                },
            },
            ("test_data_packed.test_joblib",),
        ),
        "random damage": Bad(
            {"half an array": Row("data", half_an_array(), "")},
            ("test_data_mutations.test_nothing_happens_but_reading_and_refusing",),
        ),
    }  # fmt: skip


def half_an_array() -> bytes:
    return FOUR + FROMBUFFER + b"(C\x04AAAA" + F4 + size(b"K\x02") + text("C") + b"tR."


NOTHING = {"gzip": gzip.compress(b"", mtime=0), "bzip2": bz2.compress(b""), "xz": lzma.compress(b"")}
OTHERS = {
    "many packed files in one": Bad(
        {name: Row("data", 500 * one, f"{name} data of nothing") for name, one in NOTHING.items()},
        ("test_data_packed.test_many_packed_files_in_one_are_each_read_once",),
    ),
    "a table of next to nothing": Bad(
        {
            "keys of their own in every line": Row(
                "data",
                b"".join(b'{"k%d": 1}\n' % place for place in range(6000)),
                "JSON Lines of 6,000 keys in 6,001 lines, which make no table",
            )
        },
        (
            "test_tables_hostile.test_a_table_of_more_cells_than_its_file",
            "test_tables_hostile.test_keys_that_lines_leave_out_are_no_endless_cells",
            "test_tables_hostile.test_more_and_more_columns_end_somewhere",
            "test_tables_hostile.test_values_are_counted_as_long_as_they_take_little",
        ),
    ),
    "samples of no features": Bad(held=("test_odd_inputs.test_windows_of_nothing",)),
    "links in a circle": Bad(
        held=(
            "test_folder_walk.test_links_from_folder_to_folder_and_back_end_after_one_round",
            "test_folder_walk.test_a_pattern_of_the_command_line_ends",
        )
    ),
    "records that lie": Bad(
        held=(
            "test_lying_treatments.test_every_lie_is_read_or_refused_in_a_sentence",
            "test_lying_treatments.test_a_lie_about_labels_is_refused_or_applied",
            "test_lying_treatments.test_what_is_no_treatment_at_all",
        )
    ),
    "configurations made to cost": Bad(held=("test_check_config.test_everything_else_is_one_sentence",)),
    "an output where none may be": Bad(
        held=(
            "test_treat.test_refused_outputs",
            "test_treat.test_force_replaces_a_file_but_never_an_input",
            "test_interrupted.test_a_read_only_folder",
        )
    ),
    "a write that is cut off": Bad(
        held=(
            "test_interrupted.test_a_signal_leaves_no_output",
            "test_interrupted.test_a_full_disk_is_one_sentence",
            "test_treat.test_a_failure_half_way_leaves_nothing",
        )
    ),
    "two writers of one output": Bad(
        held=(
            "test_interrupted.test_two_runs_to_one_output_have_one_winner",
            "test_treat.test_of_two_writers_exactly_one_wins",
        )
    ),
    "an output that is not what is said": Bad(held=("test_treat.test_a_wrong_result_is_never_published",)),
    "what Keras takes in silence": Bad(
        held=("test_keras_judge.test_a_direct_call_agrees", "test_keras_judge.test_predict_agrees")
    ),
}
