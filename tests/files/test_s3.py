"""A server of S3 on this machine: shards and a model, read as they are read from disks."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from places import ROOT
from remote_cases import MODEL_BYTES, npy_bytes, ragged_lists

pytest.importorskip("s3fs", reason="s3fs is not installed: pip install '.[s3]'")
server = pytest.importorskip("moto.server", reason="moto is not installed: pip install '.[test-remote]'")
pytestmark = pytest.mark.slow
SECRET = "not-to-be-printed"
RECORD = "lstmdoctor.treatment.json"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


def surroundings(address: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
    }


def command(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "lstmdoctor", *words)
    return subprocess.run(words, capture_output=True, text=True, env=surroundings(address), timeout=120)


def done(address: str, *words: str) -> str:
    result = command(address, *words)
    assert result.returncode == 0, result.stderr
    assert SECRET not in result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def client(address: str) -> Any:
    import boto3

    found = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key=SECRET,
    )
    found.create_bucket(Bucket="bucket")
    found.put_object(Bucket="bucket", Key="m.json", Body=MODEL_BYTES)
    return found


def put(client: Any, key: str, content: bytes) -> None:
    client.put_object(Bucket="bucket", Key=key, Body=content)


def objects(client: Any, prefix: str) -> dict[str, dict[str, Any]]:
    """What is there, by name; the log left out."""
    found = client.list_objects_v2(Bucket="bucket", Prefix=f"{prefix}/").get("Contents", [])
    named = {one["Key"].rpartition("/")[2]: one for one in found}
    return {name: one for name, one in named.items() if not name.startswith(".lstmdoctor")}


def content(client: Any, key: str) -> bytes:
    read: bytes = client.get_object(Bucket="bucket", Key=key)["Body"].read()
    return read


def put_lists(client: Any, shards: int, prefix: str) -> None:
    for number, shard in enumerate(ragged_lists(shards)):
        put(client, f"{prefix}/p{number}.pkl", pickle.dumps(shard))


def test_shards_and_model_on_s3(address: str, client: Any, tmp_path: Path) -> None:
    numbers = np.random.default_rng(0)
    for number in range(11):
        array = numbers.normal(size=(4 + number, 5, 3)).astype("f4")
        if number == 10:
            array[2, 1, 0] = np.nan
        put(client, f"t/p{number}.npy", npy_bytes(array))
    words = ("diagnose", "s3://bucket/m.json", "s3://bucket/t/p*.npy", "--output-format", "json")
    told = command(address, *words)
    assert told.returncode == 1, told.stderr
    (finding,) = [one for one in json.loads(told.stdout)["findings"] if one["code"] == "LD501"]
    assert finding["evidence"]["shard"] == "s3://bucket/t/p10.npy"
    assert finding["evidence"]["first"] == [2, 1, 0]
    out = str(tmp_path / "out")
    done(address, "fix", "s3://bucket/m.json", "s3://bucket/t/p*.npy", "-o", out, "--fill-nan", "0")
    assert np.load(f"{out}/p10.npy")[2, 1, 0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["diagnose", "s3://bucket/m.json", "s3://bucket/none.npy"],
        ["diagnose", "s3://bucket/m.json", "s3://nobucket/x.npy"],
        ["diagnose", "s3://bucket/m.json", "s3://bucket/none*.npy"],
        ["diagnose", "s3://bucket/none.keras", "s3://bucket/x.npy"],
        ["fix", "s3://bucket/m.json", "s3://bucket/one.pkl", "-o", "s3://nobucket/x.npy"],
    ],
)
def test_one_sentence_without_a_secret(address: str, client: Any, words: list[str]) -> None:
    put(client, "one.pkl", pickle.dumps(ragged_lists(1)[0]))
    told = command(address, *words)
    assert told.returncode == 2 and told.stdout == "" and told.stderr.count("\n") == 1, told.stderr
    assert SECRET not in told.stderr
    environment = {**surroundings(address), "LSTMDOCTOR_DEBUG": "1"}
    code = f"import lstmdoctor; lstmdoctor.diagnose({words[1]!r}, {words[2]!r})"
    raised = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120
    )
    assert SECRET not in raised.stdout + raised.stderr


def test_written_there_as_here(address: str, client: Any, tmp_path: Path) -> None:
    put_lists(client, 5, "rg")
    words = ("fix", "s3://bucket/m.json", "s3://bucket/rg/p*.pkl")
    told = done(address, *words, "-o", "s3://bucket/out/", "--output-format", "json")
    assert json.loads(told)["fix"]["output"] == "s3://bucket/out"
    done(address, *words, "-o", str(tmp_path / "out"))
    names = {f"p{number}.npy" for number in range(5)}
    assert objects(client, "out").keys() == {*names, RECORD}
    for name in names:
        assert content(client, f"out/{name}") == (tmp_path / "out" / name).read_bytes()
    assert SECRET not in content(client, f"out/{RECORD}").decode()
    before = objects(client, "out")
    done(address, *words, "-o", "s3://bucket/out/", "--resume")
    assert objects(client, "out") == before
    told = done(
        address, "apply", f"s3://bucket/out/{RECORD}", "s3://bucket/rg/p3.pkl", "-o", "s3://bucket/3.npy"
    )
    assert "s3://bucket/3.npy" in told
    assert content(client, "3.npy") == content(client, "out/p3.npy")


def test_killed_anywhere_no_half_object_and_none_lost(address: str, client: Any, tmp_path: Path) -> None:
    """Killed again and again, at a random number of objects, and resumed to the end."""
    shards = 10
    put_lists(client, shards, "kill")
    words = ["fix", "s3://bucket/m.json", "s3://bucket/kill/p*.pkl", "--jobs", "2"]
    done(address, *words, "-o", str(tmp_path / "whole"))
    wanted = {path.name: path.read_bytes() for path in (tmp_path / "whole").glob("*.npy")}
    dice, kills = random.Random(0), 0
    kept: dict[str, Any] = {}
    while RECORD not in objects(client, "k"):
        start = [sys.executable, "-m", "lstmdoctor", *words, "-o", "s3://bucket/k/", "--resume"]
        child = subprocess.Popen(start, env=surroundings(address), stderr=subprocess.PIPE)
        enough = len(objects(client, "k")) + dice.randint(1, 4)
        while child.poll() is None and len(objects(client, "k")) < enough:
            time.sleep(0.002)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        kills += 1
        assert kills < 40
        there = objects(client, "k")
        for name in there.keys() - {RECORD}:
            assert content(client, f"k/{name}") == wanted[name]
        for name, when in kept.items():
            assert there[name]["LastModified"] == when
        kept = {name: there[name]["LastModified"] for name in logged(client, "k") if name in there}
    assert kills > 2
    done(address, *words, "-o", "s3://bucket/k/", "--resume")
    assert objects(client, "k").keys() == {*wanted, RECORD}


def logged(client: Any, prefix: str) -> set[str]:
    """Names that the log says are done."""
    found = client.list_objects_v2(Bucket="bucket", Prefix=f"{prefix}/.lstmdoctor").get("Contents", [])
    lines = "".join(content(client, one["Key"]).decode() for one in found).splitlines()
    return {json.loads(line)["output"] for line in lines if '"rows"' in line}


def test_a_cluster_of_dask_reads_and_writes_there(
    address: str, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    for name, value in surroundings(address).items():
        monkeypatch.setenv(name, value)
    put_lists(client, 6, "d")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        engine = f"dask:{cluster.scheduler_address}"
        words = ("fix", "s3://bucket/m.json", "s3://bucket/d/p*.pkl", "-o", "s3://bucket/do/")
        done(address, *words, "--executor", engine)
    done(address, *words[:3], "-o", "s3://bucket/dp/")
    for number in range(6):
        assert content(client, f"do/p{number}.npy") == content(client, f"dp/p{number}.npy")
