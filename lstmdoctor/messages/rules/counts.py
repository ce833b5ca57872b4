"""Numbers of arrays, inputs and samples."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.shapes import SHAPE, parse
from lstmdoctor.messages.rules.cardinality import FEW, SAME_CUT, SAMPLES, cardinality
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule
from lstmdoctor.text import count_noun, safe_text

NAME = r"[`'\"]{0,2}([\w/.\-]{1,80}(?::\d)?)[`'\"]{0,2}"
TAKER = re.compile(r"(?:dense|dropout|flatten|activation|time_distributed|batch_norm)", re.IGNORECASE)
PRINTED = re.compile(rf"shape={SHAPE}")


def tensors(match: Match, hints: Hints) -> Guess | None:
    """``Layer "lstm" expects 1 input(s), but it received 200 input tensors``."""
    layer, wanted, given = match.group(1), int(match.group(2)), int(match.group(3))
    rest = match.string[match.end() : match.end() + 1500]
    said = f"{safe_text(layer)} takes {count_noun(wanted, 'input')} and was called on {given:,}"
    if wanted == 1 < given and TAKER.match(layer):
        before = f"layer {said}: the layer before it gives its states besides its answer"
        help = "take the first of what a layer with return_state=True gives"
        return Guess(("LD906", "LD101"), before, help=help, python="x, *states = layer(x)")
    if given == 2 and "<KerasTensor" in rest:
        built = "while the model was put together: a layer used twice, or a file of another version"
        return Guess(("LD802", "LD906"), f"{said} {built}")
    if wanted > 1 and given > wanted and re.search(r"gru|lstm|rnn|cell", layer, re.IGNORECASE):
        return Guess(("LD906",), f"layer {said}: its initial states were counted as inputs")
    if given < wanted:
        return Guess(("LD103",), said, help="give one array per input, in the order of model.inputs")
    if wanted > 1:
        codes = ("LD104", "LD901", "LD101") if given <= wanted + 2 else ("LD101", "LD104")
        return Guess(codes, said, question=SAMPLES)
    return too_many(said, given, [parse(text) for text in PRINTED.findall(rest)])


def too_many(said: str, given: int, shapes: list[tuple[int | None, ...]]) -> Guess:
    """One input and several arrays: pairs in a list, or samples in a list."""
    if given > 3:
        return Guess(("LD101",), f"{said}: every sequence of a list was taken for an input")
    alike = (
        len(shapes) >= 2
        and len(set(shapes[:given])) == 1
        and len(shapes[0]) > 1
        and (None not in shapes[0] or (given > 2 and len(shapes[0]) > 2))
    )
    if alike:
        return Guess(("LD101", "LD901"), f"{said} of one shape", question=SAMPLES)
    return Guess(
        ("LD901", "LD905", "LD101"),
        f"{said}: data and labels came in a list, which makes the labels an input",
        question="is it the training data, or validation_data, or what a generator yields, that is a list",
    )


def arrays(match: Match, hints: Hints) -> Guess | None:
    """``the list of Numpy arrays that you are passing to your model is not the size the model expected``."""
    wanted, given = int(match.group(1)), int(match.group(2))
    said = f"the model takes {count_noun(wanted, 'array')} and got a list of {given:,}"
    if given < wanted:
        return Guess(("LD103",), said, help="give one array per input, in the order of model.inputs")
    if wanted > 1:
        return Guess(
            ("LD104", "LD101", "LD905") if given <= wanted + 1 else ("LD101", "LD104", "LD905"),
            said,
            question=SAMPLES,
        )
    return Guess(
        ("LD101", "LD901") if given == 2 else ("LD101",),
        f"{said}: every element was taken for an input",
        question=SAMPLES if given == 2 else "",
    )


def shapes_given(match: Match, hints: Hints) -> Guess | None:
    """``All input arrays (x) should have the same number of samples. Got array shapes: [...]``."""
    rows = [parse(text)[:1] for text in re.findall(SHAPE, match.string[match.end() : match.end() + 4000])]
    numbers = sorted({row[0] for row in rows if row and row[0] is not None})
    said = (
        f"with {numbers[0]:,} to {numbers[-1]:,} samples" if numbers else "with different numbers of samples"
    )
    if match.group(1) == "y":
        return Guess(("LD701", "LD702"), f"the arrays of labels come {said}")
    if len(rows) > FEW:
        return Guess(("LD301", "LD101", "LD106"), f"x is a list of arrays {said}, each taken for an input")
    return Guess(("LD106", "LD701"), f"the inputs come {said}, all must have the same number")


def found_samples(match: Match, hints: Hints) -> Guess | None:
    """``Found 1280 input samples and 320 target samples.``"""
    x, y = int(match.group(1)), int(match.group(2))
    codes = (
        ("LD107", "LD701") if 0 in (x, y) else ("LD701", "LD101") if x != 1 else ("LD701", "LD203", "LD204")
    )
    return Guess(codes, f"x has {x:,} samples and y has {y:,}", help=SAME_CUT)


def data_and_targets(match: Match, hints: Hints) -> Guess | None:
    """``Data and targets have to be of same length. Data length is 100 while target length is 90``."""
    x, y = int(match.group(1)), int(match.group(2))
    return Guess(("LD701",), f"the series has {x:,} steps and there are {y:,} targets", help=SAME_CUT)


def one_array(match: Match, hints: Hints) -> Guess | None:
    """``The model expects 2 input arrays, but only received one array``, which is said of labels too."""
    if hints.target:
        return Guess(
            ("LD702", "LD701"), f"the model has {match.group(1)} outputs and one array of labels came"
        )
    return Guess(("LD103",), f"the model has {match.group(1)} inputs and one array came")


def missing(match: Match, hints: Hints) -> Guess | None:
    """``Missing data for input "b". You passed a data dictionary with keys ['a']``."""
    if hints.target:
        said = f"no labels came for the output {safe_text(match.group(1))}"
        return Guess(("LD702", "LD701"), said, help="name the labels after the outputs of the model")
    return Guess(
        ("LD103", "LD105"),
        f"the input {safe_text(match.group(1))} of the model has no array",
        help="name every array after its input: model.input_names lists them",
        question="is there an array under another name",
    )


def keys(match: Match, hints: Hints) -> Guess | None:
    """``Layer "mi" expects 2 named input(s) with keys [...], but it received 1 input tensors``."""
    wanted, given = int(match.group(2)), int(match.group(3))
    if given > 3 and wanted == 1:
        return Guess(
            ("LD101",),
            (
                f"{safe_text(match.group(1))} takes 1 input and was called on {given:,}: every sequence of "
                f"a list was taken for an input"
            ),
        )
    return tensors(match, hints)


RULES = (
    rule(r"data cardinality is ambiguous", cardinality),
    rule(
        (
            rf"layer,? {NAME} expects (\d+) named input\(s\) with keys .{{0,2000}}?but it received "
            rf"(\d+) input tensors"
        ),
        keys,
    ),
    rule(
        (
            rf"(?:layer|model),? {NAME},? expect(?:s|ed) "
            rf"(?:exactly )?(\d+) inputs?(?:\(s\)| tensors?)?[,. ]{{0,2}}"
            rf"(?:but )?(?:it |was )?(?:received|got|given)(?: only)? (\d+)\b"
        ),
        tensors,
    ),
    rule(
        (
            r"expected to see (\d+) array(?:s|\(s\))?,?.{0,200}? but instead got (?:the following "
            r"list of|a list of) (\d+)"
        ),
        arrays,
    ),
    rule(r"arrays \(([xy])\) should have the same number of samples", shapes_given),
    rule(r"found (\d+) input samples? and (\d+) target samples?", found_samples),
    fixed(
        r"all input arrays and (?:the )?target arrays? must have the same number of samples",
        "LD101 LD701 LD106",
        "the arrays have different numbers of samples: each element of a list counts as an input",
        help="stack a list of samples into one array, or find where x or y lost samples",
        python="print(type(x), len(x), len(y))\nx = np.asarray(x)",
        question=SAMPLES,
    ),
    rule(
        r"data and targets have to be of same length\. ?data length is (\d+) while target length is (\d+)",
        data_and_targets,
    ),
    rule(r"model expects (\d+) input arrays?,? but only received one array", one_array),
    fixed(
        r"could not compute output (?:keras)?tensor",
        "LD103 LD105",
        "an input of the model has no array, or one under another name",
        "AssertionError",
    ),
    rule(r"missing data for input [\"'](\w{1,80})[\"']", missing),
    rule(r"no data provided for [\"']?(\w{1,80})[\"']?", missing),
    rule(r"the input '([\w:.]{1,80})' is not optional, but none was passed", missing),
    fixed(
        any_of(
            r"all sample_weight arrays should have the same number of samples",
            r"you should provide one `sample_weight` array per output",
        ),
        "LD701",
        "the sample weights are not one per sample",
    ),
    fixed(
        any_of(
            r"x and y should have the same (?:number|length)",
            r"inconsistent numbers? of samples",
        ),
        "LD701",
        "x and y have different numbers of samples",
        help=SAME_CUT,
    ),
    fixed(
        any_of(
            r"a (?:merge|`?concatenate`?) layer should be called on a list of (?:at least \d+ )?inputs?",
            r"layer must be called on a list of inputs|layer accepts inputs list of length",
        ),
        "LD103",
        "a layer that joins several inputs was given one",
    ),
    fixed(r"`inputs` should be a list", "LD103", "a layer that joins several inputs was given one"),
)
