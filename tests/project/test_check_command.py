"""``lstmdoctor check`` through click's runner."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from check_cases import BAD, FREE, GOOD, MODEL, configure, folder, run

from lstmdoctor.core.tables import Table
from lstmdoctor.models import read_model

__all__ = ["folder"]


class TestCheck:
    def test_one_table_and_the_worst_exit_code(self, folder: Path) -> None:
        configure(good=GOOD, bad=BAD)
        result = run("check")
        assert (result.exit_code, result.stderr) == (1, "")
        assert result.stdout == (
            "ok       good  healthy.npy\n"
            "failed   bad   swapped_axes.npy  1 error: LD207\n"
            "\n"
            "2 pairs: 1 ok, 1 failed\n"
            "why: lstmdoctor diagnose model_50x100.keras swapped_axes.npy\n"
        )

    def test_all_good(self, folder: Path) -> None:
        configure(good=GOOD)
        result = run("check")
        assert (result.exit_code, result.stdout) == (0, "ok       good  healthy.npy\n\n1 pair: 1 ok\n")

    def test_names(self, folder: Path) -> None:
        configure(good=GOOD, bad=BAD)
        assert run("check", "good").exit_code == 0
        assert run("check", "bad", "good").exit_code == 1
        result = run("check", "ugly")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "no check 'ugly'" in result.stderr

    def test_a_damaged_file_stops_no_other(self, folder: Path) -> None:
        Path("damaged.npy").write_bytes(b"\x93NUMPY\x01\x00")
        configure(broken='data = "damaged.npy"', bad=BAD, good=GOOD)
        result = run("check")
        assert result.exit_code == 2
        assert [line.split()[0] for line in result.stdout.splitlines()[:3]] == ["refused", "failed", "ok"]
        assert "3 pairs: 1 ok, 1 failed, 1 refused" in result.stdout

    def test_a_damaged_model_refuses_all_its_pairs(self, folder: Path) -> None:
        Path("broken.keras").write_bytes(b"PK\x03\x04")
        configure(one='model = "broken.keras"\ndata = ["healthy.npy", "swapped_axes.npy"]', good=GOOD)
        result = run("check")
        assert result.exit_code == 2
        assert result.stdout.count("broken.keras: ") == 2

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (BAD, 1),
            (f'{BAD}\nfail-on = "never"', 0),
            (f'{BAD}\nselect = ["LD3"]', 0),
            (f'{BAD}\nselect = ["LD207"]', 1),
            (f'{BAD}\nignore = {{LD207 = "known"}}', 0),
            ('data = "wide.npy"', 0),
            ('data = "wide.npy"\nfail-on = "note"', 1),
            ('data = "two.npz::good"', 0),
            ('data = "two.npz"\nmap = {sequences = "good"}', 0),
            ('data = "two.npz"\nmap = {nope = "good"}', 2),
            ('data = "nan.npy"', 1),
            ('data = "nan.npy"\nheader-only = true', 0),
        ],
    )
    def test_options(self, folder: Path, body: str, code: int) -> None:
        np.save("wide.npy", np.random.default_rng(0).random((20, 50, 100)))
        np.save("nan.npy", np.full((20, 50, 100), np.nan, "float32"))
        noise = np.random.default_rng(0).random((4, 50, 100)).astype("float32")
        np.savez("two.npz", good=noise, bad=np.ones((4, 9, 100), "float32"))
        configure(one=body)
        assert run("check").exit_code == code

    def test_splits_are_compared(self, folder: Path) -> None:
        noise = np.random.default_rng(0)
        for name, steps in (("train", 50), ("val", 60), ("test", 50)):
            np.save(f"{name}.npy", noise.random((8, steps, 100)).astype("float32"))
        configure(
            one=f'model = "{FREE}"\ndata = {{train = "train.npy", validation = "val.npy", test = "test.npy"}}\n'
            'fail-on = "warning"'
        )
        result = run("check", "--output-format", "json")
        checks = json.loads(result.stdout)["checks"]
        assert result.exit_code == 1
        assert [check["split"] for check in checks] == ["train", "validation", "test"]
        codes = [[finding["code"] for finding in check["report"]["findings"]] for check in checks]
        assert codes == [[], ["LD903"], []]
        assert checks[1]["report"]["findings"][0]["message"] == (
            "the validation data has 60 timesteps, the training data 50"
        )

    def test_verbose_shows_every_report(self, folder: Path) -> None:
        configure(good=GOOD, bad=BAD)
        assert "error LD207 swapped-axes" in run("check", "-v").stdout

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--config", "none.toml"], "none.toml: no such file"),
            (["-o", "healthy.npy"], "healthy.npy: is one of the inputs"),
            (["-o", "pyproject.toml"], "pyproject.toml: is one of the inputs"),
            (["-o", "no/where"], "the folder no does not exist"),
            (["--baseline", "none.json"], "none.json: no such file"),
            (["--output-format", "xml"], "'xml' is not one of"),
        ],
    )
    def test_wrong_usage_is_one_sentence(self, folder: Path, words: list[str], said: str) -> None:
        configure(good=GOOD)
        result = run("check", *words)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert said in result.stderr

    def test_an_unused_ignore_is_told(self, folder: Path) -> None:
        configure(
            one=f'{BAD}\nignore = {{LD207 = "known", LD301 = "gone"}}',
            two='data = ["healthy.npy", "swapped_axes.npy"]\nignore = {LD2 = "known"}',
            three=f'{GOOD}\nheader-only = true\nignore = {{LD5 = "nobody looked"}}',
        )
        result = run("check")
        assert (result.exit_code, result.stderr) == (
            0, "note: check 'one': ignored LD301 hides nothing: take it out\n"
        )  # fmt: skip
        assert json.loads(run("check", "--output-format", "json").stdout)["remarks"] == [
            "check 'one': ignored LD301 hides nothing: take it out"
        ]

    def test_two_hundred_pairs_read_their_model_once(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        noise = np.random.default_rng(0).random((2, 50, 100)).astype("float32")
        Path("many").mkdir()
        for number in range(200):
            np.save(f"many/{number:03}.npy", noise)
        models: list[str] = []
        data: list[str] = []

        def counted_model(path: str) -> object:
            models.append(path)
            return read_model(path)

        from lstmdoctor.data import open_data

        def counted_data(path: str, table: Table | None = None) -> object:
            data.append(path)
            return open_data(path, table)

        monkeypatch.setattr("lstmdoctor.project.checking.read_model", counted_model)
        monkeypatch.setattr("lstmdoctor.diagnosis.description.open_data", counted_data)
        monkeypatch.setattr("subprocess.Popen", None)
        configure(many='data = "many/*.npy"')
        result = run("check")
        assert result.exit_code == 0
        assert "200 pairs: 200 ok" in result.stdout
        assert models == [MODEL]
        assert data == [f"many/{number:03}.npy" for number in range(200)]

    def test_a_pair_of_many_checks_is_looked_at_once(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from lstmdoctor.data import open_data

        data: list[str] = []

        def counted_data(path: str, table: Table | None = None) -> object:
            data.append(path)
            return open_data(path, table)

        monkeypatch.setattr("lstmdoctor.diagnosis.description.open_data", counted_data)
        same = {f"again{number}": f'{BAD}\nignore = {{LD207 = "so"}}' for number in range(50)}
        configure(bad=BAD, **same, header=f"{BAD}\nheader-only = true")
        result = run("check")
        assert result.exit_code == 1
        assert "52 pairs: 50 ok, 2 failed" in result.stdout
        assert data == ["swapped_axes.npy"] * 2
