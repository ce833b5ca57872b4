"""Messages that were cut off before their numbers: what their first words still say."""

from __future__ import annotations

from lstmdoctor.messages.rule import any_of, fixed

WHOLE = "paste the whole message: the shapes behind these words decide"

RULES = (
    fixed(
        any_of(r"error when checking (?:model )?target", r"logits`? and `?labels`? must"),
        "LD702 LD704 LD703",
        "the labels do not have the shape of the output",
        question=WHOLE,
    ),
    fixed(
        any_of(
            r"error when checking (?:model )?input",
            r"input \d+ (?:of|is incompatible with)(?: the)? layer .{0,80}incompatible",
            r"input \d+ is incompatible with layer",
            r"invalid input shape for input",
        ),
        "LD202 LD203 LD201 LD210",
        "the data does not have the shape that the model takes",
        question=WHOLE,
    ),
    fixed(
        r"expects \d+ (?:named )?inputs?(?:\(s\))?.{0,40}but it received",
        "LD101 LD901 LD103",
        "another number of arrays came than the model has inputs",
        question=WHOLE,
    ),
    fixed(
        r"the list of numpy arrays that you are passing to your model is not the size",
        "LD101 LD103",
        "another number of arrays came than the model has inputs",
        question=WHOLE,
    ),
    fixed(
        r"failed to convert a numpy array to a tensor",
        "LD109 LD301 LD108",
        "the array holds objects, not numbers",
        question="do all sequences have the same number of timesteps",
    ),
    fixed(
        r"matrix size-incompatible|mat1 and mat2 shapes cannot be multiplied",
        "LD210 LD207",
        "the data has another number of features than the model",
        question=WHOLE,
    ),
    fixed(
        r"^ ?incompatible shapes:? ?$",
        "LD702 LD401 LD302",
        "two arrays of different shapes meet",
        question=WHOLE,
    ),
)
