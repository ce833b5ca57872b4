"""Faults of several inputs: missing, superfluous, misnamed, of different counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from cases import array, codes, file, model, of, report, sequences, static, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.data_file import DataFile
from lstmdoctor.core.facts import Facts, Wrapping
from lstmdoctor.core.plans import Named
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Usage

SEQ = wants(None, 50, 3, name="seq")
TWO = model(SEQ, static(4))
TWINS = model(SEQ, wants(None, 50, 3, name="weather"))
ONE = model(SEQ)

X, V = array(200, 50, 3), array(200, 4)
NO_MAP: Mapping[str, str] = {}


def members(*facts: Facts, wrapping: Wrapping = "list") -> DataFile:
    """A list of arrays of different shapes, which could be a list of inputs."""
    ranks = tuple(sorted({one.rank + 1 for one in facts}))
    axes = (1, *facts[0].axes) if len(facts) == 1 else (len(facts),)
    whole = Facts(axes, "list", wrapping=wrapping, ranks=ranks if len(ranks) > 1 else ())
    return DataFile("data", "pickle", (Named("data", whole, facts),))


FAULTY = (
    ("one of two", TWO, file(seq=X), NO_MAP, "LD103", "untreatable"),
    ("none of two", TWO, file(), NO_MAP, "LD103 LD103", "untreatable"),
    ("one under another name and shape", TWO, file(seq=X, other=array(200, 9)), NO_MAP, "LD103 (LD104)", "needs-choice"),
    ("one too many", TWO, file(seq=X, static=V, weather=array(200, 7)), NO_MAP, "(LD104)", "healthy"),
    ("two too many", TWO, file(seq=X, static=V, a=array(9), b=array(8)), NO_MAP, "(LD104) (LD104)", "healthy"),
    ("one too many for one", ONE, file(seq=X, extra=V), NO_MAP, "(LD104)", "healthy"),
    ("both misnamed", TWO, file(a=X, b=V), NO_MAP, "LD105 LD105", "treatable"),
    ("one misnamed", TWO, file(seq=X, b=V), NO_MAP, "LD105", "treatable"),
    ("misnamed, in the other order", TWO, file(b=V, a=X), NO_MAP, "LD105 LD105", "treatable"),
    ("a list in the wrong order", TWO, members(V, X), NO_MAP, "LD105 LD105", "treatable"),
    ("nested numbers for each", TWO, members(X, V, wrapping="nested-numbers"), NO_MAP, "LD102 LD102", "treatable"),
    ("nested numbers for one", ONE, members(X, wrapping="nested-numbers"), NO_MAP, "LD102 LD204", "treatable"),
    ("one array among Python objects", ONE, members(X, wrapping="object-array"), NO_MAP, "LD101 LD204", "treatable"),
    ("numbered in the wrong order", TWO, file(arr_0=V, arr_1=X), NO_MAP, "LD105 LD105", "treatable"),
    ("twins misnamed", TWINS, file(a=X, b=X), NO_MAP, "LD105 LD105", "needs-choice"),
    ("other counts", TWO, file(seq=X, static=array(180, 4)), NO_MAP, "LD106", "untreatable"),
    ("other counts, mapped", TWO, file(a=X, b=array(180, 4)), {"seq": "a", "static": "b"}, "LD106", "untreatable"),
    ("one sample among many", TWO, file(seq=array(50, 3), static=V), NO_MAP, "LD106 LD203", "untreatable"),
    ("a sample under each name", ONE, file(p1=array(50, 3), p2=array(50, 3)), NO_MAP, "LD101", "needs-choice"),
    ("of other lengths", ONE, file(**{f"p{i}": array(40 + i, 3) for i in range(9)}), NO_MAP, "LD101", "needs-choice"),
    ("a sample and the test set's", ONE, file(x=array(50, 3), x_test=array(50, 3)), NO_MAP, "LD203", "treatable"),
    ("a fault of one input", TWO, file(seq=array(200, 3, 50), static=V), NO_MAP, "LD207", "treatable"),
    ("faults of both inputs", TWO, file(seq=array(200, 3, 50), static=array(200, 9)), NO_MAP, "LD207 LD210", "untreatable"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("made", "data", "mapping", "wanted", "verdict"),
    [row[1:] for row in FAULTY],
    ids=[row[0] for row in FAULTY],
)
def test_it_is_said(
    made: object, data: DataFile, mapping: Mapping[str, str], wanted: str, verdict: str
) -> None:
    found = diagnosed(made, data, mapping)
    assert codes(found.findings) == wanted
    assert found.verdict == verdict


SILENT = (
    ("by name", TWO, file(seq=X, static=V), NO_MAP),
    ("by name, in the other order", TWO, file(static=V, seq=X), NO_MAP),
    ("a list in order", TWO, members(X, V), NO_MAP),
    ("numbered in order", TWO, file(arr_0=X, arr_1=V), NO_MAP),
    ("mapped", TWO, file(a=X, b=V), {"seq": "a", "static": "b"}),
    ("half mapped", TWO, file(a=X, static=V), {"seq": "a"}),
    ("twins mapped", TWINS, file(a=X, b=X), {"seq": "b", "weather": "a"}),
    ("twins by name", TWINS, file(weather=X, seq=X), NO_MAP),
    ("twins in a list", TWINS, members(X, X), NO_MAP),
    ("one input of any name", ONE, file(whatever=X), NO_MAP),
    ("one input in a list", ONE, members(X), NO_MAP),
    ("one input in a list, one sample", ONE, members(array(1, 50, 3)), NO_MAP),
    ("one input in a tuple", ONE, members(X, wrapping="tuple"), NO_MAP),
    ("two inputs in a tuple", TWO, members(X, V, wrapping="tuple"), NO_MAP),
    ("twins in a tuple", TWINS, members(X, X, wrapping="tuple"), NO_MAP),
    ("one input beside the test set", ONE, file(x_train=X, x_test=array(20, 50, 3)), NO_MAP),
    ("one input beside the validation set", ONE, file(X=X, X_val=array(20, 50, 3)), NO_MAP),
    ("by name beside the test set", TWO, file(seq=X, static=V, x_test=array(20, 50, 3)), NO_MAP),
    ("one sample of each", TWO, file(seq=array(1, 50, 3), static=array(1, 4)), NO_MAP),
    ("as many samples as timesteps", TWO, file(seq=array(50, 50, 3), static=array(50, 4)), NO_MAP),
    ("batches under names that are none of samples", ONE, file(x=X, x_test=X, val_x=X), NO_MAP),
    ("the only array", ONE, file(p1=X), NO_MAP),
    ("another set of a dict", ONE, file(**{"train/seq": X, "test/seq": X}), NO_MAP),
    ("in a dict of the data", TWINS, file(**{"X/seq": X, "X/weather": X}), NO_MAP),
    ("in a dict of each set", TWO, file(**{"train/seq": X, "train/static": V, "test/seq": X, "test/static": V}), NO_MAP),
    ("mapped beside an array that is left out", ONE, file(a=X, test=V), {"seq": "a"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("made", "data", "mapping"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT]
)
def test_it_is_left_unsaid(made: object, data: DataFile, mapping: Mapping[str, str]) -> None:
    found = diagnosed(made, data, mapping)
    assert not found.findings
    assert found.verdict == "healthy"


def diagnosed(made: object, data: DataFile, mapping: Mapping[str, str]) -> Report:
    assert made in (ONE, TWO, TWINS)
    return report(TWO if made == TWO else TWINS if made == TWINS else ONE, data, mapping=mapping)


@pytest.mark.parametrize(
    ("member", "shape", "wanted"),
    [
        (array(200, 50), (None, 50, 1), "(LD201)"),
        (array(200, 50), (None, None, 1), "(LD201)"),
        (array(20, 4, 6, 7), (None, 4, 6, 7, 1), "(LD201)"),
        (array(50, 1), (None, 50, 1), "LD101"),
        (array(50), (None, 50, 1), "LD101 (LD201)"),
        (array(50, 3), (None, 50, 3), "LD101"),
    ],
)
def test_a_list_of_one(member: Facts, shape: tuple[int | None, ...], wanted: str) -> None:
    assert codes(report(wants(*shape), members(member)).findings) == wanted


def test_the_silent_half_is_as_long() -> None:
    assert len(SILENT) >= len(FAULTY)


def test_a_missing_input_offers_what_is_left() -> None:
    finding = of(report(TWO, file(seq=X, other=array(200, 9))), "LD103")
    assert finding.message == (
        "no array for input 'static': the model has 2 inputs, the data has 1 array for them, "
        "and 1 array that no input takes"
    )
    assert finding.help == "say which array it is: --map static=other"
    assert finding.remedy == "option"


def test_twins_are_spelled_out() -> None:
    first, second = report(TWINS, file(a=X, b=X)).findings
    assert first.help == "choose one: --map seq=a or --map seq=b"
    assert second.help == "choose one: --map weather=a or --map weather=b"


def test_a_list_in_the_wrong_order_is_told_by_its_numbers() -> None:
    first, second = report(TWO, members(V, X)).findings
    assert "for 'seq' number 1 of shape (200, 50, 3)" in first.message
    assert "for 'static' number 0 of shape (200, 4)" in second.message


def test_counts_are_those_after_the_cure() -> None:
    found = report(TWO, file(seq=sequences(200, (20, 50), 3), static=V))
    assert codes(found.findings) == "LD301"
    found = report(TWO, file(seq=array(200, 50, 3), static=array(200, 4, 1)))
    assert codes(found.findings) == "(LD204)"


LONG = model(wants(None, 50, 3, name="seq"), static(4))
PARALLEL = model(wants(None, 50, 3, name="seq"), wants(None, 50, 2, name="more"))
FREE = model(wants(None, None, 3, name="seq"), static(4))


@pytest.mark.parametrize(
    ("made", "data", "found", "offered"),
    [
        (LONG, file(seq=array(999, 3), static=array(999, 4)), "LD106 LD206", []),
        (LONG, file(seq=array(999, 3), static=array(950, 4)), "LD206", ["window"]),
        (LONG, file(seq=array(20, 60, 3), static=array(20, 4)), "LD302", ["truncate", "truncate"]),
        (LONG, file(seq=array(20, 60, 3), static=array(220, 4)), "LD302", ["window"]),
        (LONG, file(seq=array(50, 3), static=array(1, 4)), "LD203", ["add-batch-axis"]),
        (PARALLEL, file(seq=array(999, 3), more=array(999, 2)), "LD206 LD206", ["window", "window"]),
        (PARALLEL, file(seq=array(999, 3), more=array(20, 50, 2)), "LD106 LD206", []),
        (FREE, file(seq=array(999, 3), static=array(999, 4)), "LD202", ["add-time-axis"]),
        (FREE, file(seq=array(999, 3), static=array(950, 4)), "LD206", ["window"]),
        (FREE, file(seq=array(999, 3), static=array(1, 4)), "LD203", ["add-batch-axis", "window"]),
    ],
)
def test_readings_of_several_inputs_give_equal_counts(
    made: ModelSpec, data: DataFile, found: str, offered: list[str]
) -> None:
    seen = report(made, data)
    assert codes(seen.findings) == found
    assert [reading.id for pair in seen.case.pairs for reading in pair.readings if reading.steps] == offered
    assert seen.verdict == ("untreatable" if "LD106" in found else seen.verdict)


def test_a_window_for_one_of_two_inputs_is_refused() -> None:
    data = file(seq=array(999, 3), static=array(999, 4))
    found = report(LONG, data, choices=Choices(window=50))
    assert of(found, "LD106").message == (
        "the inputs would have different numbers of samples: 'seq' has 950, 'static' has 999"
    )
    assert of(found, "LD206").help == "cut all inputs into the same windows, and save those"
    assert found.verdict == "untreatable"
    together = file(seq=array(999, 3), more=array(999, 2))
    assert report(PARALLEL, together, choices=Choices(window=50)).verdict == "treatable"
    strided = file(seq=array(1000, 3), more=array(20, 50, 2))
    assert report(PARALLEL, strided, choices=Choices(window=50, stride=50)).verdict == "treatable"


def test_counts_name_every_input() -> None:
    finding = of(report(TWO, file(seq=X, static=array(1800, 4))), "LD106")
    assert (
        finding.message == "the inputs have different numbers of samples: 'seq' has 200, 'static' has 1,800"
    )
    assert finding.input is None


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"sequence": "a"}, "the model has no input 'sequence', it has seq, static"),
        ({"seq": "c"}, "the data has no array 'c', it has a, b"),
    ],
)
def test_a_map_to_nothing_is_refused(mapping: dict[str, str], words: str) -> None:
    with pytest.raises(Usage, match=words):
        report(TWO, file(a=X, b=V), mapping=mapping)


def test_names_out_of_files_are_made_safe() -> None:
    found = report(TWO, DataFile("data", "npz", (Named("seq", X), Named("\x1b[31mred\n", array(200, 9)))))
    for finding in found.findings:
        assert (finding.message + finding.help).isprintable()


KEYED = replace(TWINS, keys=("seq", "weather"))
UNSORTED = replace(TWINS, keys=("weather", "seq"))


@pytest.mark.parametrize(
    ("made", "data", "mapping", "wanted"),
    [
        (KEYED, file(arr_0=X, arr_1=X), NO_MAP, "(LD105)"),
        (KEYED, members(X, X), NO_MAP, "(LD105)"),
        (KEYED, file(seq=X, weather=X), NO_MAP, ""),
        (KEYED, file(arr_0=X, arr_1=X), {"seq": "arr_1", "weather": "arr_0"}, ""),
        (TWINS, file(arr_0=X, arr_1=X), NO_MAP, ""),
        (replace(TWO, keys=("seq", "static")), file(arr_0=X, arr_1=V), NO_MAP, ""),
        (UNSORTED, file(arr_0=X, arr_1=X), NO_MAP, "(LD105)"),
        (replace(UNSORTED, keras_version="2.15.0"), members(X, X), NO_MAP, "(LD105)"),
    ],
)
def test_inputs_of_a_dict_are_filled_by_sorted_name(
    made: ModelSpec, data: DataFile, mapping: Mapping[str, str], wanted: str
) -> None:
    found = report(made, data, mapping=mapping)
    assert codes(found.findings) == wanted
    assert found.verdict == "healthy"


@pytest.mark.parametrize(
    ("made", "data", "mapping", "verdict", "advice"),
    [
        (UNSORTED, members(X, X), NO_MAP, "needs-choice", "say which is which: --map seq=0 --map weather=1"),
        (
            UNSORTED,
            members(X, X),
            {"seq": "1", "weather": "0"},
            "treatable",
            'give the arrays their names: x = {"seq": x[1], "weather": x[0]}',
        ),
        (
            replace(TWO, keys=("static", "seq")),
            members(X, V),
            NO_MAP,
            "treatable",
            'give the arrays their names: x = {"seq": x[0], "static": x[1]}',
        ),
    ],
)
def test_no_list_for_a_dict_of_unsorted_keys(
    made: ModelSpec, data: DataFile, mapping: Mapping[str, str], verdict: str, advice: str
) -> None:
    found = report(made, data, mapping=mapping)
    assert codes(found.findings) == "LD105"
    assert found.findings[0].help == advice
    assert found.verdict == verdict


def test_where_each_array_goes_is_said() -> None:
    finding = of(report(KEYED, file(arr_0=X, arr_1=X)), "LD105")
    assert "arr_0 into 'seq', arr_1 into 'weather'" in finding.message
    assert finding.help == "make sure of it: --map seq=arr_0 --map weather=arr_1"


ONE = model(wants(None, 50, 3, name="seq"))


@pytest.mark.parametrize(
    ("data", "taken", "found"),
    [
        (file(left=X, right=X), None, "LD105"),
        (file(x=X, right=X), "x", "(LD104)"),
        (file(seq=X, right=X), "seq", "(LD104)"),
        (file(left=X, right=V), "left", "(LD104)"),
        (file(left=V, right=X), "right", "(LD104)"),
        (file(left=X, test_left=X), "left", ""),
        (file(arr_0=X, arr_1=X), "arr_0", "(LD104)"),
    ],
)
def test_the_array_of_the_only_input(data: DataFile, taken: str | None, found: str) -> None:
    seen = report(ONE, data)
    assert [pair.array.name for pair in seen.case.pairs] == ([] if taken is None else [taken])
    assert codes(seen.findings) == found
    assert seen.verdict == ("needs-choice" if taken is None else "healthy")


def test_a_map_settles_the_only_input() -> None:
    seen = report(ONE, file(left=X, right=X), mapping={"seq": "right"})
    assert [pair.array.name for pair in seen.case.pairs] == ["right"]
    assert codes(seen.findings) == "(LD104)"
