"""Phrases and loops that several checks share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import Axis, Facts, Varies, fixed_axis_sizes
from lstmdoctor.core.faults import Evidence, Fault, Finding, Remedy
from lstmdoctor.core.readings import Reading, Step
from lstmdoctor.text import count_noun, shape_text

CONTAINERS = {"tuple": "a tuple", "object-array": "an object array", "folder": "a folder", "dict": "a dict"}


def pairs_with_step(case: Case, *edits: str) -> Iterator[tuple[Pair, Step]]:
    """The first step of these edits in each of the readings that name the faults."""
    for pair in case.pairs:
        step = first_cause_step(pair, *edits)
        if step is not None:
            yield pair, step


def first_cause_step(pair: Pair, *edits: str) -> Step | None:
    """The first step of these edits in the reading that names the faults."""
    if pair.cause is None:
        return None
    return next((step for step in pair.cause.steps if step.edit.id in edits), None)


def pairs_of_fault(case: Case, fault: Fault) -> Iterator[tuple[Pair, Step]]:
    """The first step of edits that explain this fault, in each of the readings that name the faults."""
    for pair in case.pairs:
        steps = pair.cause.steps if pair.cause is not None else ()
        step = next((step for step in steps if step.edit.fault == fault.code), None)
        if step is not None:
            yield pair, step


def time_settling_step(pair: Pair) -> Step | None:
    """The first step that pads, cuts or windows, in the reading that names the faults."""
    steps = pair.cause.steps if pair.cause is not None else ()
    return next((step for step in steps if step.edit.traits.settles_time), None)


def edit_findings(case: Case, fault: Fault) -> Iterator[Finding]:
    """A finding for each input whose reading has an edit of this fault, in the words of the fault."""
    for pair, step in pairs_of_fault(case, fault):
        yield fault.found(
            pair.input.name,
            shape_mismatch_message(pair, step, fault.meaning),
            cure_choice_advice(pair, fault.cure.sentence),
            remedy=cure_remedy(pair),
            evidence=shape_evidence(pair),
        )


def cure_remedy(pair: Pair) -> Remedy:
    """A reading, where there is one."""
    return "reading" if pair.readings else "none"


def model_takes_words(pair: Pair) -> str:
    """``the model takes (any, 50, 100)``; ``the model takes one array`` of a shape it does not say."""
    shape = pair.input.shape
    return f"the model takes {'one array' if shape is None else shape_text(shape)}"


def one_array_words(pair: Pair) -> str:
    """``the model takes (any, 50, 100) as one array``."""
    return model_takes_words(pair) + (" as one array" if pair.input.shape is not None else "")


def found_shape_words(facts: Facts) -> str:
    """``(200, 20 to 59, 100)``."""
    return shape_text([axis_words(axis) for axis in facts.axes])


def shape_mismatch_message(pair: Pair, step: Step, meaning: str) -> str:
    """What is, what is wanted, and what that means.

    Where several readings are open, the first fault of the shape says all that the data could be.
    """
    several = reading_alternatives(pair, step.edit.fault) if step == first_fault(pair) else []
    means = f"it could be {join_with_or(several)}" if several else meaning
    return f"the data is {found_shape_words(pair.facts)}, {model_takes_words(pair)}: {means}"


def first_fault(pair: Pair) -> Step | None:
    """The first step that undoes a mishap of the shape worth an error."""
    steps = pair.cause.steps if pair.cause is not None else ()
    return next((s for s in steps if s.edit.id != "add-feature-axis" and is_shaping_step(s)), None)


def is_shaping_step(step: Step) -> bool:
    """Whether a step does more than to leave every sample what it is."""
    return not step.edit.traits.keeps_samples


def cure_choice_advice(pair: Pair, plain: str) -> str:
    """The help of a finding; where several readings are open, the choice between them."""
    if not reading_alternatives(pair):
        return plain
    if any(reading.has("take-columns") for reading in pair.readings):
        return "say what the columns of the table are, with one of the commands below"
    return f"choose with --cure: {join_with_or(reading_ids(pair))}"


def reading_alternatives(pair: Pair, code: str = "") -> list[str]:
    """What the data could be, one phrase for each reading; empty where that is clear.

    A reading that undoes another fault than that of this code names the other.
    """
    if pair.chosen is not None or len(reading_ids(pair)) < 2:
        return []
    return unique_words([reading_meaning(reading) + other_fault(reading, code) for reading in pair.readings])


def other_fault(reading: Reading, code: str) -> str:
    """`` (LD206)``: what is wrong if this reading is right, where it is something else."""
    shaping = [step.edit.fault for step in reading.steps if is_shaping_step(step)]
    return f" ({shaping[-1]})" if code and shaping and shaping[-1] not in ("", code) else ""


def reading_ids(pair: Pair) -> list[str]:
    """Ids of the readings on offer, each once."""
    return unique_words([reading.id for reading in pair.readings])


def unique_words(words: Sequence[str]) -> list[str]:
    """Each word once, in order."""
    return list(dict.fromkeys(words))


def join_with_or(words: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def reading_meaning(reading: Reading) -> str:
    """What the data is if this reading is right: ``200 samples of 1 timestep``."""
    shaping = list(filter(is_shaping_step, reading.steps))
    if not shaping:
        return "samples as they are"
    last = shaping[-1]
    qualities = "".join(unique_words([step.edit.quality for step in shaping]))
    if last.edit.id == "window":
        series = last.before.rank < last.after.rank
        number, length = (1, last.before.axes[0]) if series else last.before.axes[:2]
        return f"{axis_count(number, 'series', 'series')} of {timesteps_words(length)}{qualities}"
    seen = last.before if last.edit.id == "truncate" else last.after
    return f"{axis_count(seen.axes[0], 'sample')} of {timesteps_words(seen.axes[1])}{qualities}"


def timesteps_words(axis: Axis) -> str:
    """``1 timestep``, ``20 to 59 timesteps``."""
    return axis_count(axis, "timestep")


def axis_count(axis: Axis, noun: str, plural: str | None = None) -> str:
    """``1 feature``, ``3 to 5 features``."""
    if isinstance(axis, int):
        return count_noun(axis, noun, plural)
    return f"{axis.low:,} to {axis.high:,} {plural or noun + 's'}"


def axis_words(axis: Axis) -> str:
    """``50``, ``20 to 59``."""
    return f"{axis.low} to {axis.high}" if isinstance(axis, Varies) else str(axis)


def container_phrase(facts: Facts) -> str:
    """``a list``, ``an object array``."""
    return CONTAINERS.get(facts.wrapping, "a list")


def shape_evidence(pair: Pair) -> dict[str, Evidence]:
    """Evidence that every finding about a shape carries."""
    evidence: dict[str, Evidence] = {
        "found": fixed_axis_sizes(pair.facts),
        "expected": list(pair.input.shape or ()),
    }
    if reading_alternatives(pair):
        evidence["readings"] = reading_ids(pair)
    return evidence
