"""One run with a finding of every severity, a refused file and names that try to break out of every format."""

from __future__ import annotations

from dataclasses import replace

from report_cases import member, model, report

from lstmdoctor.checks import dtype_cast, unmasked_padding
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.faults import Finding
from lstmdoctor.core.reports import Report, Verification
from lstmdoctor.core.run import Refusal, Result, Run, Task
from lstmdoctor.core.spec import InputSpec
from lstmdoctor.diagnosis.diagnosing import diagnose_facts

EVIL = "x\x1b[2J\r\n::error::owned\n##[add-mask]a %0A,: <b>&\"'|`$(id)` [a](javascript:b) {0} ]]> @all \u202e\ud800\udcff"
PATH = "data/ä b%20,:|`<&\n::stop-commands::x\udcff.npz"
WARNING = Finding(unmasked_padding.FAULT, "warning", None, f"12 % is padding in '{EVIL}'", "mask it")
NOTE = Finding(dtype_cast.FAULT, "note", EVIL, "float64 for float32", "convert it")


def hostile_report() -> Report:
    """An error, a warning and a note; hostile input, array and paths."""
    spec = model(InputSpec(EVIL, (None, 50, 8)), path="mo del\x07<&>.keras")
    data = DataFile(f"{PATH}::{EVIL}", "npz", (member(EVIL, Facts((30, 8, 50))),))
    found = diagnose_facts(spec, data, mapping={EVIL: EVIL})
    return replace(found, findings=(*found.findings, WARNING, NOTE))


def hostile_run() -> Run:
    """Four results: findings, a refusal, a healthy pair, and data that Keras refused."""
    refused = replace(report("healthy"), verification=Verification("refused", f"Keras says {EVIL}"))
    return Run(
        (
            Result(
                Task("mo del\x07<&>.keras", f"{PATH}::{EVIL}", check=f"a {EVIL}", split="train"),
                hostile_report(),
            ),
            Result(
                Task("m.keras", "damaged.npy", check="b"), Refusal("damaged.npy", f"not an array: {EVIL}")
            ),
            Result(Task("model.keras", "data.npy", check="c", select=("LD20",)), report("healthy")),
            Result(Task("model.keras", "data.npy", check="d", select=("LD20",)), refused),
        ),
        remarks=(f"ignored {EVIL}",),
    )


def single(found: Report) -> Run:
    """A run of one pair, as `diagnose` has it."""
    return Run((Result(Task(found.model.path, found.data.path), found),), single=True)


def many(number: int) -> Run:
    """A run with so many errors, each in its own pair, after as many notes."""
    notes = [Result(Task("m.keras", f"n{i}.npy", check="n"), report("keras_adds_it")) for i in range(number)]
    errors = [Result(Task("m.keras", f"e{i}.npy", check="e"), report("features")) for i in range(number)]
    return Run((*notes, *errors))
