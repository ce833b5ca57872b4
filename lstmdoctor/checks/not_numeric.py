"""Something that is not a number

What it is
    The array holds text, bytes, dates, time differences, records with named fields, or Python objects of
    several kinds. Or the other way round: it holds numbers, and the model begins with a layer that reads text
    (``TextVectorization``, ``StringLookup``).

Why it matters
    A model computes with numbers. How text or dates become numbers is a decision about the task, and it has
    to be the same decision in training and afterwards.

What Keras says
    Keras 3: ``Invalid dtype: str96``, ``Invalid dtype: datetime64[s]``, ``Invalid dtype: void96`` for
    records. tf.keras 2: ``Cast string to float is not supported``,
    ``Failed to convert a NumPy array to a Tensor``. Both to numbers for text:
    ``Cast float to string is not supported``. A model that reads text takes it from NumPy in tf.keras 2;
    Keras 3 says ``Invalid dtype: str96`` and wants a tensor, ``tf.constant(x)``: that is a note here.

Example
    An array of dtype ``<U24`` with a sentence in every place, for a model that starts with an ``Embedding``.

Cure
    Text: a ``TextVectorization`` layer or a vocabulary turns it into ids. Dates: differences to a fixed day.
    Records: ``numpy.lib.recfunctions.structured_to_unstructured(x)`` makes the fields features.

Risk
    Numbers written as text (``"3.5"``) convert with ``np.asarray(x, dtype="float32")``. Codes and postal
    codes do so too, and mean nothing as quantities.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.facts import OddKind, OddValue
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding, Severity
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD108",
    "not-numeric",
    "error",
    meaning="the values are no numbers",
    cure=Cure(
        "turn text, dates and categories into numbers, and a table into an array",
        'x = table.to_numpy(dtype="float32")',
    ),
)

KINDS = {
    "str": ("text", "turn text into ids with a vocabulary"),
    "bytes": ("byte strings", "decode the bytes, then turn text into ids with a vocabulary"),
    "datetime64": ("dates", "turn dates into numbers, for example days since a fixed one"),
    "timedelta64": ("time differences", 'turn them into numbers: x = x / np.timedelta64(1, "s")'),
    "record": ("records", "make the fields features: numpy.lib.recfunctions.structured_to_unstructured(x)"),
    "void": ("raw bytes", "read the bytes as what they are with np.frombuffer"),
    "mixed": ("Python objects of several kinds", "keep the numbers alone, in an array of one dtype"),
}
"""Names under which facts hold what is not a number: what it is, and what to do."""
ODD_CURES: dict[OddKind, str] = {
    "none": 'x = np.asarray(x, dtype="float32") makes NaN of every None: then fill them, or leave them out',
    "text": "leave out the columns of text, or make numbers of them (pandas.get_dummies, or an id for each "
    'word); then x = np.asarray(x, dtype="float32")',
    "number-as-text": 'make numbers of those that are text: x = np.asarray(x, dtype="float32")',
    "other": 'leave them out, or make numbers of them; then x = np.asarray(x, dtype="float32")',
}
"""What to do about the first value that is no number."""
TEXT = frozenset({"str", "bytes"})
KIND_WORDS = {"text": "text", "time": "times", "other": "nothing that could be one"}
SHOWN = 4
"""Columns that are named."""


def find(case: Case) -> Iterator[Finding]:
    """A dtype whose values are no numbers, or that are none where text is wanted."""
    for pair in case.pairs:
        if case.table is not None and not case.table.values:
            yield not_numeric_finding(pair, *table_words(case.table))
            continue
        reads_text = pair.input.dtype == "str"
        odd = [dtype for dtype in pair.facts.dtypes if dtype in KINDS and not (reads_text and dtype in TEXT)]
        if odd:
            wanted = "text" if reads_text else "numbers"
            advice = KINDS[odd[0]][1] + (numeric_text_advice(pair) if odd[0] in TEXT else "")
            if case.table is not None:
                yield frame_finding(pair, case.table)
                continue
            if pair.facts.odd is not None and not reads_text:
                yield odd_value_finding(pair, pair.facts.odd)
                continue
            yield not_numeric_finding(
                pair, f"the data holds {held_dtype_words(pair, odd)}, the model takes {wanted}", advice
            )
        elif reads_text and not TEXT.issuperset(pair.facts.dtypes):
            layer = text_layer_words(pair)
            message = f"the data holds numbers ({pair.facts.dtype}), the model takes text: {layer} reads it"
            yield not_numeric_finding(
                pair, message, "give the model the text itself, not the ids that were made of it"
            )
        elif reads_text and not (case.model.keras_version or "").startswith(("1.", "2.")):
            message = "the model takes text, which Keras 3 does not take in a NumPy array"
            yield not_numeric_finding(
                pair, message, "give Keras a tensor: x = tf.constant(x.tolist())", "note"
            )


def frame_finding(pair: Pair, table: TableFacts) -> Finding:
    """A frame with columns that are no numbers, all of which a program would hand to Keras."""
    odd = [one for one in table.columns if not one.numeric]
    shown = ", ".join(f"'{safe_text(one.name)}' ({one.odd or KIND_WORDS[one.kind]})" for one in odd[:SHOWN])
    more = ", ..." if len(odd) > SHOWN else ""
    return FAULT.found(
        pair.input.name,
        f"the table has {count_noun(len(odd), 'column')} without numbers: {shown}{more}",
        "say what the columns are, or take those of numbers",
        remedy="reading" if pair.readings else "none",
        evidence=dtype_evidence(pair),
    )


def odd_value_finding(pair: Pair, odd: OddValue) -> Finding:
    """What stands among Python objects and is no number, with its place."""
    words = ("sample", "timestep", "feature")
    named = ", ".join(f"{word} {number}" for word, number in zip(words, odd.at, strict=False))
    place = named if len(odd.at) == len(words) else f"[{', '.join(map(str, odd.at))}]"
    return not_numeric_finding(
        pair,
        f"the data holds Python objects that are no numbers, the first is {odd.words} at {place}; "
        "the model takes numbers",
        ODD_CURES[odd.kind],
    )


def table_words(table: TableFacts) -> tuple[str, str]:
    """What a table holds that has no column of numbers, and what to do."""
    free = [one for one in table.columns if one.name not in table.taken.parts]
    nearest = next((one for one in free if one.odd), None)
    if nearest is None:
        return (
            f"none of {count_noun(len(free), 'column')} of the table holds numbers that could be features",
            "write numbers without units, and categories as numbers or as one column for each",
        )
    return (
        f"no column of the table holds numbers alone: '{safe_text(nearest.name)}' holds {nearest.odd}",
        "leave the second heading out: pandas.read_csv(path, skiprows=[1])"
        if "second heading" in nearest.odd
        else "write nothing, or NaN, where a value is unknown, and plain numbers, without units or thousands "
        "separators",
    )


def numeric_text_advice(pair: Pair) -> str:
    """What makes numbers of numbers written as text."""
    code = 'x = np.asarray(x, dtype="float32")'
    if pair.facts.container == "list" and (pair.facts.ragged or pair.facts.mixed_rank):
        code = 'x = [np.asarray(sequence, dtype="float32") for sequence in x]'
    return f"; numbers written as text: {code}"


def not_numeric_finding(
    pair: Pair, message: str, advice: str, severity: Severity = FAULT.severity
) -> Finding:
    """One finding about the dtype of an array."""
    return FAULT.found(pair.input.name, message, advice, severity=severity, evidence=dtype_evidence(pair))


def dtype_evidence(pair: Pair) -> dict[str, Evidence]:
    """What the values of an array are."""
    return {"dtypes": list(pair.facts.dtypes), "fields": list(pair.facts.fields)}


def text_layer_words(pair: Pair) -> str:
    """The layer that reads the text: the first one that is known."""
    return f"'{safe_text(pair.input.path[0].name)}'" if pair.input.path else "its first layer"


def held_dtype_words(pair: Pair, odd: list[str]) -> str:
    """``text``, ``records with the fields time, value``, ``text in some of the sequences``."""
    words = " and ".join(KINDS[dtype][0] for dtype in odd)
    if "record" in odd and pair.facts.fields:
        words += f" with the fields {', '.join(map(safe_text, pair.facts.fields[:5]))}"
        words += ", ..." if len(pair.facts.fields) > 5 else ""
    return words if len(odd) == len(pair.facts.dtypes) else f"{words} in some of the sequences"
