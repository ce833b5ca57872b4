"""Labels that are not numbers

What it is
    NaN or infinity among the labels, text, dates, or numbers in an array of Python objects.

Why it matters
    One NaN makes the loss of its batch NaN, and the weights after that batch are NaN for good.

What Keras says
    NaN: nothing but ``loss: nan``. Text: ``Invalid dtype: str96``. Python objects:
    ``Invalid dtype: object``, tf.keras 2 ``Failed to convert a NumPy array to a Tensor``.

Example
    ``y`` with a NaN for every sample that nobody has labelled yet; ``y`` of ``"walk"``, ``"run"``,
    ``"sit"``.

Cure
    Leave samples without a label out of data and labels both:
    ``keep = np.isfinite(y); x, y = x[keep], y[keep]``. Text:
    ``classes, y = np.unique(y, return_inverse=True)``, and keep ``classes``; ``lstmdoctor fix --label-cure
    encode --labels-output y.npy`` writes ids, or a value for each class where the loss takes that, and keeps
    the names of the classes in the treatment, so that ``lstmdoctor apply`` numbers them in the same order.
    Text that is numbers, under a loss of regression: ``y = np.asarray(y, dtype="float32")``.

Risk
    ``np.nan_to_num(y)`` silences the NaN and labels those samples 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lstmdoctor.checks.shared.crossed_targets import label_targets
from lstmdoctor.checks.shared.label_cures import encoding_of_text, label_cure_advice, label_cure_remedy
from lstmdoctor.checks.shared.shards import place_in_shard, shard_words
from lstmdoctor.checks.shared.targets import (
    TEXT,
    Target,
    label_evidence,
    label_output_words,
    label_subject_words,
)
from lstmdoctor.checks.shared.words import found_shape_words
from lstmdoctor.core.cases import Case
from lstmdoctor.core.facts import OddKind, OddValue
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding, Remedy
from lstmdoctor.core.values import Values
from lstmdoctor.text import count_noun

FAULT = Fault(
    "LD706",
    "label-values",
    "error",
    meaning="the labels are no numbers",
    cure=Cure("turn the names of classes into ids", "classes, y = np.unique(y, return_inverse=True)"),
)

KINDS = {
    "str": ("text", "number the classes: classes, y = np.unique(y, return_inverse=True)"),
    "bytes": ("byte strings", "number the classes: classes, y = np.unique(y, return_inverse=True)"),
    "object": ("Python objects", 'make an array of numbers: y = np.asarray(y.tolist(), dtype="float32")'),
    "datetime64": ("dates", "turn dates into numbers, for example days since a fixed one"),
    "timedelta64": ("time differences", 'turn them into numbers: y = y / np.timedelta64(1, "s")'),
    "record": ("records", "keep the field that is the label"),
    "void": ("raw bytes", "read the bytes as what they are with np.frombuffer"),
    "mixed": ("Python objects of several kinds", "keep the numbers alone, in an array of one dtype"),
}
"""dtypes that are no numbers: what they are, and what to do."""
PLAIN_NUMBERS = "write plain numbers, all in one unit and without it, and nothing where a value is unknown"
LEFT_OUT = "leave samples without a label out, of the data too"
ODD_CURES: dict[OddKind, str] = {
    "none": LEFT_OUT,
    "text": "write the classes all as ids, or all as names",
    "number-as-text": 'make numbers of those that are text: y = np.asarray(y, dtype="float32")',
    "other": "keep the numbers alone, in an array of one dtype",
}
"""What to do about the first label that is no number."""
ONE_HOT = (
    "number the classes, one value for each: classes, y = np.unique(y, return_inverse=True), "
    "then y = keras.utils.to_categorical(y, len(classes))"
)
"""The same for a loss that takes one value for each class."""

NUMBERS_OF_TEXT = (
    'read the text as plain numbers, without units: y = np.asarray(y, dtype="float32"); '
    "names of classes want a loss of classes"
)
"""The same for a loss of regression, which would learn the ids of classes as quantities."""


def find(case: Case) -> Iterator[Finding]:
    """A dtype that is not of numbers, a list of labels, and numbers that are not finite."""
    for target in label_targets(case):
        odd = next((dtype for dtype in target.facts.dtypes if dtype in KINDS), None)
        values = target.facts.values
        if target.facts.odd is not None:
            yield odd_label_finding(case, target, target.facts.odd)
        elif odd is not None:
            held, advice = KINDS[odd]
            if odd in TEXT and target.quantities:
                advice = NUMBERS_OF_TEXT
            elif odd in TEXT and target.output.comparison == "categorical":
                advice = ONE_HOT
            told = words_of_target_column(case) if odd in TEXT else ""
            if told:
                held = f"{held} ({told})"
                advice = (
                    PLAIN_NUMBERS
                    if target.quantities
                    else f"{PLAIN_NUMBERS}; if they are names of classes, {advice}"
                )
            message = f"the labels{label_output_words(target)} are {held}, a loss compares numbers"
            yield label_values_finding(target, message, *cure_of_text(case, target, advice))
        elif target.facts.container == "list":
            yield from label_list_findings(case, target)
        elif values is not None and values.nan + values.infinite:
            shard, place = first_bad_place(case, target, values)
            yield label_values_finding(
                target,
                label_values_message(target, values, place),
                LEFT_OUT,
                more={"shard": shard_words(shard)} if shard else {},
            )


def words_of_target_column(case: Case) -> str:
    """What keeps the column of the labels from being one of numbers; "" where it is plain text."""
    columns = case.table.columns if case.table is not None else ()
    target = case.table.taken.target if case.table is not None else None
    return next((one.odd for one in columns if one.name == target), "")


def odd_label_finding(case: Case, target: Target, odd: OddValue) -> Finding:
    """What stands among labels that are Python objects and is no number, with its place."""
    shard, sample = place_of_label(case, target, odd.at[0])
    steps = f", timestep {odd.at[1]:,}" if len(odd.at) > 1 else ""
    message = (
        f"the labels{label_output_words(target)} hold Python objects that are no numbers, "
        f"the first is {odd.words} at {sample}{steps}; a loss compares numbers"
    )
    more = {"shard": shard_words(shard)} if shard else {}
    measured = odd.kind == "text" and target.quantities
    return label_values_finding(target, message, LEFT_OUT if measured else ODD_CURES[odd.kind], more=more)


def label_list_findings(case: Case, target: Target) -> Iterator[Finding]:
    """Labels in a list, of which Keras takes each item for the labels of an output, or for nothing it knows.

    Those that have as many timesteps as their samples are padded together with them.
    """
    held = f"{label_subject_words(target)} in a list of {target.facts.samples:,}"
    beside = [pair for pair in case.pairs if not pair.fits and pair.readings]
    lengths = target.facts.axes[1:2]
    along = target.facts.ragged == (1,) and any(pair.facts.axes[1:2] == lengths for pair in beside)
    if along:
        yield FAULT.found(
            None,
            f"{held}, {found_shape_words(target.facts)}: one for each timestep",
            "pad them with the data, on its side: lstmdoctor fix --labels-output FILE",
            severity="note",
            evidence=label_evidence(target),
        )
    elif not target.facts.ragged and not target.facts.mixed_rank:
        yield FAULT.found(
            None,
            f"{held}, which fit refuses: it takes one array for each output",
            f"make one array of them: y = {array_of_list(case, target)}",
            severity="note" if target.output.loss is None else FAULT.severity,
            remedy="reading" if beside else "none",
            evidence=label_evidence(target),
        )


def array_of_list(case: Case, target: Target) -> str:
    """What makes one array; a column of a table hands its objects over one by one."""
    named = next((named for named in case.labels if named.facts is target.facts), None)
    column = named is not None and named.place.after.endswith(".to_numpy()")
    return "np.asarray(list(y))" if column else "np.asarray(y)"


def cure_of_text(case: Case, target: Target, advice: str) -> tuple[str, tuple[str, ...], Remedy]:
    """The advice with the option that numbers classes, what that names, and whether it was given."""
    cures = encoding_of_text(case, target)
    if not cures:
        return advice, (), "none"
    return advice + label_cure_advice(case, target, *cures), cures, label_cure_remedy(case, target, *cures)


def label_values_finding(
    target: Target,
    message: str,
    advice: str,
    cures: tuple[str, ...] = (),
    remedy: Remedy = "none",
    more: Mapping[str, Evidence] | None = None,
) -> Finding:
    """An error, but for a loss of the user's own, which may leave NaN out."""
    own = target.output.comparison == "custom" and target.facts.values is not None
    dtypes = {"dtypes": list(target.facts.dtypes)}
    severity = "warning" if own else FAULT.severity
    return FAULT.found(
        None,
        message,
        advice,
        severity=severity,
        remedy=remedy,
        evidence={**label_evidence(target), **dtypes, **(more or {})},
        label_cure=cures,
    )


def first_bad_place(case: Case, target: Target, values: Values) -> tuple[str, str]:
    """The file of the first that is not finite, "" where there is only one, and where it stands."""
    return ("", "") if values.first_bad is None else place_of_label(case, target, values.first_bad[0])


def place_of_label(case: Case, target: Target, sample: int) -> tuple[str, str]:
    """The file of a sample, "" where there is only one, and where it stands in it."""
    named = next((named for named in case.labels if named.facts is target.facts), None)
    shard, first = ("", (sample, 0, 0)) if named is None else place_in_shard(named, (sample, 0, 0))
    return shard, f"{shard_words(shard)}, sample {first[0]:,}" if shard else f"sample {first[0]:,}"


def label_values_message(target: Target, values: Values, place: str) -> str:
    """How many, of what, and where the first stands."""
    kinds = [(values.nan, "NaN"), (values.infinite, "infinite")]
    held = " and ".join(f"{number:,} {name}" for number, name in kinds if number)
    first = f", the first at {place}" if place else ""
    return f"{held} among the {count_noun(values.number, 'label')}{label_output_words(target)}{first}"
