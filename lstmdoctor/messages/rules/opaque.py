"""Errors that say nothing of data: the line of Keras that raised them does.

``AssertionError`` without a word, ``KeyError: 2``, ``The truth value of an array ... is ambiguous``. A
statement comes here as ``text @ line``, the line being the one that the last frame quotes.
"""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.stage import Stage
from lstmdoctor.messages.rules.rule import Match, fixed, rule

BUILDS = frozenset({"build", "compute_output_shape", "get_output_shape_for", "_compute_fans", "compute_fans"})


def ended(match: Match, hints: Hints) -> Guess | None:
    """A generator that ended before its first batch, below a call of fit or predict."""
    running = hints.stage is Stage.RUN or hints.predict or hints.fitted
    return Guess(("LD905", "LD107"), "a generator ended before it gave enough batches") if running else None


def unbuilt(match: Match, hints: Hints) -> Guess | None:
    """``tuple index out of range`` where a layer reads the axes of its input."""
    built = hints.stage in (Stage.BUILT, Stage.INNER) and BUILDS & hints.functions
    return (
        Guess(("LD902", "LD201", "LD202"), "a layer asks for an axis its input does not have")
        if built
        else None
    )


def absent(match: Match, hints: Hints) -> Guess | None:
    """``'NoneType' object has no attribute 'shape'`` below a call of fit or predict."""
    running = hints.stage is Stage.RUN or hints.predict or hints.fitted
    return Guess(("LD103", "LD701", "LD905"), "None came where an array is wanted") if running else None


def free(match: Match, hints: Hints) -> Guess | None:
    """``unsupported operand type(s) for *: 'NoneType' and 'int'`` where a layer makes its weights."""
    if not BUILDS & hints.functions:
        return None
    return Guess(("LD801", "LD210"), "an axis is left free whose size a layer needs to make its weights")


RULES = (
    fixed(
        r"^ ?@ .{0,40}assert len\((?:input_)?shape\) >= 3",
        "LD902 LD202",
        "a TimeDistributed layer got no sequence",
        "AssertionError",
        help="let the recurrent layer before it give the whole sequence",
        python="layers.LSTM(units, return_sequences=True)",
    ),
    fixed(
        r"^ ?@ .{0,40}assert .{0,80}\b(?:sample_)?weights?\.(?:shape|ndim)",
        "LD701 LD702",
        "the sample weights are not one per sample",
        "AssertionError",
        help="give one weight per sample, in the order of the samples",
    ),
    fixed(
        r"truth value of an? (?:array|\w{0,20}frame|series).{0,120}@ .{0,40}\bvalidation_data\b",
        "LD901 LD905",
        "validation_data is an array and not a tuple of data and labels",
        "ValueError",
    ),
    fixed(
        r"^ ?\S{1,40} @ .{0,80}\bclass_weights?\[",
        "LD705",
        "class_weight does not name every class that the labels hold",
        "KeyError",
        help="name every class in class_weight, counted as the labels are",
        python="class_weight = {c: 1.0 for c in np.unique(y)}",
    ),
    fixed(
        r"object of type '(?:int|float|numpy\.\w{1,20})' has no len\(\).{0,20}@ .{0,80}(?:len\(x\)|lengths)",
        "LD102 LD206",
        "`pad_sequences` takes a list of sequences, not one sequence",
    ),
    rule(r"'nonetype' object has no attribute '(?:shape|ndim|dtype|size)'", absent, "AttributeError"),
    fixed(
        r"^ ?@ .{0,40}assert (?:\w\.)?\w{0,12}ndim(?:\(\w+\))? ?[=>]= ?[3-5]",
        "LD902 LD202 LD201",
        "a layer takes sequences and got fewer axes",
        "AssertionError",
    ),
    rule(
        r"unsupported operand type\(s\) for .{1,3}: ('nonetype') and 'int'|'int' and 'nonetype'",
        free,
        "TypeError",
    ),
    rule(r"^ ?@", ended, "StopIteration"),
    rule(r"tuple index out of range", unbuilt, "IndexError"),
    rule(r"pop from an empty set", absent, "KeyError"),
    fixed(
        r"math domain error.{0,40}@ .{0,80}log10\(self\.target\)",
        "LD107",
        "there is no batch: an array or a Dataset is empty",
        "ValueError",
    ),
    fixed(
        r"could not broadcast input array .{0,120}@ .{0,20}outs\[i\]\[batch_start:batch_end\] ?=",
        "LD401",
        "the model answers for another number of samples than the batch has: its batch size is fixed",
        "ValueError",
        help="predict in batches of the size that the model was built for",
    ),
)
