"""Models in other places: every format is read there as it is read here, folders too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from places import MODELS

from lstmdoctor.cli import main
from lstmdoctor.errors import Refused
from lstmdoctor.files import places as elsewhere
from lstmdoctor.models import looks_like_model, read_model

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[remote]'")
FILES = [
    "keras-3.15.1/seq_lstm.keras",
    "keras-3.15.1/seq_lstm.h5",
    "keras-3.15.1/seq_lstm.json",
    "tf.keras-2.15.0/compiled_sparse.keras",  # HDF5 under this name
]
FOLDERS = [
    "keras-3.15.1/small_rnn_folder",
    "keras-3.15.1/small_rnn_savedmodel",
    "tf.keras-2.15.0/small_rnn_savedmodel",
    "exports/tfkeras2_recurrent_4_exported_savedmodel",
]


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(elsewhere, "PAUSE", 0.0)
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    yield memory
    memory.store.clear()


def put(store: Any, path: str) -> str:
    here = MODELS / path
    files = (
        [here] if here.is_file() else [Path(top, name) for top, _, names in os.walk(here) for name in names]
    )
    for file in files:
        store.pipe_file(f"/m/{file.relative_to(MODELS)}", file.read_bytes())
    return f"memory://m/{path}"


@pytest.mark.parametrize("path", [*FILES, *FOLDERS])
def test_the_same_model_as_here(store: Any, path: str) -> None:
    url = put(store, path)
    wanted = replace(read_model(str(MODELS / path)), path=url)
    assert read_model(url) == wanted
    assert looks_like_model(url)
    assert CliRunner().invoke(main, ["inspect", url]).exit_code == 0
    if path in FOLDERS:
        assert replace(read_model(f"{url}/"), path=url) == wanted


def test_only_the_files_that_tell_are_fetched(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    url = put(store, "keras-3.15.1/small_rnn_savedmodel")
    store.pipe_file("/m/keras-3.15.1/small_rnn_savedmodel/variables/huge", b"x" * 1000)
    fetched: list[str] = []
    real = type(store).cat_file

    def noted(self: Any, path: str, *args: Any, **more: Any) -> Any:
        fetched.append(path.rpartition("/")[2])
        return real(self, path, *args, **more)

    monkeypatch.setattr(type(store), "cat_file", noted)
    read_model(url)
    assert set(fetched) <= {"saved_model.pb", "keras_metadata.pb"}


REFUSED = {
    "memory://m/none.keras": "no such file",
    "memory://m/data": "a folder without a model, none of saved_model.pb",
    "memory://m/data/notes.txt": "a text file, not a model",
}


@pytest.mark.parametrize("path", REFUSED)
def test_refusals(store: Any, path: str) -> None:
    store.pipe_file("/m/data/notes.txt", b"hello there")
    with pytest.raises(Refused, match=REFUSED[path]):
        read_model(path)
    result = CliRunner().invoke(main, ["inspect", path])
    assert result.exit_code == 2 and result.stderr.count("\n") == 1
