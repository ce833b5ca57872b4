"""An id, a time or the labels among the features

What it is
    A column of a table that is no feature is read as one: the number of a patient, the date, or the
    column that the model is to predict.

Why it matters
    One column too many does not fit the model. Where it does fit, the model learns from the number of a
    row, or reads the answer among the questions, and is useless on new data.

What Keras says
    Where the number of features does not fit, the same as of any other wrong number of features. Else
    nothing.

Example
    ``patient,day,pulse,pressure,risk`` for a model of two features.

Cure
    Say what the columns are: ``--id patient --time day --target risk``. What is named so is no feature;
    ``--values pulse,pressure`` names the features themselves.

Risk
    A column whose name sounds like an id, a time or a label may be a feature all the same: name it in
    ``--values``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lstmdoctor.checks.shared.columns import (
    column_part,
    feature_pairs,
    long_table_advice,
    option_of_part,
    surplus_columns,
)
from lstmdoctor.core.cases import Case, Pair
from lstmdoctor.core.faults import Cure, Evidence, Fault, Finding
from lstmdoctor.core.tables import TableFacts
from lstmdoctor.roles.column_names import is_index_name
from lstmdoctor.text import count_noun, safe_text

FAULT = Fault(
    "LD154",
    "id-as-feature",
    "error",
    meaning="an id, a time or the labels stand among the features",
    cure=Cure(
        "take the column out of the features",
        'x = table.drop(columns=["id", "time", "target"]).to_numpy()',
    ),
)
SHOWN = 8
"""Features that are named in an advice."""
BEARS = {"id": "the name of an id", "time": "the name of a time", "target": "the name of labels"}


def find(case: Case) -> Iterator[Finding]:
    """Columns too many that are named like what is no feature; such columns where their number fits."""
    for table, pair in feature_pairs(case):
        wanted = pair.goal.features or 0
        surplus = surplus_columns(table, pair)
        if surplus:
            yield surplus_finding(table, pair, surplus)
        elif len(table.values) == wanted and not table.taken.values:
            sure = [name for name in table.values if column_part(name, sure=True)]
            if sure:
                yield unlikely_finding(table, pair, sure)


def surplus_finding(table: TableFacts, pair: Pair, names: Sequence[str]) -> Finding:
    """More columns than features, and which are too many."""
    wanted = count_noun(pair.goal.features or 0, "feature")
    return Finding(
        FAULT,
        FAULT.severity,
        pair.input.name,
        f"the table has {count_noun(len(table.values), 'numeric column')}, the model takes {wanted}: "
        f"{bearing_words(names)}",
        advice_words(table, names),
        remedy="reading" if pair.readings else "option",
        evidence=columns_evidence(table, names),
    )


def unlikely_finding(table: TableFacts, pair: Pair, names: Sequence[str]) -> Finding:
    """As many columns as features, one of which is none."""
    return Finding(
        FAULT,
        "warning",
        pair.input.name,
        f"among the {count_noun(len(table.values), 'feature')} that are read, {bearing_words(names)}",
        f"{advice_words(table, names)}; if it is a feature, name all features with --values",
        evidence=columns_evidence(table, names),
    )


def columns_evidence(table: TableFacts, names: Sequence[str]) -> dict[str, Evidence]:
    """The columns, and the options that take them for what they are."""
    options = [f"{option} {name}" for name, option in options_of_columns(names).items()]
    return {"columns": list(names), "options": options, "features": list(table.values)}


def options_of_columns(names: Sequence[str]) -> dict[str, str]:
    """The option for each column that one can be given for: several ids, one time, one target, no index."""
    found: dict[str, str] = {}
    for name in names:
        option = option_of_part(column_part(name))
        if not is_index_name(name) and (option == "--id" or option not in found.values()):
            found[name] = option
    return found


def bearing_words(names: Sequence[str]) -> str:
    """``'day' bears the name of a time, 'risk' bears the name of labels``."""
    told = [
        f"'{safe_text(name)}' {'bears ' * (not place)}{name_words(name)}" for place, name in enumerate(names)
    ]
    return " and ".join(part for part in (", ".join(told[:-1]), told[-1]) if part)


def name_words(name: str) -> str:
    """``the name of a time``."""
    return "the name of an index" if is_index_name(name) else BEARS[column_part(name)]


def advice_words(table: TableFacts, names: Sequence[str]) -> str:
    """The options that take the columns for what they are; an index is nothing but left out."""
    if long := long_table_advice(table):
        return long
    parts = options_of_columns(names)
    options = " ".join(f"{option} {safe_text(name)}" for name, option in parts.items())
    said = f"say what {'it is' if len(parts) == 1 else 'they are'}: {options}"
    kept = [safe_text(name) for name in table.values if name not in names]
    shown = ",".join(kept) if 0 < len(kept) <= SHOWN else "A,B,C"
    rest = [name for name in names if name not in parts]
    what = "the index" if all(map(is_index_name, rest)) else "the others"
    left = f"leave {what} out and name the features: --values {shown}"
    return left if not parts else said if len(parts) == len(names) else f"{said}; {left}"
