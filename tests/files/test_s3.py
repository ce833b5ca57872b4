"""A server of S3 on this machine: shards and a model, read as they are read from disks."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from places import ROOT

pytest.importorskip("s3fs", reason="s3fs is not installed: pip install '.[s3]'")
server = pytest.importorskip("moto.server", reason="moto is not installed: pip install '.[test-remote]'")
pytestmark = pytest.mark.slow
MODEL = {
    "class_name": "Sequential",
    "config": {
        "name": "m",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {"name": "x", "batch_shape": [None, None, 3], "dtype": "float32"},
            },
            {"class_name": "LSTM", "config": {"name": "lstm", "units": 4}},
        ],
    },
}
SECRET = "not-to-be-printed"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


def command(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    words = (sys.executable, "-m", "lstmdoctor", *words)
    return subprocess.run(words, capture_output=True, text=True, env=environment, timeout=120)


def put(address: str, key: str, content: bytes) -> None:
    import boto3

    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key=SECRET,
    )
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key=key, Body=content)


def test_shards_and_model_on_s3(address: str, tmp_path: Path) -> None:
    put(address, "m.json", json.dumps(MODEL).encode())
    random = np.random.default_rng(0)
    for number in range(11):
        array = random.normal(size=(4 + number, 5, 3)).astype("f4")
        if number == 10:
            array[2, 1, 0] = np.nan
        file = io.BytesIO()
        np.save(file, array)
        put(address, f"t/p{number}.npy", file.getvalue())
    words = ("diagnose", "s3://bucket/m.json", "s3://bucket/t/p*.npy", "--output-format", "json")
    done = command(address, *words)
    assert done.returncode == 1, done.stderr
    (finding,) = [one for one in json.loads(done.stdout)["findings"] if one["code"] == "LD501"]
    assert finding["evidence"]["shard"] == "s3://bucket/t/p10.npy" and finding["evidence"]["first"] == [
        2,
        1,
        0,
    ]
    out = str(tmp_path / "out")
    done = command(address, "fix", "s3://bucket/m.json", "s3://bucket/t/p*.npy", "-o", out, "--fill-nan", "0")
    assert done.returncode == 0, done.stderr
    assert np.load(f"{out}/p10.npy")[2, 1, 0] == 0
    for path in ("s3://bucket/none.npy", "s3://nobucket/x.npy", "s3://bucket/none*.npy"):
        done = command(address, "diagnose", "s3://bucket/m.json", path)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
        assert SECRET not in done.stdout + done.stderr
