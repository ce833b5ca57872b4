"""What CONTRIBUTING says of adding a part is all that has to be done: each is added to a scratch copy and used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from places import PACKAGE, SAMPLES

MODEL, SWAPPED = str(SAMPLES / "model_50x100.keras"), str(SAMPLES / "swapped_axes.npy")


class Copy:
    """A scratch copy of the package, edited as a contributor would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(PACKAGE, folder / "lstmdoctor", ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, name: str, text: str) -> None:
        path = self.folder / "lstmdoctor" / name
        assert not path.exists()
        path.write_text(text, encoding="utf-8")

    def add_line(self, name: str, after: str, line: str) -> None:
        """One more line behind one that is there once."""
        path = self.folder / "lstmdoctor" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(after) == 1, after
        path.write_text(text.replace(after, after + line), encoding="utf-8")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lstmdoctor", *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )


def add_a_check(copy: Copy) -> None:
    copy.write(
        "checks/even_samples.py",
        '"""An even number of samples\n\nWhat it is\n    Two, four, and so on.\n"""\n'
        "from lstmdoctor.core.faults import Cure, Fault\n"
        'FAULT = Fault("LD399", "even-samples", "error", meaning="there are pairs", cure=Cure("take one away"))\n'
        "def find(case):\n"
        "    for pair in case.pairs:\n"
        "        if pair.facts.samples % 2 == 0:\n"
        '            yield FAULT.found(pair.input.name, f"{pair.facts.samples} samples are even")\n',
    )
    copy.add_line("checks/__init__.py", "    complex,\n    constant_feature,\n", "    even_samples,\n")
    copy.add_line("checks/__init__.py", "    unscaled,\n    id_out_of_range,\n", "    even_samples,\n")
    assert "LD399" in copy.run("rules").stdout
    assert "Two, four" in copy.run("explain", "even-samples").stdout
    assert "20 samples are even" in copy.run("diagnose", MODEL, SWAPPED).stdout


def add_an_output(copy: Copy) -> None:
    copy.write("report/counted.py", 'def render(run):\n    return f"{len(run.results)} pair\\n"\n')
    copy.add_line(
        "report/__init__.py",
        "RENDERERS: dict[str, str] = {\n",
        '    "counted": "lstmdoctor.report.counted",\n',
    )
    assert copy.run("diagnose", MODEL, SWAPPED, "--output-format", "counted").stdout == "1 pair\n"
    assert "counted" in copy.run("check", "--help").stdout


def add_a_data_format(copy: Copy) -> None:
    copy.write(
        "data/formats/plain.py",
        "import numpy as np\n"
        "from lstmdoctor.data.contents.parts import collect_parts\n"
        "from lstmdoctor.files.budget import budget_of_file\n"
        "def open_plain(file):\n"
        '    values = np.frombuffer(file.content(), "f4", offset=4).reshape(-1, 50, 100)\n'
        '    return collect_parts(values, "", budget_of_file(file.size)), ()\n',
    )
    readers = "data/formats/readers.py"
    copy.add_line(
        readers,
        "from lstmdoctor.data.formats.npy import open_npy\n",
        "from lstmdoctor.data.formats.plain import open_plain\n",
    )
    copy.add_line(
        readers, "READERS = (\n", '    Reader("plain", lambda head: head.startswith(b"RAW1"), open_plain),\n'
    )
    (copy.folder / "x.raw").write_bytes(b"RAW1" + np.arange(20_000, dtype="f4").tobytes())
    done = copy.run("diagnose", MODEL, "x.raw", "--output-format", "json")
    assert json.loads(done.stdout)["data"]["arrays"][0]["shape"] == [4, 50, 100]
    assert json.loads(done.stdout)["data"]["format"] == "plain"


def add_a_model_format(copy: Copy) -> None:
    copy.write(
        "models/formats/headed.py",
        "from lstmdoctor.models.formats.json_file import holds_architecture, read_json\n"
        "def read_headed(path, source):\n    source.seek(6)\n    return read_json(path, source)\n"
        "def holds_headed(source):\n    source.seek(6)\n    return holds_architecture(source)\n",
    )
    copy.add_line(
        "files/sniff.py",
        "    head = source.read(HEAD)\n",
        '    if head.startswith(b"KERAS:"):\n        return "headed"\n',
    )
    copy.add_line(
        "models/__init__.py",
        "FORMATS: dict[What, tuple[str, str, str]] = {\n",
        '    "headed": ("lstmdoctor.models.formats.headed", "read_headed", "holds_headed"),\n',
    )
    layers = [
        {
            "class_name": "InputLayer",
            "config": {"batch_shape": [None, 50, 100], "name": "x", "dtype": "float32"},
        },
        {"class_name": "LSTM", "config": {"units": 2, "name": "lstm"}},
    ]
    text = json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": layers}})
    (copy.folder / "m.keras-text").write_text("KERAS:" + text)
    done = copy.run("diagnose", "m.keras-text", SWAPPED)
    assert done.returncode == 1 and "LD207" in done.stdout, done.stderr


def add_an_edit(copy: Copy) -> None:
    edit = (
        "\n\n@frozen_record\nclass ReverseTime(Always):\n"
        '    """Read every sequence from its end."""\n\n'
        '    id: ClassVar[str] = "reverse-time"\n    cost: ClassVar[int] = 30\n'
        "    traits: ClassVar[Traits] = Traits(keeps_axes=True, keeps_samples=True, of_axes=True, once=True)\n\n"
        "    def facts(self, before):\n        return before\n\n"
        "    def apply(self, block):\n        return block[:, ::-1]\n\n"
        '    def python(self, name):\n        return f"{name} = {name}[:, ::-1]"\n\n'
        '    def sentence(self, *, done):\n        return "turned time around"\n\n\n'
    )
    copy.add_line("edits/order.py", "Swap = SwapTimeFeatures | SwapBatchTime\n", edit)
    copy.add_line(
        "edits/order.py",
        '    """Swaps that bring an axis to where the model wants one of its size."""\n',
        "    yield ReverseTime()\n",
    )
    np.save(copy.folder / "x.npy", np.arange(12, dtype="f4").reshape(2, 3, 2))
    done = copy.run("fix", "x.npy", "--cure", "reverse-time", "-o", "y.npy")
    assert done.returncode == 0, done.stderr
    assert np.array_equal(np.load(copy.folder / "y.npy"), np.load(copy.folder / "x.npy")[:, ::-1])
    done = copy.run("apply", "y.npy.treatment.json", "x.npy", "-o", "z.npy")
    assert done.returncode == 0, done.stderr
    assert (copy.folder / "z.npy").read_bytes() == (copy.folder / "y.npy").read_bytes()


def add_a_layer(copy: Copy) -> None:
    config = {
        "layers": [{"class_name": "InputLayer", "config": {"batch_shape": [None, 50, 100], "name": "x"}}]
    }
    config["layers"] += [
        {"class_name": "Quietly", "module": "keras.layers", "config": {"name": "q"}},
        {
            "class_name": "LSTM",
            "module": "keras.layers",
            "config": {"units": 2, "return_sequences": True, "name": "r"},
        },
    ]
    (copy.folder / "m.json").write_text(json.dumps({"class_name": "Sequential", "config": config}))
    before = json.loads(copy.run("inspect", "m.json", "--output-format", "json").stdout)
    copy.add_line(
        "keras_rules/layers.py",
        '    "Activation": LayerRule("same", "passes", "apart"),\n',
        '    "Quietly": LayerRule("same", "passes", "apart"),\n',
    )
    after = json.loads(copy.run("inspect", "m.json", "--output-format", "json").stdout)
    assert before["model"]["outputs"][0]["shape"] != [None, 50, 2]
    assert after["model"]["outputs"][0]["shape"] == [None, 50, 2]


def add_a_message(copy: Copy) -> None:
    text = "ValueError: The weather in layer lstm_3 is too warm for 17 timesteps"
    assert copy.run("explain", text).returncode == 1
    rule = (
        '    fixed_rule(\n        "LD302",\n        "it is too warm",\n'
        '        {"The weather in layer {layer:name} is too warm": "ValueError: The weather in layer lstm is too warm"},\n    ),\n'
    )
    copy.add_line("messages/rules/masks.py", "RULES = (\n", rule)
    done = copy.run("explain", text)
    assert done.returncode == 0 and done.stdout.startswith("LD302")


ADDED: dict[str, Callable[[Copy], None]] = {
    "a check": add_a_check,
    "an output": add_an_output,
    "a data format": add_a_data_format,
    "a model format": add_a_model_format,
    "an edit": add_an_edit,
    "a layer class of Keras": add_a_layer,
    "a message of Keras": add_a_message,
}


@pytest.mark.slow
@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_works(tmp_path: Path, what: str) -> None:
    ADDED[what](Copy(tmp_path))


def test_contributing_names_each() -> None:
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for what in ADDED:
        assert f"| {what} " in text
