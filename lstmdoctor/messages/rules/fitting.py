"""Two shapes of a text through the search that files go through.

No pattern decides what ``expected shape=(None, 50, 100), found shape=(None, 100, 50)`` means: the edits of
the cheapest reading do. An axis that the text does not know gets a size that no reading can come of.
"""

from __future__ import annotations

import re

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.core.goal import goal_of
from lstmdoctor.core.readings import Reading
from lstmdoctor.core.spec import InputSpec, Layer, Shape
from lstmdoctor.edits.registry import EDITS
from lstmdoctor.edits.search import find_readings
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.faults import FAULTS
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import has_flat_rows, known_sizes, unused_size
from lstmdoctor.messages.paste.stage import Stage
from lstmdoctor.messages.rules.crossed import crossed_codes
from lstmdoctor.messages.rules.depth import MODEL_NAME, Rank
from lstmdoctor.messages.rules.expanded import expanded_guess, picture_guess
from lstmdoctor.messages.rules.ranks import LARGEST_BATCH, rank_codes
from lstmdoctor.records import frozen_record
from lstmdoctor.text import shape_text

COLUMNS = 9
"""A row of no more values than this is rather one of a table than the token ids of a sequence.

Measured on the texts of the tests: 5 and 20 make one of 569 wrong that 9 has right.
"""
RECURRENT_NAME = re.compile(r"lstm|gru|rnn|recurrent", re.IGNORECASE)


@frozen_record
class Shapes:
    """What a text says was wanted and given, and in whose input."""

    expected: Shape
    found: Shape
    layer: str = ""
    batchless: bool = False

    @property
    def embeds(self) -> bool:
        """Whether the name of the layer or input is that of an Embedding."""
        return "embedding" in self.layer.lower()

    @property
    def dense(self) -> bool:
        """Whether the name is that of a layer that takes values, not ids."""
        return "dense" in self.layer.lower() or "time_dist" in self.layer.lower()

    @property
    def full(self) -> tuple[Shape, Shape]:
        """Both with the batch axis in front."""
        if self.batchless:
            return (None, *self.expected), (None, *self.found)
        return self.expected, self.found


def compare_shapes(shapes: Shapes, hints: Hints) -> Guess:
    """The guess for two shapes."""
    if is_of_inner_layer(shapes, hints):
        return inner_shapes_guess(shapes, hints)
    expanded = expanded_guess(shapes.layer, shapes.expected, shapes.found) or picture_guess(*shapes.full)
    if expanded is not None:
        return expanded
    reading = cheapest_reading(shapes)
    validated = ("LD903",) if hints.validation and not hints.predict else ()
    codes = tuple(
        dict.fromkeys(
            (
                *validated,
                *crossed_codes(shapes.layer, *shapes.full, hints),
                *codes_beyond_shapes(shapes, reading, hints),
                *codes_of_reading(reading, shapes, hints),
                *further_rank_codes(shapes, hints),
                *(("LD903",) if hints.validates and not hints.validation else ()),
            )
        )
    )
    if len(codes) > 1:
        codes = tuple(code for code in codes if code != "LD299")
    return Guess(
        codes=codes,
        message=fitting_sentence(shapes, codes[0]),
        expected=shapes.expected,
        found=shapes.found,
        python=code_lines(reading, codes[0], shapes),
        question=QUESTIONS.get(codes[0], "") if len(codes) > 1 else "",
    )


def is_of_inner_layer(shapes: Shapes, hints: Hints) -> bool:
    """Whether the text says what the model was called on, and a layer inside refused something else."""
    return (
        bool(hints.called and shapes.layer)
        and shapes.found != hints.called
        and not (
            MODEL_NAME.search(shapes.layer) or len(shapes.found) == len(hints.called) == len(shapes.expected)
        )
    )


def inner_shapes_guess(shapes: Shapes, hints: Hints) -> Guess:
    """Shapes inside the model: not those of the data."""
    got = f"gets {shape_text(shapes.found)} from the layers before it"
    return Guess(
        ("LD902", "LD302", "LD906"),
        f"layer {shapes.layer} takes {shape_text(shapes.expected)} and {got}, which were called on "
        f"{shape_text(hints.called)}",
        shapes.expected,
        shapes.found,
        help="look at the layers before this one: what they give depends on the timesteps of the data",
        question="was the model built for as many timesteps as the data has",
    )


QUESTIONS = {
    "LD805": "is the number of timesteps that the model takes the number of samples in the training data",
    "LD302": "is it the training data that is refused, or only the validation data",
    "LD903": "does the first epoch finish before the error comes",
    "LD201": "is each value in a row one timestep, or one feature of a single moment",
}


def fitting_sentence(shapes: Shapes, code: str) -> str:
    """What is, what is wanted, what that means."""
    what = "the batch" if code == "LD401" else "the data"
    both = f"{what} is {shape_text(shapes.found)}, the model takes {shape_text(shapes.expected)}"
    return f"{both}: {FAULTS[code].meaning}"


def cheapest_reading(shapes: Shapes) -> Reading | None:
    """The cheapest reading; None where no edit leads from one shape to the other."""
    expected, found = shapes.full
    path = (Layer("Embedding", shapes.layer),) if shapes.embeds else ()
    if len(found) < len(expected) and found[:1] == (LARGEST_BATCH,) and LARGEST_BATCH not in expected:
        found = (None, *found[1:])
    fixed = expected[0] if expected and found[:1] not in ((), (None,)) else None
    spec = InputSpec(shapes.layer or "input", expected, path=path, batch=fixed)
    facts = Facts(filled_axes(expected, found))
    goal = goal_of(spec, Choices())
    return next(iter(find_readings(facts, goal, Choices())), None) if expected else None


def filled_axes(expected: Shape, found: Shape) -> tuple[int, ...]:
    """The found axes with a size for each that the text does not know: the wanted one, where ranks agree."""
    number = unused_size(expected, found)
    wanted = expected[1:] if len(expected) == len(found) else (None,) * (len(found) - 1)
    first = tuple(number if size is None else size for size in found[:1])
    rest = zip(found[1:], wanted, strict=True)
    return first + tuple(size if size is not None else want or number for size, want in rest)


def codes_of_reading(reading: Reading | None, shapes: Shapes, hints: Hints) -> tuple[str, ...]:
    """The codes of a reading in the order of its edits; where there is none, of the axis that differs."""
    expected, found = shapes.full
    if reading is None:
        return (
            codes_of_lower_rank(shapes, hints)
            if len(found) < len(expected) == 3
            else codes_of_differing_axes(expected, found)
        )
    edits = [step.edit for step in reading.steps if step.edit.fault]
    if expected[-1:] == (1,):
        edits.sort(key=lambda edit: edit.id == "add-feature-axis")
    if not edits:
        return ("LD401", "LD299") if expected[:1] != found[:1] else ("LD299",)
    return tuple(dict.fromkeys(edit.fault for edit in edits))


def codes_of_lower_rank(shapes: Shapes, hints: Hints) -> tuple[str, ...]:
    """What a row could be that has neither as many values as the model has features, nor is a series."""
    expected, found = shapes.full
    if len(found) < 2:
        return rank_codes(Rank(len(expected), len(found), shapes.layer, found), hints)
    if found[-1] is not None and found[-1] == expected[1]:
        return ("LD201", "LD605", "LD202")
    return ("LD202", "LD201", "LD210", "LD203")


def codes_of_differing_axes(expected: Shape, found: Shape) -> tuple[str, ...]:
    """What differs where the search finds no way."""
    if len(found) > len(expected) > 2:
        return ("LD209", "LD204")
    if len(expected) != len(found) or len(expected) < 2:
        return ("LD299",)
    time = len(expected) > 2 and None not in (expected[1], found[1]) and expected[1] != found[1]
    features = None not in (expected[-1], found[-1]) and expected[-1] != found[-1]
    return tuple(code for code, here in (("LD210", features), ("LD302", time)) if here) or ("LD299",)


def further_rank_codes(shapes: Shapes, hints: Hints) -> tuple[str, ...]:
    """What else a rank too low could be: the number of samples, which decides, is not in the text."""
    expected, found = shapes.full
    if len(found) >= len(expected) or len(expected) < 3 or found[:1] != (None,):
        return ()
    return rank_codes(Rank(len(expected), len(found), shapes.layer, found), hints)


def codes_beyond_shapes(shapes: Shapes, reading: Reading | None, hints: Hints) -> tuple[str, ...]:
    """What more than two shapes is needed to see: put before the codes of the search."""
    expected, found = shapes.full
    edits = [step.edit.id for step in reading.steps] if reading else []
    if 0 in found[1:] or found[:1] == (0,):
        return ("LD107",)
    if hints.words:
        return ("LD108",)
    if has_flat_rows(expected, found):
        return ("LD205",)
    if hints.stage is Stage.RUN and not hints.predict and None not in found and found == expected[1:]:
        return ("LD203", "LD905")
    if hints.listed and edits[:1] == ["add-batch-axis"]:
        return ("LD101",)
    if len(found) < len(expected) and edits == ["window"]:
        few = found[0] is None or expected[1] is None or found[0] < 3 * expected[1]
        return ("LD203", "LD202") if (hints.predict and few) or len(expected) > 3 else ("LD206", "LD202")
    if len(found) == len(expected) == 2 and found[1] == 1 and (expected[1] or 0) > 1 and not shapes.dense:
        if found[0] == expected[1]:
            return ("LD203", "LD302")
        return ("LD301", "LD302", "LD109") if (found[0] or 0) > 1 else ("LD302", "LD301", "LD109")
    if (
        len(found) == len(expected) == 2
        and expected[0] in (None, found[0])
        and None not in (*found[1:], *expected[1:])
        and not shapes.dense
    ):
        columns = max(*known_sizes(found[1:]), *known_sizes(expected[1:])) <= COLUMNS and not shapes.embeds
        return ("LD210", "LD302") if columns else ("LD302", "LD210")
    if len(expected) == 2 and len(found) >= 3 and found[-1] != 1 and not shapes.dense:
        return ("LD604",)
    if len(expected) != len(found) or len(expected) < 3 or edits == ["swap-time-features"]:
        return ()
    if edits == ["swap-batch-time"] and found[0] != LARGEST_BATCH:
        return ()
    if expected[1] not in (None, 1) and found[1] == 1:
        permuted = None not in expected[1:] and expected[-1] == 1 and found[1:] == (1, *expected[1:-1])
        return () if permuted and len(expected) > 3 else ("LD805",)
    same_rest = all(a is None or b is None or a == b for a, b in zip(expected[2:], found[2:], strict=True))
    shorter = expected[1] is not None and found[1] is not None and expected[1] != found[1] and same_rest
    if shorter:
        return ("LD903", "LD302") if hints.validation else ("LD302", "LD903")
    return ()


def code_lines(reading: Reading | None, code: str, shapes: Shapes) -> str:
    """The edits of a reading as code for the variable ``x``; nothing where the code is about another."""
    if reading is None or code not in {edit.fault for edit in EDITS.values()}:
        return ""
    if code == "LD101":
        return "x = np.stack(x)"
    if code == "LD401":
        return f"model.fit(x, y, batch_size={shapes.expected[0]})"
    steps = [step for step in reading.steps if step.edit.id != "cast"]
    return "\n".join(step.edit.python("x") for step in steps if "pad" not in step.edit.id)
