"""Tables of pandas where arrays are meant: what they cannot do, and what they look up by name."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text


@rule(
    "Must pass 2-d input. shape={found:shape}",
    example="ValueError: Must pass 2-d input. shape=(25193, 41, 1)",
)
def table_of_sequences(said: Said, found: Shape) -> Guess | None:
    """pandas."""
    words = f"a table takes two axes and got {shape_text(found)}"
    return Guess(("LD108", "LD204", "LD209"), words, python="x = x.to_numpy()")


RULES = (
    table_of_sequences,
    fixed_rule(
        "LD108",
        "a table came where an array is wanted",
        {
            "'{DataFrame|Series}' object has no attribute '{reshape|expand_dims|flatten|ravel|unsqueeze}'": "AttributeError: 'DataFrame' object has no attribute 'reshape'",
        },
        "AttributeError",
        python="x = x.to_numpy()",
    ),
    fixed_rule(
        "LD108",
        "a pandas table was sliced by positions, as an array is: it looks them up as names of columns",
        {"^(slice(": "InvalidIndexError: (slice(None, None, None), 0)"},
        "KeyError",
        "InvalidIndexError",
        "TypeError",
        python="x = x.to_numpy()",
    ),
    fixed_rule(
        "LD108",
        "an array came where a table is wanted",
        {
            "'numpy.ndarray' object has no attribute '{unsqueeze|columns|iloc}'": "AttributeError: 'numpy.ndarray' object has no attribute 'iloc'",
        },
        "AttributeError",
    ),
    fixed_rule(
        "LD108 LD109 LD905",
        "a pandas table was indexed by row numbers, which it looks up as column names",
        {
            "are in the [[columns]]": "KeyError: \"None of [Int64Index([ 5, 3, 9], dtype='int64')] are in the [columns]\"",
            "not in index": "raise KeyError('%s not in index' % objarr[mask])",
        },
        python="x = x.to_numpy()",
    ),
    fixed_rule(
        "LD108 LD109 LD905",
        "a whole number was looked up as a name: row numbers in a pandas table, or a class that a dict lacks",
        {"^{row:int}$": "KeyError: 10"},
        "KeyError",
        python="x = x.to_numpy()",
        question="is the number a row of a table, or a class that class_weight does not name",
    ),
)
