"""Files in other places: read like files here, refused like files here, and nothing secret printed."""

from __future__ import annotations

import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from remote_cases import MODEL_BYTES, npy_bytes

from lstmdoctor.cli import main
from lstmdoctor.core.sharding import Shards
from lstmdoctor.data import open_data
from lstmdoctor.data.scan.scanning import scan_sequences
from lstmdoctor.errors import Refused
from lstmdoctor.files import places
from lstmdoctor.files.places import PlaceFile

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install '.[remote]'")


def put(path: str, content: bytes) -> None:
    fsspec.filesystem("memory").pipe_file(path, content)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(places, "PAUSE", 0.0)
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    put("/b/m.json", MODEL_BYTES)
    random = np.random.default_rng(0)
    for number in range(11):
        put(f"/b/t/p{number}.npy", npy_bytes(random.normal(size=(4 + number, 5, 3)).astype("f4")))
    yield memory
    memory.store.clear()


def test_shards_and_model_elsewhere(store: Any) -> None:
    result = run("diagnose", "memory://b/m.json", "memory://b/t/p*.npy", "--output-format", "json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["verdict"]) == (0, "healthy"), result.stderr
    assert document["model"]["path"] == "memory://b/m.json"
    assert document["data"]["arrays"][0]["shape"] == [99, 5, 3]


KINDS = {
    "npy": npy_bytes(np.arange(60.0).reshape(4, 5, 3)),
    "fortran": npy_bytes(np.asfortranarray(np.arange(60.0).reshape(4, 5, 3))),
    "pickle": pickle.dumps([np.ones((length, 3)) for length in (3, 4, 5, 7, 9)]),
}


@pytest.mark.parametrize("kind", [*KINDS, "npz"])
def test_the_same_facts_as_of_a_file_here(kind: str, tmp_path: Path) -> None:
    content = KINDS.get(kind, b"")
    if kind == "npz":
        file = io.BytesIO()
        np.savez_compressed(file, x=np.arange(60.0).reshape(4, 5, 3))
        content = file.getvalue()
    Path("here").write_bytes(content)
    put("/b/there", content)
    here, there = (scan_sequences(open_data(path).arrays[0]) for path in ("here", "memory://b/there"))
    assert here == there


@pytest.mark.parametrize("number", [1, 7, 64, 1000])
def test_ranges_in_any_size(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(places, "HEAD_BYTES", 10)
    monkeypatch.setattr(places, "BLOCK_BYTES", 17)
    content = bytes(range(256))
    put("/b/bytes", content)
    file = PlaceFile("memory://b/bytes", 256, number)
    pieces = []
    while piece := file.read(number):
        pieces.append(piece)
    assert b"".join(pieces) == content
    file.seek(100)
    assert file.read(50) == content[100:150] and file.tell() == 150
    buffer = bytearray(30)
    assert (took := file.readinto(buffer)) > 0 and buffer[:took] == content[150 : 150 + took]


def test_an_object_that_changes_ends_as_a_file_does(store: Any) -> None:
    source = open_data(Shards(("memory://b/t/p*.npy",)))
    put("/b/t/p3.npy", npy_bytes(np.zeros((2, 5, 3), "f4")))
    with pytest.raises(Refused, match=r"p3\.npy: the file changed while it was being read"):
        scan_sequences(source.arrays[0])


def test_requests_that_fail_are_made_again(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([TimeoutError(), OSError("503 slow down")])
    real = type(store).cat_file

    def flaky(self: Any, *args: Any, **kwargs: Any) -> Any:
        for failure in failures:
            raise failure
        return real(self, *args, **kwargs)

    monkeypatch.setattr(type(store), "cat_file", flaky)
    assert open_data("memory://b/t/p1.npy").arrays[0].facts.samples == 5


REFUSED = {
    "memory://b/no.npy": "no such file",
    "memory://b/no*.npy": "no file that matches",
    "memory://b/t": "a folder",
    "simplecache::memory://b/t/p1.npy": "a chained URL",
    "memory://b/x::memory://b/t/p1.npy": "",
    "ftp://host/x.npy": "a place of another kind",
    "github://o:r@/x.npy": "a place of another kind",
    "local:///etc/passwd": "a place of another kind",
    "abfs://c@account.dfs.core.windows.net/x.npy": "AZURE_STORAGE_ACCOUNT_NAME",
    "https://user:SECRET@127.0.0.1:9/x.npy": "a password or a key",
    "https://127.0.0.1:9/x.npy?X-Amz-Signature=SECRET": "a password or a key",
}


@pytest.mark.parametrize("path", REFUSED)
def test_refusals(path: str) -> None:
    for words in (
        ["diagnose", "memory://b/m.json", path],
        ["inspect", path],
        ["diagnose", path, "memory://b/t/p1.npy"],
    ):
        result = run(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1 and "SECRET" not in result.stderr
        if words[0] == "diagnose" and words[2] == path:
            assert REFUSED[path] in result.stderr


def test_without_fsspec_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    result = run("diagnose", "memory://b/m.json", "memory://b/t/p1.npy")
    assert result.exit_code == 2 and "pip install 'lstmdoctor[remote]'" in result.stderr


@pytest.mark.parametrize(("protocol", "package"), [("gs", "gcsfs"), ("az", "adlfs"), ("s3", "[s3]")])
def test_without_its_library_one_sentence(
    protocol: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gcsfs", "adlfs", "s3fs"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    result = run("diagnose", "memory://b/m.json", f"{protocol}://bucket/x.npy")
    assert result.exit_code == 2 and result.stderr.count("\n") == 1
    assert f"{protocol}:// needs a package that is missing: pip install" in result.stderr
    assert package in result.stderr
