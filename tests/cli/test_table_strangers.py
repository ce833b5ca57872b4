"""Tables as people have them: what they could be, classes that are words, Python that reads them alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from architectures import architecture
from check_cases import run

pandas = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")
FOLDERS = {"class folders alone": 0, "one file by chance": 1}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_text(architecture(2, timesteps=4))
    return tmp_path


def frame(**more: list[Any]) -> Any:
    """Five sequences of four steps, two features."""
    steps = {"a": [0.5 + place for place in range(20)], "b": [0.25 * place for place in range(20)]}
    return pandas.DataFrame({**steps, **more})


WHO = [place // 4 for place in range(20)]
STEP = [place % 4 for place in range(20)]
OFFERS: dict[str, tuple[dict[str, list[Any]], str | None]] = {
    # more columns, the first command that is offered; None where no id may be left out for a series
    "ids, times and labels under their names": (
        {"patient": WHO, "day": STEP, "label": WHO}, "--id patient --time day --target label",
    ),
    "labels that no name tells": (
        {"patient": WHO, "visit": STEP, "risk": WHO}, "--id patient --time visit --target risk",
    ),
    "two ids": (
        {"user": [one // 3 for one in WHO], "session": WHO, "time_ms": STEP}, "--id session --time time_ms --values a,b",
    ),
    "two targets": ({"t": [*range(20)], "target_x": WHO, "target_y": WHO}, "--time t --values a,b --target target_x"),
    "an id is never dropped for a series": ({"sensor_id": WHO}, "--id sensor_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", OFFERS)
def test_what_a_table_could_be(name: str) -> None:
    more, wanted = OFFERS[name]
    frame(**more).to_csv("t.csv", index=False)
    report = json.loads(run("diagnose", "m.json", "t.csv", "--output-format", "json").stdout)
    commands = [one["command"] for one in report["readings"]]
    assert any(f"t.csv {wanted}" in one for one in commands), commands
    assert "LD154" in [one["code"] for one in report["findings"]]
    if "sensor_id" in more:
        assert all("--id" in one for one in commands)


def test_words_become_classes_where_they_are_asked_for() -> None:
    words = ["walk", "run", "sit", "run", "walk"]
    frame(who=WHO, activity=[words[one] for one in WHO]).to_csv("t.csv", index=False)
    config = json.loads(architecture(2, timesteps=4, units=3))
    config["compile_config"] = {"loss": "sparse_categorical_crossentropy", "optimizer": "adam"}
    Path("m.json").write_text(json.dumps(config))
    taken = ("--id", "who", "--target", "activity")
    said = run("diagnose", "m.json", "t.csv", *taken)
    assert "LD706" in said.stdout and "LD701" not in said.stdout
    made = run(
        *("fix", "m.json", "t.csv", *taken, "-o", "x.npy", "--labels-output", "y.npy"),
        "--label-cure",
        "encode",
    )
    assert made.exit_code == 0 and "0 run, 1 sit, 2 walk" in made.stdout, made.stderr
    assert np.load("y.npy").tolist() == [2, 0, 1, 0, 2]
    frame(who=WHO, activity=[words[one] for one in WHO]).iloc[:4].to_csv("new.csv", index=False)
    again = ("apply", "x.npy.treatment.json", "new.csv", "-o", "n.npy", "--labels-output")
    assert run(*again, "ny.npy").exit_code == 0 and np.load("ny.npy").tolist() == [2]
    frame(who=WHO, activity=["swim"] * 20).to_csv("new.csv", index=False)
    refused = run(*again, "other.npy", "--force")
    assert (
        refused.exit_code == 2
        and "label 'swim' of sample 0 is none of the classes run, sit, walk" in refused.stderr
    )


DIALECTS: dict[str, tuple[str, dict[str, Any]]] = {
    "german": (
        "Tag;a;b\n01.02.2026;1.234,5;0,5\n03.01.2026;2.000,25;1,5\n28.01.2026;3,5;2,5\n", {"time": "Tag"},
    ),
    "american days": ("day,a,b\n2/1/2026,1.5,2\n1/30/2026,2.5,3\n12/1/2025,3.5,4\n", {"time": "day"}),
    "without a heading": ("1.5\t2\n2.5\t3\n3.5\t4\n", {}),
    "latin-1 and blanks": ("größe, b \n1.5, 2\n2.5, 3\n3.5, 4\n", {"encoding": "latin-1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_the_python_reads_what_was_read(name: str) -> None:
    text, options = DIALECTS[name]
    Path("t.csv").write_bytes(text.encode(options.get("encoding", "utf-8")))
    time = (
        ("--time", options["time"])
        if "time" in options
        else ("--values", "größe,b")
        if "encoding" in options
        else ()
    )
    words = ("t.csv", *time) if time else ("t.csv",)
    made = run("fix", *words, "-o", "x.npy", "--dtype", "keep")
    assert made.exit_code == 0, made.stderr
    names: dict[str, Any] = {}
    exec(run("fix", *words, "--python", "--dtype", "keep").stdout, names)
    assert np.array_equal(names["x"], np.load("x.npy"))


def test_a_horizon_without_labels_is_said() -> None:
    frame().to_csv("t.csv", index=False)
    done = run("fix", "m.json", "t.csv", "--window", "4", "--horizon", "1", "-o", "x.npy")
    assert "--horizon 1 leaves the last steps out" in " ".join(done.stdout.split())
    frame(label=WHO).to_csv("t.csv", index=False)
    said = run(
        "fix", "m.json", "t.csv", "--window", "4", "--horizon", "1", "--target", "label", "-o", "z.npy"
    )
    assert "leaves the last steps out" not in " ".join(said.stdout.split())
    frame().to_csv("new.csv", index=False)
    assert run("apply", "z.npy.treatment.json", "new.csv", "-o", "n.npy").exit_code == 0
    assert (len(np.load("z.npy")), len(np.load("n.npy"))) == (16, 17)


def test_a_column_of_the_table_as_labels_leaks_as_a_target_does() -> None:
    frame(c=WHO).to_csv("t.csv", index=False)
    given = ("diagnose", "m.json", "t.csv", "--values", "a,b", "--labels")
    assert "LD708" in run(*given, "t.csv::a").stdout
    assert "LD708" not in run(*given, "t.csv::c").stdout


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_beside_class_folders_is_left_out(name: str) -> None:
    for word in ("clap", "wave"):
        Path("d", word).mkdir(parents=True)
        for number in range(3):
            np.save(f"d/{word}/{number}.npy", np.ones((4, 2), "f4"))
    for number in range(FOLDERS[name]):
        np.save(f"d/notes{number}.npy", np.ones(3))
    done = run("fix", "m.json", "d", "-o", "x.npy", "--labels-output", "y.npy")
    assert done.exit_code == 0, done.stderr
    assert np.load("y.npy").tolist() == [0, 0, 0, 1, 1, 1]
    assert ("beside the class folders left out: 'notes0.npy'" in done.stdout) == bool(FOLDERS[name])


def test_a_folder_of_tables_is_named_by_a_pattern() -> None:
    Path("patients").mkdir()
    frame().to_csv("patients/1.csv", index=False)
    assert "with 1 .csv file: name these, 'patients/*.csv'" in run("diagnose", "m.json", "patients").stderr


def test_windows_of_sequences_that_have_that_length_already(here: Path) -> None:
    import pickle

    Path("p.pkl").write_bytes(pickle.dumps([np.ones((4, 2), "f4")] * 9))
    done = run("fix", "m.json", "p.pkl", "--window", "4", "-o", "x.npy")
    assert done.exit_code == 0 and np.load("x.npy").shape == (9, 4, 2)
