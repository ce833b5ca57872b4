"""How the words for `explain` may stand: a code as reports print it, a file, nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_cases import run


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("LD207 swapped-axes", 0, "LD207 swapped-axes"),
        ("LD207:", 0, "LD207 swapped-axes"),
        ("error LD207 swapped-axes", 0, "LD207 swapped-axes"),
        ("", 2, "no text is given"),
        ("error.txt", 2, "lstmdoctor explain - < error.txt"),
    ],
)
def test_words_for_explain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, status: int, said: str
) -> None:
    (tmp_path / "error.txt").write_text("expected ndim=3, found ndim=2")
    monkeypatch.chdir(tmp_path)
    done = run("explain", words)
    assert done.exit_code == status
    assert said in done.output
