"""Arrays under other names than the inputs of the model

What it is
    The names in the data file are not those of the model's inputs. Where the shapes differ they show which
    array belongs to which input; where they are equal nothing does. Or data and labels have changed places:
    ``model.fit(y, x)``, ``diagnose model.keras y.npy --labels x.npy``.

Why it matters
    Keras goes by names for a dict and by position for a list. Arrays of equal shape in the wrong order train
    without a word.

What Keras says
    A dict: ``Missing data for input "seq_in". You passed a data dictionary with keys ['a', 'b']. Expected
    the following keys: ['seq_in', 'static_in']``. A list in the wrong order: an error of the shape, or
    nothing. A list, in any order, for a model that was built from a dict with unsorted keys, in Keras 3:
    ``The structure of inputs doesn't match the expected structure``.

Example
    An ``.npz`` with ``a`` of (200, 50, 3) and ``b`` of (200, 4) for the inputs ``seq_in`` of (50, 3) and
    ``static_in`` of (4,).

Cure
    ``lstmdoctor fix`` writes the arrays under the model's names. Arrays of equal shape want
    ``--map INPUT=ARRAY`` for each. Two that bear the name of each other's input, as the encoder's and the
    decoder's array may, change places with ``--cure swap-inputs``. In a call: ``model.fit(x, y)``.

Risk
    None where shapes decide. A wrong ``--map`` of equal shapes cannot be noticed by anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.checks.shared.words import cure_remedy, found_shape_words
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Fault, Finding
from lstmdoctor.roles.samples import has_input_shape
from lstmdoctor.roles.shape_index import ShapeIndex
from lstmdoctor.text import safe_text, shape_text

MOST_NAMES = 20
"""Arrays that are told of one input; a file may hold any number of them."""
FAULT = Fault(
    "LD105",
    "misnamed-input",
    "error",
    meaning="the arrays are not called as the inputs are",
    cure=Cure(
        "name the arrays after the inputs of the model",
        "x = {name: arrays[name] for name in model.input_names}",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """Inputs that only shapes gave an array, and inputs that not even shapes tell apart."""
    yield from crossed_finding(case)
    yield from crossed_with_labels(case)
    yield from matched_shape_findings(case)
    yield from undecided_input_findings(case)
    yield from by_order(case)
    yield from by_list(case)


def crossed_finding(case: Case) -> Iterator[Finding]:
    """Arrays that bear the name of each other's input, as shapes tell, and that nobody has exchanged."""
    crossed = {pair.input.name: pair for pair in case.pairs if pair.input.name in case.swapped}
    told: set[str] = set()
    for name, pair in crossed.items():
        other = crossed.get(case.swapped[name])
        if other is None or name in told or pair.member is not None or not is_crossed_pair(pair, other):
            continue
        told |= {name, other.input.name}
        arrays = " and ".join(
            f"'{safe_text(one.array.telling)}' of shape {found_shape_words(one.facts)} fits input "
            f"'{safe_text(one.input.name)}'"
            for one in (pair, other)
        )
        yield FAULT.found(
            name,
            f"two arrays are crossed: {arrays}, and not the one that it is called after",
            "exchange them: --cure swap-inputs",
            remedy=cure_remedy(pair),
            evidence={"arrays": [pair.array.name, other.array.name], "inputs": [name, other.input.name]},
        )


def crossed_with_labels(case: Case) -> Iterator[Finding]:
    """Data where the labels are meant, and labels where the data is."""
    if case.crossed is None:
        return
    pair = case.pairs[0]
    yield FAULT.found(
        pair.input.name,
        f"data and labels have changed places: the data is {found_shape_words(pair.facts)}, which the model "
        f"gives, the labels are {found_shape_words(case.crossed.facts)}, which it takes",
        "exchange them: what was given as labels is the data, what was given as data the labels",
        remedy="none",
        evidence={"data": case.crossed.name, "labels": pair.array.name},
    )


def is_crossed_pair(pair: Pair, other: Pair) -> bool:
    """Whether the arrays fit the inputs that they have been given to, and not those of each other."""
    return has_input_shape(pair.input, pair.facts) and not has_input_shape(other.input, pair.facts)


def matched_shape_findings(case: Case) -> Iterator[Finding]:
    """Pairs made by shape."""
    for pair in case.pairs:
        array = case.misnamed.get(pair.input.name)
        if array is None or (pair.input.name in case.swapped and pair.member is None):
            continue
        yield FAULT.found(
            pair.input.name,
            misnamed_input_message(pair, array),
            f"rename it, or say so: --map {safe_text(pair.input.name)}={safe_text(array)}",
            remedy=cure_remedy(pair),
            evidence={"array": array},
        )


def misnamed_input_message(pair: Pair, array: str) -> str:
    """By name, or by place for a member of a list."""
    fits = f"of shape {found_shape_words(pair.facts)} is the only one that fits"
    if pair.member is None:
        return f"no array is called '{safe_text(pair.input.name)}': '{safe_text(array)}' {fits}"
    name = safe_text(pair.input.name)
    return f"the list is not in the order of the inputs: for '{name}' number {array} {fits}"


def undecided_input_findings(case: Case) -> Iterator[Finding]:
    """Inputs that several arrays fit equally well; the options are spelled out in the order of the file."""
    index = ShapeIndex(case.undecided, {array.name: array.facts for array in case.unknown})
    for spec in case.undecided:
        fitting = index.fitting(spec)
        names, more = list(fitting[:MOST_NAMES]), ", ..." if len(fitting) > MOST_NAMES else ""
        yield FAULT.found(
            spec.name,
            f"{len(fitting):,} arrays fit input '{safe_text(spec.name)}' of shape "
            f"{shape_text(spec.shape or ())}: " + ", ".join(map(safe_text, names)) + more,
            "choose one: " + " or ".join(f"--map {safe_text(spec.name)}={safe_text(name)}" for name in names),
            remedy="option",
            evidence={"arrays": names},
        )


def by_order(case: Case) -> Iterator[Finding]:
    """Arrays without names for inputs of one shape: a swap would show nowhere."""
    alike = same_shape_pairs(case)
    if not case.model.keys or case.misnamed or not alike or refuses_lists(case):
        return
    names = ", ".join(f"'{safe_text(pair.input.name)}'" for pair in alike)
    taken = ", ".join(
        f"{safe_text(array_name_or_number(pair))} into '{safe_text(pair.input.name)}'" for pair in alike
    )
    yield FAULT.found(
        None,
        f"the inputs {names} have one shape and the arrays no names, so they go in the sorted order of the "
        f"inputs' names: {taken}",
        "make sure of it: "
        + " ".join(f"--map {safe_text(p.input.name)}={safe_text(array_name_or_number(p))}" for p in alike),
        severity="note",
        evidence={"inputs": [pair.input.name for pair in alike]},
    )


def by_list(case: Case) -> Iterator[Finding]:
    """A list for a model that takes inputs by name alone; of inputs of one shape no order can be meant."""
    if not refuses_lists(case) or case.misnamed:
        return
    keys = ", ".join(f"'{safe_text(key)}'" for key in case.model.keys)
    alike = same_shape_pairs(case)
    named = ", ".join(
        f'"{safe_text(pair.input.name)}": x[{array_name_or_number(pair)}]' for pair in case.pairs
    )
    yield FAULT.found(
        None,
        f"the data is a list, and the model was built from a dict with the keys {keys}: where these are not "
        "in sorted order, Keras 3 takes no list",
        "say which is which: "
        + " ".join(f"--map {safe_text(p.input.name)}={safe_text(array_name_or_number(p))}" for p in alike)
        if alike
        else f"give the arrays their names: x = {{{named}}}",
        remedy="option" if alike else "reading",
        evidence={"inputs": list(case.model.keys)},
    )


def refuses_lists(case: Case) -> bool:
    """Whether the data is a list, and Keras 3 takes nothing but a dict.

    Functional models compare the order of the keys with the sorted one, and raise where they differ
    (``_standardize_inputs`` in keras/src/models/functional.py).
    """
    keys, version = case.model.keys, case.model.keras_version or "3"
    listed = any(
        pair.member is not None or pair.array.place.after == f"[{pair.array.name}]" for pair in case.pairs
    )
    return listed and list(keys) != sorted(keys) and not version.startswith(("1.", "2."))


def same_shape_pairs(case: Case) -> list[Pair]:
    """Inputs of one shape whose arrays have no names, and that the user did not tell apart."""
    unnamed = [
        pair for pair in case.pairs if pair.input.name not in (array_name_or_number(pair), *case.mapped)
    ]
    shapes = [pair.input.shape for pair in unnamed]
    return [pair for pair in unnamed if shapes.count(pair.input.shape) > 1]


def array_name_or_number(pair: Pair) -> str:
    """Name of the array, or its number in a list of inputs."""
    return pair.array.name if pair.member is None else str(pair.member)
