"""Faults of shape and length: what is said, and what is left unsaid of data that is right."""

from __future__ import annotations

import pytest
from cases import array, codes, file, model, nested, of, report, sequences, static, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import Kind, Shape

FIXED: Shape = (None, 50, 100)
FREE: Shape = (None, None, 100)
ONE: Shape = (None, 50, 1)

Said = tuple[str, Facts, Shape, str]

# code, data, model, what the message must hold
FAULTY: tuple[Said, ...] = (
    ("LD101", sequences(200, 50, 100), FIXED, "200 sequences of shape (50, 100) in a list"),
    ("LD101", Facts((3, 50, 100), "list", wrapping="tuple"), FIXED, "3 sequences of shape (50, 100) in a tuple"),
    ("LD101", Facts((3, 50, 100), "list", wrapping="object-array"), FIXED, "in an object array"),
    ("LD101", Facts((1, 50, 100), "list", wrapping="folder"), FIXED, "1 sequence of shape (50, 100) in a folder"),
    ("LD102", nested(200, 50, 100), FIXED, "200 lists of Python numbers, nested as (200, 50, 100)"),
    ("LD102", nested(1, 100, 50), FIXED, "1 list of Python numbers"),
    ("LD201", array(200, 50), ONE, "Keras adds the feature axis by itself"),
    ("LD201", array(8, 1), (None, 1, 1), "Keras adds the feature axis by itself"),
    ("LD201", array(50), ONE, "the feature axis is missing"),
    ("LD201", sequences(60, (3, 29)), (None, 29, 1), "the data is (60, 29)"),
    ("LD202", array(200, 8), (None, 1, 8), "the time axis is missing"),
    ("LD202", array(200, 8), (None, None, 8), "it could be 200 samples of 1 timestep, 1 sample of 200 timesteps (LD203) or"),
    ("LD203", array(50, 100), FIXED, "this is one sample, the batch axis is missing"),
    ("LD203", array(16, 64, 64, 3), (None, 16, 64, 64, 3), "the model takes (any, 16, 64, 64, 3)"),
    ("LD204", array(1, 200, 50, 100), FIXED, "axis 0 of size 1 is too many"),
    ("LD204", array(200, 50, 100, 1), FIXED, "axis 3 of size 1 is too many, which Keras drops by itself"),
    ("LD204", array(1, 200, 50, 100, 1), FIXED, "2 axes of size 1 are too many"),
    ("LD205", array(200, 5000), FIXED, "a row has 5,000 values, 50 × 100"),
    ("LD206", array(10000, 8), (None, 60, 8), "this is one series of 10,000 timesteps, not windows of 60"),
    ("LD206", array(10000), (None, 60, 1), "this is one series of 10,000 timesteps"),
    ("LD207", array(200, 100, 50), FIXED, "timesteps and features are swapped"),
    ("LD207", sequences(200, 100, (20, 59)), FREE, "(200, 100, 20 to 59)"),
    ("LD208", array(50, 200, 100), FIXED, "200 samples of 50 timesteps laid out timesteps first or 50 series of"),
    ("LD209", array(4, 32, 50, 100), FIXED, "as 4 batches of samples, 128 samples in all"),
    ("LD209", sequences(3, (1, 3), 50, 100), FIXED, "as 3 batches of samples, 6 samples in all"),
    ("LD211", array(20, 10, 3, 15, 18), (None, 10, 15, 18, 3), "the axes are in another order, 0, 1, 3, 4, 2 of the data"),
    ("LD210", array(200, 50, 90), FIXED, "it has 90 features, not 100"),
    ("LD210", array(200, 50, 1), (None, 50, 3), "it has 1 feature, not 3"),
    ("LD210", sequences(200, 50, (3, 5)), (None, 50, 4), "it has 3 to 5 features, not 4"),
    ("LD210", array(200, 60, 90), FIXED, "it has 90 features, not 100"),
    ("LD299", array(7, 9, 11, 13), FIXED, "no known mishap leads from one to the other"),
    ("LD299", array(20, 9, 6, 7, 1), (None, 4, 5, 7, 1), "the data is (20, 9, 6, 7, 1)"),
    ("LD299", Facts((5,), "list", ranks=(2, 3, 4)), FIXED, "the sequences have 1, 2 or 3 axes, all in one list"),
    ("LD299", sequences(200, 7, 9, 11), FIXED, "a list of 200 arrays, as an array (200, 7, 9, 11)"),
    ("LD299", array(12, 8, 20, 30), (None, 8, 600), "(any, 8, 600): its 600 features stand on 2 axes"),
    ("LD299", array(12, 8, 4, 5, 3), (None, None, 60), "its 60 features stand on 3 axes"),
    ("LD299", array(12, 8, 20, 30), (None, 8, 601), "no known mishap"),
    ("LD299", array(20, 4, 8, 3), (None, 4, 1, 8, 3), "it lacks axis 2, which has size 1"),
    ("LD301", sequences(200, (20, 59), 100), FREE, "200 sequences of 20 to 59 timesteps"),
    ("LD301", sequences(200, (20, 59), (3, 5)), (None, 60, 4), "200 sequences of 20 to 59 timesteps"),
    ("LD301", sequences(200, (20, 59), dtype="int32"), (None, 60), "200 sequences of 20 to 59 timesteps"),
    ("LD302", array(200, 60, 100), FIXED, "the sequences have 60 timesteps, the model takes 50"),
    ("LD302", array(1, 1, 100), FIXED, "the sequence has 1 timestep, the model takes 50"),
    ("LD302", sequences(200, (20, 59), 100), FIXED, "45 of 200 sequences of 20 to 59 timesteps are longer than the 50"),
    ("LD302", array(1000, 1, 8), (None, 1000, 8), "the sequences have 1 timestep, the model takes 1,000"),
    ("LD805", array(1000, 1, 8), (None, 1000, 8), "its timesteps are the number of samples"),
)  # fmt: skip


def shapes_of(rows: tuple[Said, ...]) -> list[str]:
    return [f"{code} {facts.container} {facts.axes} {shape}" for code, facts, shape, _ in rows]


@pytest.mark.parametrize(("code", "facts", "shape", "words"), FAULTY, ids=shapes_of(FAULTY))
def test_it_is_said(code: str, facts: Facts, shape: Shape, words: str) -> None:
    finding = of(report(wants(*shape), facts), code)
    assert words in finding.message
    assert finding.input == "x"
    assert finding.help[0].islower() and not finding.help.endswith(".")
    assert finding.message[0].islower() or finding.message[0].isdigit()
    assert not finding.message.endswith(".")


SILENT: tuple[tuple[Facts, Shape], ...] = (
    (array(12, 8, 600), (None, 8, 600)),
    (array(12, 8, 20, 30), (None, 8, 20, 30)),
    (array(200, 50, 100), FIXED),
    (array(20, 10, 15, 18, 3), (None, 10, 15, 18, 3)),
    (array(20, 4, 1, 8, 3), (None, 4, 1, 8, 3)),
    (array(20, 16, 16, 16, 16), (None, 16, 16, 16, 16)),
    (array(1, 50, 100), FIXED),
    (array(50, 50, 100), FIXED),
    (array(100, 50, 100), FIXED),
    (array(200, 20, 100), FREE),
    (array(200, 200, 100), FREE),
    (array(1, 1, 100), FREE),
    (array(20, 20, 20), (None, 20, 20)),
    (array(20, 20, 20), (None, None, 20)),
    (array(20, 20, 20), (None, None, None)),
    (array(200, 50, 1), ONE),
    (array(1, 50, 1), ONE),
    (array(200, 1, 8), (None, 1, 8)),
    (array(1, 1, 1), (None, 1, 1)),
    (array(200, 8, 1), (None, None, 1)),
    (array(10000, 60, 8), (None, 60, 8)),
    (array(9941, 60, 1), (None, 60, 1)),
    (array(128, 50, 100), FIXED),
    (array(20, 16, 64, 64, 3), (None, 16, 64, 64, 3)),
    (array(1, 16, 64, 64, 3), (None, None, 64, 64, 3)),
    (array(20, 4, 6, 7, 1), (None, 4, 6, 7, 1)),
    (array(200, 50, dtype="int32"), (None, 50)),
    (array(200, 1, dtype="int32"), (None, 1)),
    (array(1, 50, dtype="int64"), (None, 50)),
    (array(200, 7, dtype="uint8"), (None, None)),
    (array(1000, 1000, 8), (None, 1000, 8)),
    (array(1000, 1, 8), (None, None, 8)),
    (array(8, 1, 8), (None, 1, 8)),
    (array(200, 50, 100, dtype="float16"), FIXED),
    (array(200, 50, 100, dtype="int8"), FIXED),
    (array(200, 50, 100, dtype="bool"), FIXED),
    (array(200, 50, 100, dtype="int32"), FIXED),
    (array(2, 2, 2), (None, 2, 2)),
    (array(3, 50, 3), (None, 50, 3)),
    (array(50, 3, 3), (None, 3, 3)),
    (array(5000, 1, 1), (None, None, 1)),
    (array(5, 100, 50), (None, 100, 50)),
    (array(60, 50, 8), (None, 50, 8)),
    (array(64, 50, 100), FIXED),
    (array(4, 32, 100), FREE),
    (array(1000, 999, 8), (None, 999, 8)),
)  # fmt: skip


@pytest.mark.parametrize(("facts", "shape"), SILENT, ids=lambda value: str(getattr(value, "axes", value)))
@pytest.mark.parametrize("kind", ["sequential", "functional", "other"])
def test_it_is_left_unsaid(facts: Facts, shape: Shape, kind: Kind) -> None:
    found = report(model(wants(*shape), kind=kind), facts)
    single = facts.rank > 2 and facts.axes[1] == 1 and facts.samples > 1
    assert codes(found.findings) == ("(LD310)" if single else "")
    assert found.verdict == "healthy"


def test_the_silent_half_is_as_long() -> None:
    assert len(SILENT) >= len(FAULTY)


# data, model, kind: severity of the fault that Sequential and Functional models put right by themselves
MILD: tuple[tuple[str, Facts, Shape, Kind, str], ...] = (
    ("LD201", array(200, 50), ONE, "functional", "note"),
    ("LD201", array(200, 50), ONE, "sequential", "note"),
    ("LD201", array(200, 50), ONE, "other", "error"),
    ("LD201", array(10000), (None, 60, 1), "other", "note"),
    ("LD201", array(50), ONE, "functional", "note"),
    ("LD201", sequences(60, (3, 29)), (None, 29, 1), "functional", "note"),
    ("LD204", array(200, 50, 100, 1), FIXED, "functional", "note"),
    ("LD204", array(200, 50, 100, 1), FIXED, "sequential", "note"),
    ("LD204", array(200, 50, 100, 1), FIXED, "other", "error"),
    ("LD204", array(200, 50, 1, 1), ONE, "functional", "note"),
    ("LD204", array(200, 1, 50, 100), FIXED, "functional", "error"),
    ("LD204", array(1, 200, 50, 100, 1), FIXED, "functional", "error"),
    ("LD204", array(20, 50, 1, dtype="int32"), (None, 50), "functional", "note"),
    ("LD302", array(200, 60, 100), FIXED, "sequential", "error"),
)


@pytest.mark.parametrize(("code", "facts", "shape", "kind", "severity"), MILD)
def test_what_keras_puts_right_is_a_note(
    code: str, facts: Facts, shape: Shape, kind: Kind, severity: str
) -> None:
    assert of(report(model(wants(*shape), kind=kind), facts), code).severity == severity


class TestSamplesAsTimesteps:
    """A model built from `x.shape`."""

    @pytest.mark.parametrize(
        ("facts", "shape", "labels", "said"),
        [
            (array(1000, 1, 8), (None, 1000, 8), None, True),
            (array(1000, 1, 8), (None, 1000, 8), 1000, True),
            (array(1000, 8), (None, 1000, 8), 1000, True),
            (array(1000, 20, 8), (None, 1000, 8), 1000, True),
            (sequences(1000, 1, 8), (None, 1000, 8), None, True),
            # One sample of 1,000 steps, as far as its shape goes.
            (array(1000, 8), (None, 1000, 8), None, False),
            (array(1000, 8), (None, 1000, 8), 1, False),
            # Timesteps first.
            (array(50, 200, 100), FIXED, None, False),
            (array(50, 200, 100), FIXED, 200, False),
            # As many samples as timesteps, which are right.
            (array(50, 50, 100), FIXED, 50, False),
            # Sequences that happen to be as many as the steps they are padded to.
            (sequences(60, (20, 59), 100), (None, 60, 100), 60, False),
            (array(1, 7, 8), (None, 1, 8), None, False),
            (array(1000, 1, 8), (None, None, 8), 1000, False),
        ],
    )
    def test_said(self, facts: Facts, shape: Shape, labels: int | None, said: bool) -> None:
        found = report(wants(*shape), facts, labels)
        assert any(finding.fault.code == "LD805" for finding in found.findings) == said

    def test_the_help_names_the_right_input(self) -> None:
        help_ = of(report(wants(None, 1000, 8), array(1000, 8), 1000), "LD805").help
        assert "Input((1, 8))" in help_


class TestReferee:
    """LD299 speaks only where nothing else says why."""

    @pytest.mark.parametrize(
        ("facts", "shape", "said"),
        [
            (array(7, 9, 11, 13), FIXED, True),
            (array(), FIXED, True),
            (Facts((5,), "list", ranks=(2, 3)), FIXED, True),
            (array(200, 50, 90), FIXED, False),
            (array(200, 60, 90), FIXED, False),
            (sequences(200, (20, 59), (3, 5)), (None, 60, 4), False),
            (array(0), FIXED, False),
            (array(7, 9, 11, 13, dtype="str"), FIXED, False),
            (array(7, 9, 11, 13, dtype="complex64"), FIXED, False),
            (array(200, 50, 100), FIXED, False),
        ],
    )
    def test_said(self, facts: Facts, shape: Shape, said: bool) -> None:
        found = report(wants(*shape), facts)
        assert any(finding.fault.code == "LD299" for finding in found.findings) == said
        if said:
            assert found.verdict == "untreatable"

    def test_another_input_explains_nothing(self) -> None:
        found = report(
            model(wants(None, 50, 3, name="seq"), static(4)),
            file(seq=array(200, 50, 2), static=array(7, 9, 11)),
        )
        assert {(f.fault.code, f.input) for f in found.findings} >= {("LD210", "seq"), ("LD299", "static")}


class TestBatches:
    """LD401 and LD402 are for models that keep states."""

    STATEFUL = wants(4, 5, 3, batch=4)

    @pytest.mark.parametrize(("number", "left"), [(10, 2), (3, 3), (1, 1), (4001, 1)])
    def test_samples_left_over(self, number: int, left: int) -> None:
        finding = of(report(self.STATEFUL, array(number, 5, 3)), "LD401")
        assert f"{left} are left over" in finding.message
        assert finding.evidence["left_over"] == left

    @pytest.mark.parametrize("number", [4, 8, 400, 4000])
    def test_full_batches(self, number: int) -> None:
        found = report(self.STATEFUL, array(number, 5, 3))
        assert [f.fault.code for f in found.findings] == ["LD402"]
        assert found.verdict == "healthy"

    def test_the_note_says_how_to_train(self) -> None:
        finding = of(report(self.STATEFUL, array(8, 5, 3)), "LD402")
        assert finding.severity == "note"
        assert "batch_size=4, shuffle=False" in finding.help

    @pytest.mark.parametrize("number", [1, 7, 8, 10])
    def test_no_states_no_batches(self, number: int) -> None:
        assert not report(wants(None, 5, 3), array(number, 5, 3)).findings


def test_timesteps_that_the_user_asked_for_are_not_put_on_the_model() -> None:
    found = report(wants(*FREE), sequences(200, (20, 59), 100), choices=Choices(pad=50))
    assert "longer than the 50 that were asked for" in of(found, "LD302").message


def test_the_remedy_is_a_reading_where_there_is_one() -> None:
    assert of(report(wants(*FIXED), array(200, 60, 100)), "LD302").remedy == "reading"
    assert of(report(wants(*FIXED), array(200, 60, 90)), "LD302").remedy == "none"


@pytest.mark.parametrize("labels", [None, 200, 7])
def test_findings_come_worst_first(labels: int | None) -> None:
    found: Report = report(wants(4, 50, 1, batch=4), sequences(10, (20, 59)), labels)
    severities = [finding.severity for finding in found.findings]
    assert severities == sorted(severities, key=("error", "warning", "note").index)


def test_members_that_are_all_too_long_are_unequal_and_nothing_else() -> None:
    found = report(wants(None, 30, 14), sequences(18, (58, 63), 14))
    assert codes(found.findings) == "LD301 LD302"
