"""The printed command that cures data and labels: it is there, and it is another one than that which failed."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from check_cases import run


@pytest.mark.parametrize(
    ("data", "given", "cure"),
    [
        ("gaps", (), ("--fill-nan", "0", "--label-cure", "from-zero")),
        ("swapped", (), ("--label-cure", "from-zero")),
        (
            "fits",
            ("--label-cure", "one-hot", "--labels-output", "o.npy"),
            ("--label-cure", "from-zero"),
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
