"""Baselines: what is known is left out, and what is gone is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from check_cases import BAD, GOOD, MODEL, configure, folder, run

from lstmdoctor.project.baseline import parse_baseline

__all__ = ["folder"]


class TestBaseline:
    def test_known_findings_are_left_out(self, folder: Path) -> None:
        configure(good=GOOD, bad=BAD)
        result = run("check", "--write-baseline", "known.json")
        assert (result.exit_code, result.stderr) == (0, "note: 1 known finding written to known.json\n")
        assert "failed   bad" in result.stdout
        again = run("check", "--baseline", "known.json")
        assert (again.exit_code, again.stderr) == (0, "")
        assert "2 pairs: 2 ok" in again.stdout

    def test_a_new_finding_is_told(self, folder: Path) -> None:
        configure(bad=BAD)
        run("check", "--write-baseline", "known.json")
        configure(bad=BAD, new='data = "list_of_200.pkl"')
        result = run("check", "--baseline", "known.json")
        assert result.exit_code == 1
        assert "LD101" in result.stdout and "LD207" not in result.stdout

    def test_what_is_gone_is_told_in_short(self, folder: Path) -> None:
        configure(good=GOOD)
        entry = {"model": MODEL, "data": "healthy.npy", "input": "", "count": 1}
        known = [{**entry, "code": f"LD{i}{'x' * 5000}"} for i in range(60)]
        Path("known.json").write_text(json.dumps({"schema_version": 1, "findings": known}))
        lines = run("check", "--baseline", "known.json").stderr.splitlines()
        assert len(lines) == 21 and max(map(len, lines)) < 300

    def test_what_is_gone_is_told(self, folder: Path) -> None:
        configure(good=GOOD, bad=BAD)
        run("check", "--write-baseline", "known.json")
        shutil.copy("healthy.npy", "swapped_axes.npy")
        said = "known LD207 of swapped_axes.npy for model_50x100.keras hides nothing"
        assert said in run("check", "--baseline", "known.json").stderr
        assert run("check", "good", "--baseline", "known.json").stderr == ""
        configure(good=GOOD)
        assert said in run("check", "--baseline", "known.json").stderr

    def test_diagnose(self, folder: Path) -> None:
        words = ("diagnose", MODEL, "swapped_axes.npy")
        assert run(*words, "--write-baseline", "known.json").exit_code == 0
        result = run(*words, "--baseline", "known.json")
        assert (result.exit_code, result.stderr) == (0, "")
        other = run("diagnose", MODEL, "list_of_200.pkl", "--baseline", "known.json")
        assert (other.exit_code, other.stderr) == (1, "")

    def test_one_entry_hides_as_many_findings_as_it_counts(self, folder: Path) -> None:
        configure(one=BAD, two=BAD)
        run("check", "one", "--write-baseline", "known.json")
        assert run("check", "--baseline", "known.json").exit_code == 1

    def test_a_refused_file_is_never_known(self, folder: Path) -> None:
        Path("damaged.npy").write_bytes(b"\x93NUMPY\x01\x00")
        configure(one='data = "damaged.npy"')
        assert run("check", "--write-baseline", "known.json").exit_code == 2
        assert run("check", "--baseline", "known.json").exit_code == 2

    def test_the_file(self, folder: Path) -> None:
        configure(bad=BAD)
        run("check", "--write-baseline", "known.json")
        found = json.loads(Path("known.json").read_text())
        assert list(found) == ["schema_version", "tool", "findings"]
        assert found["findings"] == [
            {"code": "LD207", "model": MODEL, "data": "swapped_axes.npy", "input": "sequences", "count": 1}
        ]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "is no baseline: not JSON"),
            ("[" * 100_000, "is no baseline"),
            ("\xff", "is no baseline"),
            ("[]", "is no baseline"),
            ('{"schema_version": 2, "findings": []}', "is a baseline of version 2"),
            ('{"schema_version": 1, "findings": {}}', "is no baseline"),
            ('{"schema_version": 1, "findings": [{}]}', "an entry needs code, model, data, input and count"),
            ('{"schema_version": ' + "9" * 4000 + ', "findings": []}', "is no baseline"),
            (
                '{"schema_version": 1, "findings": [{"code": "a", "model": "b", "data": "c", "input": "d", '
                '"count": 1e9}]}',
                "an entry needs",
            ),
        ],
    )
    def test_what_is_no_baseline_is_one_sentence(self, folder: Path, text: str, said: str) -> None:
        Path("known.json").write_text(text, encoding="latin-1")
        result = run("diagnose", MODEL, "healthy.npy", "--baseline", "known.json")
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert said in result.stderr

    def test_millions_of_objects_are_refused_before_they_are_made(self, folder: Path) -> None:
        Path("known.json").write_text("[" + "{}," * 4_000_000 + "0]")
        result = run("diagnose", MODEL, "healthy.npy", "--baseline", "known.json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "it takes more than 600.0 MB of memory as JSON" in result.stderr

    def test_an_entry_may_stand_for_a_million_findings(self) -> None:
        """And is kept as a number, not as so many keys."""
        entry = {"code": "a", "model": "b", "data": "c", "input": "", "count": 10**6}
        known = parse_baseline("known.json", {"schema_version": 1, "findings": [entry] * 1000})
        assert known == {("a", "b", "c", ""): 10**9}

    def test_both_at_once(self, folder: Path) -> None:
        words = ("diagnose", MODEL, "healthy.npy", "--baseline", "a", "--write-baseline", "a")
        assert "leave --baseline out" in run(*words).stderr

    def test_a_baseline_replaces_no_input(self, folder: Path) -> None:
        result = run("diagnose", MODEL, "healthy.npy", "--write-baseline", MODEL)
        assert result.exit_code == 2
        assert "is one of the inputs" in result.stderr

    def test_a_baseline_is_not_written_over_a_report(self, folder: Path) -> None:
        result = run("diagnose", MODEL, "healthy.npy", "-o", "a.json", "--write-baseline", "./a.json")
        assert (result.exit_code, Path("a.json").exists()) == (2, False)
        assert "two reports go to one file" in result.stderr
