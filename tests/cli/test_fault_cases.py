"""The cases of the fault pages through the real command line: each speaks, or is silent, and the pages are current."""

from __future__ import annotations

import subprocess
import sys

import pytest
from fault_cases import CASES
from fault_cases.case import Scene, Silent, Speaks, found_codes, play
from places import ROOT

from lstmdoctor.checks import CHECKS

pytest.importorskip("pyarrow")
ROWS = [(code, case) for code, cases in CASES.items() for case in cases]


def test_every_fault_has_cases_and_as_many_silent_as_speaking() -> None:
    assert list(CASES) == [check.FAULT.code for check in CHECKS]
    for code, cases in CASES.items():
        speaking = sum(isinstance(case, Speaks) for case in cases)
        assert 0 < speaking <= sum(isinstance(case, Silent) for case in cases), code


@pytest.mark.parametrize(("code", "case"), ROWS, ids=[f"{code} {case.what}" for code, case in ROWS])
def test_the_case_speaks_or_is_silent(code: str, case: Scene) -> None:
    found = found_codes(case)
    assert (code in found) is isinstance(case, Speaks)
    if not case.command.startswith("lstmdoctor explain"):
        assert set(found) <= {code, *case.beside.split()}


@pytest.mark.parametrize("code", CASES)
def test_the_page_in_the_terminal_is_the_page_in_docs(code: str) -> None:
    shown = play(Scene("", command=f"lstmdoctor explain {code}")).output
    page = (ROOT / "docs" / "faults" / f"{code}.md").read_text("utf-8")
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert [line for line in shown.splitlines() if line in headings] == headings
    for block in page.split("```console\n")[1:]:
        for line in block.partition("\n```")[0].splitlines():
            assert f"    {line}".rstrip() in shown


@pytest.mark.slow
def test_the_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/faults.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}run: python docs/faults.py"
