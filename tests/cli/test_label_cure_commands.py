"""The printed command that cures data and labels: it is there, and it is another one than that which failed."""

from __future__ import annotations

import json
import pickle
import shlex
from pathlib import Path

import numpy as np
import pytest
from check_cases import run

from lstmdoctor.cli import fix_command


@pytest.mark.parametrize(
    ("data", "given", "cure"),
    [
        ("gaps", (), ("--fill-nan", "0", "--label-cure", "from-zero")),
        ("swapped", (), ("--label-cure", "from-zero")),
        (
            "fits",
            ("--label-cure", "one-hot", "--labels-output", "o.npy"),
            ("--label-cure", "from-zero+one-hot"),
        ),
    ],
)
def test_the_command_leads_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: str, given: tuple[str, ...], cure: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    lstm = {"class_name": "LSTM", "config": {"name": "l", "units": 2, "batch_input_shape": [None, 8, 5]}}
    dense = {"class_name": "Dense", "config": {"name": "d", "units": 3, "activation": "softmax"}}
    config = {"name": "m", "layers": [lstm, dense]}
    Path("m.json").write_text(
        json.dumps({"class_name": "Sequential", "config": config, "keras_version": "2.4.0"})
    )
    x = np.random.default_rng(1).normal(size=(30, 8, 5)).astype("float32")
    if data == "gaps":
        x[3, 2, 1] = np.nan
    np.save("x.npy", np.swapaxes(x, 1, 2) if data == "swapped" else x)
    np.save("y.npy", np.arange(30) % 3 + 1)
    said = run("fix", "m.json", "x.npy", "--labels", "y.npy", *given)
    lines = [
        line.strip() for line in said.output.splitlines() if line.strip().startswith("lstmdoctor fix m.json")
    ]
    assert lines, said.output
    assert " ".join(cure) in lines[0]
    assert run(*shlex.split(lines[0])[1:]).exit_code == 0


def write_classifier(loss: str | None, units: int = 3) -> None:
    """A model file of so many classes, compiled with a loss or with none."""
    lstm = {"class_name": "LSTM", "config": {"name": "l", "units": 2, "batch_input_shape": [None, 8, 5]}}
    dense = {"class_name": "Dense", "config": {"name": "d", "units": units, "activation": "softmax"}}
    config = {"name": "m", "layers": [lstm, dense]}
    whole = {"class_name": "Sequential", "config": config, "keras_version": "2.4.0"}
    compiled = {} if loss is None else {"compile_config": {"loss": loss, "optimizer": "adam"}}
    Path("m.json").write_text(json.dumps({**whole, **compiled}))


NAMES = [("walk", "run", "sit")[i % 3] for i in range(30)]
IDS = [("run", "sit", "walk").index(name) for name in NAMES]


def write_labels(kind: str) -> str:
    """A file of text labels of some kind; what ``--labels`` names."""
    match kind:
        case "npy":
            np.save("y.npy", np.array(NAMES))
        case "objects":
            np.save("y.npy", np.array(NAMES, object), allow_pickle=True)
        case "list":
            Path("y.npy").write_bytes(pickle.dumps(NAMES))
        case "bytes":
            np.save("y.npy", np.array(NAMES, "S"))
        case "npz":
            np.savez("y.npz", labels=np.array(NAMES))
            return "y.npz"
        case "parquet":
            pa = pytest.importorskip("pyarrow")
            parquet = pytest.importorskip("pyarrow.parquet")
            parquet.write_table(pa.table({"label": NAMES}), "y.parquet")
            return "y.parquet"
        case "column":
            pytest.importorskip("pyarrow")
            Path("y.csv").write_text("n,label\n" + "\n".join(f"{i},{name}" for i, name in enumerate(NAMES)))
            return "y.csv::label"
    return "y.npy"


@pytest.mark.parametrize("kind", ["npy", "objects", "list", "bytes", "npz", "parquet", "column"])
@pytest.mark.parametrize(
    ("loss", "wish", "one_hot"),
    [
        ("sparse_categorical_crossentropy", "encode", False),
        ("categorical_crossentropy", "encode", True),
        (None, "encode+one-hot", True),
    ],
)
def test_text_is_written_as_the_loss_takes_it_and_apply_does_so_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, loss: str | None, wish: str, one_hot: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    write_classifier(loss)
    x = np.random.default_rng(1).normal(size=(30, 8, 5)).astype("float32")
    np.save("x.npy", np.swapaxes(x, 1, 2))
    labels = write_labels(kind)
    told = run("diagnose", "m.json", "x.npy", "--labels", labels)
    assert "LD706" in told.output and "--label-cure encode" in told.output
    said = run(
        *("fix", "m.json", "x.npy", "--labels", labels, "--label-cure", wish),
        *("--labels-output", "out.npy", "-o", "o.npy"),
    )
    assert said.exit_code == 0, said.output
    assert "0 run, 1 sit, 2 walk" in said.output
    made = np.load("out.npy")
    assert made.shape == ((30, 3) if one_hot else (30,))
    assert (made.argmax(-1) if one_hot else made).tolist() == IDS
    assert json.loads(Path("o.npy.treatment.json").read_text())["labels"]["names"] == ["run", "sit", "walk"]
    np.save("new.npy", np.array(["walk", "walk", "sit"]))  # "run" is not there, and the others keep their ids
    np.save("xnew.npy", np.swapaxes(x[:3], 1, 2))
    again = ("apply", "o.npy.treatment.json", "xnew.npy", "-o", "n.npy", "--labels", "new.npy")
    assert run(*again, "--labels-output", "nl.npy").exit_code == 0
    new = np.load("nl.npy")
    assert (new.argmax(-1) if one_hot else new).tolist() == [2, 2, 1]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["a", "b", "c", "d"] * 7 + ["a", "b"], "more than 3 different texts"),
        ([0, 1, 2] * 10, "text is wanted"),
    ],
)
def test_labels_that_cannot_be_encoded_end_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, labels: list[object], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_classifier("sparse_categorical_crossentropy")
    np.save("x.npy", np.zeros((30, 8, 5), "float32") + np.arange(5, dtype="float32"))
    np.save("y.npy", np.array(labels))
    said = run(
        *("fix", "m.json", "x.npy", "--labels", "y.npy", "--label-cure", "encode"),
        *("--labels-output", "o.npy"),
    )
    assert said.exit_code == 2 and words in said.stderr
    assert not Path("o.npy").exists()


@pytest.mark.parametrize(
    ("option", "word", "near"),
    [
        ("--cure", "onehot", "one-hot"),
        ("--cure", "swap-input", "swap-inputs"),
        ("--label-cure", "onehot", "one-hot"),
        ("--label-cure", "encoded", "encode"),
    ],
)
def test_the_nearest_word_is_named(option: str, word: str, near: str) -> None:
    said = run("fix", "x.npy", option, word)
    assert said.exit_code == 2 and f"did you mean {near}?" in " ".join(said.stderr.split())


def test_json_carries_the_command_that_cures_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_classifier("categorical_crossentropy")
    np.save("x.npy", np.random.default_rng(1).normal(size=(30, 8, 5)).astype("float32"))
    np.save("y.npy", np.array(NAMES))
    found = json.loads(
        run("diagnose", "m.json", "x.npy", "--labels", "y.npy", "--output-format", "json").output
    )
    assert found["verdict"] == "needs-choice" and not found["readings"]
    assert run(*shlex.split(found["command"])[1:]).exit_code == 0
    np.save("y.npy", np.eye(3)[np.arange(30) % 3])
    found = json.loads(
        run("diagnose", "m.json", "x.npy", "--labels", "y.npy", "--output-format", "json").output
    )
    assert found["verdict"] == "healthy" and "command" not in found


@pytest.mark.parametrize(
    ("option", "words"),
    [("--cure", ("stack", "add-feature-axis")), ("--label-cure", ("from-zero", "one-hot"))],
)
def test_cures_are_joined_or_given_one_after_the_other(option: str, words: tuple[str, str]) -> None:
    def parsed(*given: str) -> object:
        return fix_command.command.make_context("fix", ["x.npy", *given]).params[option[2:].replace("-", "_")]

    assert parsed(option, words[0], option, words[1]) == parsed(option, "+".join(words)) == words
    assert parsed(option, words[0]) == words[:1]
    assert parsed() == ()


@pytest.mark.parametrize("given", [("from-zero+one-hot",), ("from-zero", "--label-cure", "one-hot")])
def test_both_cures_of_labels_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_classifier("categorical_crossentropy")
    np.save("x.npy", np.random.default_rng(1).normal(size=(30, 8, 5)).astype("float32"))
    np.save("y.npy", np.arange(30) % 3 + 1)
    said = run(
        *("fix", "m.json", "x.npy", "--labels", "y.npy", "--labels-output", "o.npy", "--label-cure", *given)
    )
    assert said.exit_code == 0, said.output
    assert (np.load("o.npy") == np.eye(3)[np.arange(30) % 3]).all()


LATE = {
    "names of classes": (np.array(["abc", "d", "e"] * 400), ("--label-cure", "encode")),
    "ids": (np.arange(1200) % 3, ("--label-cure", "one-hot")),
    "ids as they are": (np.arange(1200) % 3, ()),
}


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("name", LATE)
def test_labels_that_cannot_be_read_in_the_end_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, split: bool
) -> None:
    """And not the data, which can be read."""
    monkeypatch.chdir(tmp_path)
    write_classifier("categorical_crossentropy" if LATE[name][1] else "sparse_categorical_crossentropy")
    labels, cure = LATE[name]
    np.savez_compressed("d.npz", y=labels)
    random = np.random.default_rng(1)
    np.save("x.npy", random.normal(size=(1207, 5) if split else (1200, 8, 5)).astype("float32"))
    words = [
        "fix",
        "m.json",
        "x.npy",
        "--labels",
        "d.npz::y",
        *cure,
        "--labels-output",
        "o.npy",
        "-o",
        "n.npy",
    ]
    words += ["--window", "8", "--label-at", "first", "--split", "0.5"] if split else []
    if split:
        np.savez_compressed("d.npz", y=np.append(labels, labels[:7]))
    monkeypatch.setattr("lstmdoctor.data.formats.packed_array.held_limit", lambda size: 1)
    said = run(*words)
    assert (said.exit_code, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert said.stderr.startswith("error: d.npz::y: array 'y': unpacks to ")
    assert not list(Path().glob("*n.*npy"))
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert run(*words, "--force").exit_code == 0
