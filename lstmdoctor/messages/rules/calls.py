"""How Keras was called: generators, Datasets, nesting; and what is nobody's data."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule

BENIGN = "the nesting of the inputs differs from that of the model, the values arrive all the same"
SYMBOLIC = "a NumPy function was called on a symbolic tensor, or NumPy is too new for this TensorFlow"


def structure(match: Match, hints: Hints) -> Guess | None:
    """``The structure of `inputs` doesn't match the expected structure``: mostly a harmless warning."""
    rest = match.string[match.end() : match.end() + 4000]
    received = rest.partition("Received")[2]
    if len(re.findall(r"Tensor\(|<KerasTensor|'\*'|\"\*\"", received)) > 3 or received.count("'*'") > 3:
        return Guess(
            ("LD101", "LD906"), "a list of many arrays came for an input: every sequence was taken for one"
        )
    if "{" in received and mixed_keys(rest):
        return Guess(("LD105", "LD906"), "a dict of inputs has other keys than the model has inputs")
    return Guess(("LD906",) if received else ("LD906", "LD105"), BENIGN)


def mixed_keys(text: str) -> bool:
    """Whether the keys received are not those expected."""
    expected, _, received = text.partition("Received")
    wanted = set(re.findall(r"['\"](\w+)['\"]", expected))
    given = set(re.findall(r"['\"](\w+)['\"]:", received))
    return bool(given) and not given <= wanted


RULES = (
    rule(r"the structure of `?inputs`? doesn'?t match the expected structure", structure),
    fixed(
        any_of(
            r"output of generator should be a tuple",
            r"generator must return a tuple",
            r"`?__getitem__\(?\)?`? must return a tuple",
            r"should be a tuple \(x, y, sample_weight\)",
            r"data is expected to be in format `?x`?",
        ),
        "LD905 LD901",
        "a generator or Sequence yields something that is not a tuple",
        help="yield a tuple of data and labels",
        python="def batches():\n    while True:\n        yield x, y",
    ),
    fixed(
        any_of(
            r"`?validation_data`? (?:should|must) be a tuple",
            r"when passing (?:a )?`?validation_data`?,? it must contain",
            r"for `?validation_data`?.{0,40}tuple",
            r"must be a tuple (?:`?\(x_val|of)",
        ),
        "LD901 LD905",
        "data, labels and weights of the validation come in something that is not a tuple",
    ),
    fixed(
        any_of(
            r"generator yielded an element of shape",
            r"yielded an element that (?:did not match|could not be converted)",
            r"`?generator`? yielded",
        ),
        "LD905 LD301",
        "a generator yields batches of another shape than its first",
    ),
    fixed(
        any_of(
            r"when passing a dataset to a keras model, the arrays must be at least rank 1",
            r"the corresponding arrays in each batch must have the same rank",
            r"your input ran out of data",
            r"dataset.{0,60}not batched",
            r"\bunbatch\(",
        ),
        "LD905",
        "the Dataset does not yield whole batches",
    ),
    fixed(
        any_of(
            r"as a .{1,40}, `?\w+`? should not be passed",
            (
                r"`?(?:y|batch_size|sample_weight)`? argument (?:is not supported|must not be "
                r"specified|should not be specified) (?:when|for) using"
            ),
            r"`?validation_split`? is (?:only|not) supported",
        ),
        "LD905",
        "an argument was given that the Dataset or generator has to hold itself",
    ),
    fixed(
        any_of(
            r"when using (?:data tensors|iterators|tf\.data|a generator).{0,60}(?:specify|steps)",
            r"`?steps_per_epoch`?.{0,60}(?:is required|must be|should be)",
            r"asked to retrieve element \d+, but the sequence has length",
        ),
        "LD905",
        "a Dataset or generator does not say how many batches it has",
    ),
    fixed(
        r"'str' object has no attribute 'ndim'",
        "LD108 LD102",
        "text came where an array is wanted",
    ),
    fixed(
        any_of(
            (
                r"if (?:predicting|training|evaluating|fitting|your data is).{0,60}you should specify "
                r"the `?(?:steps|steps_per_epoch)"
            ),
            r"when feeding symbolic tensors",
            r"has no attribute 'ndim'",
        ),
        "LD905 LD103",
        "something that is not an array came, such as a Dataset, a symbolic tensor or None",
    ),
    fixed(
        r"only input tensors may be passed as positional.{0,200}of type <class 'float'",
        "LD102 LD906",
        "nested Python lists came where arrays are wanted",
    ),
    fixed(
        any_of(
            r"only input tensors may be passed as positional arguments",
            r"when providing `?inputs`? as a dict, all keys in the dict must match",
            r"you cannot mix tensors and non-tensors",
        ),
        "LD906",
        "the layer was called with arguments in the wrong place",
    ),
    fixed(
        any_of(
            r"`?\w{1,30}`? must be (?:a |an )?(?:positive )?integer\b",
            r"invalid value for (?:the )?argument `?\w{1,40}`?",
            r"cannot convert '.{0,80}' to a shape",
            r"argument `?inputs`? must be a sequence",
            r"shapes must be 1d sequences of concrete values",
            r"the rank of `?mean`?",
            r"`?mean`? and `?variance`? must have the same shape",
            r"all `?axis`? values must be in the range",
        ),
        "LD906",
        "a layer was made with a setting it does not take, no data was looked at",
    ),
    fixed(
        r"function was called with an invalid input structure",
        "LD103 LD105",
        "the model was called on another number or nesting of inputs than it has",
    ),
    fixed(
        any_of(
            r"len is not well defined for symbolic",
            r"cannot convert a symbolic (?:tf\.)?(?:keras input/output|tensor|keras)",
            r"a kerastensor cannot be used as input to a tensorflow function",
            r"using a symbolic `?tf\.tensor`? as a python",
            r"kerastensor is symbolic",
            r"cannot iterate over a (?:symbolic|tensor)",
            r"iterating over (?:a symbolic )?`?tf\.tensor`? is not allowed",
        ),
        "LD906",
        SYMBOLIC,
    ),
    fixed(
        any_of(
            r"output tensors (?:to|of) a (?:model|functional) must be (?:the output of a|keras tensors)",
            r"graph disconnected",
            r"all layers in a sequential model should have a single output",
            r"last dimension of the input shape must be equal to output shape",
            r"inputs`? not connected to `?outputs",
            r"(?:is not a|called with an input that isn't a) symbolic tensor",
            r"input tensors to a (?:model|functional) must",
        ),
        "LD906",
        "the model is wired in a way Keras does not take, no data was looked at",
    ),
    fixed(
        any_of(
            r"please initialize `?\w{1,40}`? layer with a",
            r"added layer must be an instance of class",
            r"the added layer must be an instance",
            r"is not connected, no input to return",
        ),
        "LD906",
        "two Keras libraries are mixed, or something that is not a layer was added",
    ),
    fixed(
        any_of(
            (
                r"(?:must|cannot|should) (?:specify|pass|be given).{0,40}(?:`?batch_shape`?|"
                r"`?shape`?).{0,40}(?:`?batch_shape`?|argument|same time)"
            ),
            r"do not pass an `?input_shape`?/`?input_dim`? argument",
            r"argument `?input_length`? is deprecated",
            r"will not use cudnn kernels?",
            r"retracing",
        ),
        "LD906",
        "how the layer was made is at fault or only a warning, no data was looked at",
    ),
    fixed(
        any_of(
            r"input tensor must be of rank",
            r"is not a (?:matrix|vector)\. instead it has shape",
            r"expects? (?:an )?(?:input|tensor) of rank",
            r"must have rank (?:at least )?\d",
            r"shape must be (?:at least )?rank (\d) but is rank (\d)",
            r"must be at least (?:a )?(?:rank|vector|matrix|\d-?d)",
            r"rank mismatch: rank of",
        ),
        "LD202 LD201 LD203 LD702",
        "an array has another number of axes than the operation takes",
    ),
)
