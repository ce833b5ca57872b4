"""The catalogue of faults: names and codes that are for ever, one file each, one page each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lstmdoctor.checks
from lstmdoctor.checks import CHECKS, Check, does_not_fit
from lstmdoctor.text import safe_text

FOLDER = Path(lstmdoctor.checks.__file__).parent
SHARED = {"__init__", "padding", "targets", "tokens", "words"}
"""Modules of the folder that are no check: they define no fault."""
HEADINGS = ("What it is", "Why it matters", "What Keras says", "Example", "Cure", "Risk")

CATALOGUE = (
    ("LD101", "list-of-sequences", "error"),
    ("LD102", "nested-lists", "error"),
    ("LD103", "missing-input", "error"),
    ("LD104", "unknown-input", "warning"),
    ("LD105", "misnamed-input", "error"),
    ("LD106", "sample-count", "error"),
    ("LD107", "no-samples", "error"),
    ("LD108", "not-numeric", "error"),
    ("LD109", "object-dtype", "error"),
    ("LD151", "duplicate-times", "error"),
    ("LD152", "unsorted-times", "warning"),
    ("LD153", "time-gaps", "note"),
    ("LD154", "id-as-feature", "error"),
    ("LD155", "short-series", "warning"),
    ("LD201", "missing-feature-axis", "error"),
    ("LD202", "missing-time-axis", "error"),
    ("LD203", "missing-batch-axis", "error"),
    ("LD204", "extra-axis", "error"),
    ("LD205", "flattened-sequences", "error"),
    ("LD206", "unwindowed-series", "error"),
    ("LD207", "swapped-axes", "error"),
    ("LD208", "time-major", "error"),
    ("LD209", "split-batch", "error"),
    ("LD210", "feature-count", "error"),
    ("LD211", "permuted-axes", "error"),
    ("LD299", "does-not-fit", "error"),
    ("LD301", "ragged-sequences", "error"),
    ("LD302", "timesteps", "error"),
    ("LD303", "empty-sequence", "warning"),
    ("LD304", "unmasked-padding", "warning"),
    ("LD305", "mask-value", "warning"),
    ("LD306", "mask-collision", "warning"),
    ("LD307", "left-padding", "warning"),
    ("LD308", "padding-waste", "note"),
    ("LD309", "too-short", "error"),
    ("LD310", "one-timestep", "note"),
    ("LD401", "batch-size", "error"),
    ("LD402", "stateful-order", "note"),
    ("LD501", "not-finite", "error"),
    ("LD502", "zeroed-data", "error"),
    ("LD503", "complex", "error"),
    ("LD504", "dtype-cast", "note"),
    ("LD505", "constant-feature", "note"),
    ("LD506", "unscaled", "note"),
    ("LD601", "id-out-of-range", "error"),
    ("LD602", "negative-id", "error"),
    ("LD603", "fractional-ids", "error"),
    ("LD604", "vectors-into-embedding", "error"),
    ("LD605", "ids-without-embedding", "error"),
    ("LD701", "label-count", "error"),
    ("LD702", "label-shape", "error"),
    ("LD703", "label-broadcast", "error"),
    ("LD704", "label-encoding", "error"),
    ("LD705", "label-range", "error"),
    ("LD706", "label-values", "error"),
    ("LD707", "ctc-labels", "error"),
    ("LD708", "label-leak", "warning"),
    ("LD801", "unknown-input-shape", "error"),
    ("LD802", "keras-version", "warning"),
    ("LD803", "code-in-model", "warning"),
    ("LD804", "no-recurrent-layer", "note"),
    ("LD805", "samples-as-timesteps", "warning"),
    ("LD901", "pair-as-list", "error"),
    ("LD902", "inner-layer-rank", "error"),
    ("LD903", "validation-shape", "error"),
    ("LD904", "stateful-needs-batch", "error"),
    ("LD905", "call-cardinality", "error"),
    ("LD906", "not-a-data-fault", "error"),
)
FAULTS = {code: (name, severity) for code, name, severity in CATALOGUE}


def name_of(check: Check) -> str:
    return check.FAULT.code


def stem(check: Check) -> str:
    """Name of the module, without its package."""
    return str(vars(check)["__name__"]).rpartition(".")[2]


def page(check: Check) -> str:
    return str(vars(check)["__doc__"])


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_the_fault_is_the_one_of_the_catalogue(check: Check) -> None:
    assert FAULTS[check.FAULT.code] == (check.FAULT.name, check.FAULT.severity)


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_the_file_is_named_after_the_fault(check: Check) -> None:
    assert stem(check) == check.FAULT.name.replace("-", "_")


def test_the_table_is_the_catalogue_in_the_order_of_the_codes() -> None:
    assert [check.FAULT.code for check in CHECKS] == [code for code, _, _ in CATALOGUE]


def test_every_file_with_a_fault_is_in_the_table() -> None:
    with_fault = {
        path.stem for path in FOLDER.glob("*.py") if "\nFAULT = " in path.read_text(encoding="utf-8")
    }
    assert with_fault == {stem(check) for check in CHECKS}
    assert not with_fault & SHARED


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_the_page_has_its_headings_in_order(check: Check) -> None:
    text = page(check)
    title, _, rest = text.partition("\n\n")
    assert title and "\n" not in title and not title.endswith(".")
    found = re.findall(r"^(\S.*)$", rest, flags=re.M)
    assert tuple(found) == HEADINGS
    for heading in HEADINGS:
        body = re.search(rf"^{heading}\n((?:    .*\n?)+)", text, flags=re.M)
        assert body is not None and len(body.group(1).strip()) > 4, heading


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_the_page_is_printable_and_its_code_is_closed(check: Check) -> None:
    text = page(check)
    assert all(safe_text(line, 200) == line for line in text.split("\n"))
    assert text.count("``") % 2 == 0
    assert max(map(len, text.split("\n"))) <= 110


def test_the_referee_yields_to_codes_of_the_catalogue() -> None:
    assert set(FAULTS) >= does_not_fit.EXPLAIN
    assert does_not_fit.FAULT.code not in does_not_fit.EXPLAIN
