"""What a case of a fault is: files made by code, and the command that speaks of them, or has nothing to say.

Tests and the pages in docs/faults take the same objects. They stand here and not beside the checks, so that
no run of lstmdoctor imports them and no wheel carries them.
"""

from __future__ import annotations

import json
import pickle
import shlex
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
from click.testing import CliRunner, Result

from lstmdoctor.cli import main

Array = npt.NDArray[Any]
Content = Array | list[Any] | Mapping[str, Any] | str
MODEL = "model.keras"
ENVIRONMENT = {"COLUMNS": "80", "NO_COLOR": "1", "FORCE_COLOR": None, "TTY_COMPATIBLE": None}
TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Scene:
    """Files and a command.

    Parameters
    ----------
    what : str
        One sentence for people, without a full stop.
    files : mapping
        Name to content, written by its suffix: ``.keras`` a config, ``.npy`` an array, ``.npz`` a mapping of
        arrays, ``.pkl`` anything, all other names text.
    options : str
        Behind the files, where the command is the usual one: ``diagnose``, the model, the data, its labels.
    command : str
        The whole command, where it is another one.
    beside : str
        Codes that are found as well, separated by blanks; notes that every such model has.
    """

    what: str
    files: Mapping[str, Content] = field(default_factory=dict)
    options: str = ""
    command: str = ""
    beside: str = ""

    @property
    def line(self) -> str:
        """What stands behind the prompt."""
        if self.command:
            return self.command
        data = [name for name in self.files if name not in (MODEL, "y.npy")]
        labels = "--labels y.npy" if "y.npy" in self.files else ""
        return " ".join(word for word in ("lstmdoctor diagnose", MODEL, *data, labels, self.options) if word)


@dataclass(frozen=True)
class Speaks(Scene):
    """Something is wrong, and the fault is found.

    Parameters
    ----------
    silent : bool
        Whether Keras 3 trains on it without a word; the tests ask the Keras that is installed where they can.
    """

    silent: bool = False


@dataclass(frozen=True)
class Silent(Scene):
    """The nearest that is right: the fault is not found."""


def write_files(folder: Path, files: Mapping[str, Content]) -> None:
    """Write the files of a scene."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match path.suffix, content:
            case ".keras", Mapping():
                path.write_bytes(b"")
                with zipfile.ZipFile(path, "w") as file:
                    for member, value in {
                        "metadata.json": {"keras_version": "3.15.1"},
                        "config.json": content,
                    }.items():
                        file.writestr(zipfile.ZipInfo(member, TIME), json.dumps(value))
            case ".npz", Mapping():
                np.savez(path, **content)
            case ".h5", Mapping():
                import h5py

                with h5py.File(path, "w") as file:
                    for member, value in content.items():
                        file[member] = value
            case ".pkl", _:
                path.write_bytes(pickle.dumps(content, protocol=4))
            case ".npy", np.ndarray():
                np.save(path, content)
            case ".json", Mapping():
                path.write_text(json.dumps(content), "utf-8")
            case _, str():
                path.write_text(content, "utf-8")
            case _:
                raise ValueError(f"{name}: nobody knows how to write {type(content)}")


@contextmanager
def staged(files: Mapping[str, Content]) -> Iterator[Path]:
    """A folder with the files in it, entered."""
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        write_files(Path(folder), files)
        chdir(folder)
        try:
            yield Path(folder)
        finally:
            chdir(before)


def play(scene: Scene, *more: str) -> Result:
    """Run the command of a scene among its files, as a terminal of 80 columns shows it."""
    with staged(scene.files):
        words = [*shlex.split(scene.line)[1:], *more]
        return CliRunner().invoke(main, words, prog_name="lstmdoctor", env=ENVIRONMENT)


def found_codes(scene: Scene) -> list[str]:
    """The codes that the command finds, worst first."""
    found = json.loads(play(scene, "--output-format", "json").stdout)
    if "recognised" in found:
        return [found["code"]] if found["code"] else []
    reports = [check["report"] for check in found["checks"]] if "checks" in found else [found]
    return [finding["code"] for report in reports for finding in report["findings"]]
