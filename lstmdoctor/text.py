"""Words for people: names made safe to print, sizes, shapes, counts."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST_NAME = 80
LONGEST_LITERAL = 4096
"""A name of an array longer than this is no name that anybody gave."""


def safe_text(name: str, longest: int = LONGEST_NAME) -> str:
    """Escape what a terminal, a log or a CI runner could take for more than text.

    Control characters, bidirectional marks, lone surrogates and everything else that is not printable
    become ``\\xNN`` / ``\\uNNNN``; what is longer than `longest` characters is cut with an ellipsis.
    """
    cut = name if len(name) <= longest else name[: longest - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def count_noun(number: int, noun: str, plural: str | None = None) -> str:
    """``1 sequence``, ``10,000 sequences``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def kind_text(value: object) -> str:
    """``an int``, ``a DataFrame``: what something is, by its class; ``None`` for that."""
    return "None" if value is None else with_article(type(value).__name__)


def with_article(noun: str) -> str:
    """``an int``, ``a list``."""
    return f"{'an' if noun[:1] in tuple('AEIOaeio') else 'a'} {noun}"


def number_text(value: float) -> str:
    """``5,000``; ``0.5``."""
    return f"{int(value):,}" if value == int(value) else f"{value:.4g}"


def shape_text(axes: Sequence[object]) -> str:
    """A shape as Keras users write it: ``(any, 50, 100)``, ``(200,)``; None is a free axis."""
    words = ["any" if axis is None else str(axis) for axis in axes]
    return f"({words[0]},)" if len(words) == 1 else f"({', '.join(words)})"


def byte_size_text(bytes_: int) -> str:
    """``812 bytes``, ``4.6 MB`` (powers of 1000, as disks are sold)."""
    value = float(bytes_)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def python_literal(text: str) -> str:
    """A Python string literal, in double quotes where it holds no quotes of its own."""
    code = repr(text if len(text) <= LONGEST_LITERAL else text[: LONGEST_LITERAL - 1] + "…")
    return code if '"' in text or "'" in text else f'"{code[1:-1]}"'


TIME_READERS = {"day-first": ", dayfirst=True", "month-first": "", "zoned": ", utc=True"}
"""What pandas is told of texts that do not sort as the times do that they stand for."""


def features_code(
    frame: str,
    values: Sequence[str],
    ids: Sequence[str],
    time: str | None,
    even: bool = False,
    order: str = "",
    target: tuple[str, bool, bool] | None = None,
) -> str:
    """The lines of Python that take the features of a frame of pandas into ``x``, sequence by sequence.

    Sequences of one length, which are `even`, are one array. `order` is how times are read that are text. The
    `target` goes into ``y``: its column, whether each sequence has one label, and whether the labels are one
    array.
    """
    lines = [f"table = {frame}", f"x = {rows_code(values, ids, time, even, order)}"]
    if target is not None:
        lines.append(f"y = {target_code(target, ids, time, order)}")
    return "\n".join(lines)


def rows_code(
    values: Sequence[str], ids: Sequence[str], time: str | None, even: bool = False, order: str = ""
) -> str:
    """The features of the frame ``table`` as an array, or as one for each sequence."""
    return picked_rows_code(f"[{', '.join(map(python_literal, values))}]", ids, time, even, order)


def target_code(target: tuple[str, bool, bool], ids: Sequence[str], time: str | None, order: str) -> str:
    """The labels of the frame ``table``: its column, one label for each sequence, one array."""
    column, single, alike = target
    label = python_literal(column)
    if ids and single:
        return f"np.array([rows[{label}].iloc[0] {each_group(ids)}])"
    return picked_rows_code(label, ids, time, alike, order)


def picked_rows_code(picked: str, ids: Sequence[str], time: str | None, even: bool, order: str) -> str:
    """Columns of the frame ``table`` in the order of their times, sequence by sequence."""
    sort = "" if time is None else sorting_code(time, order)
    if not ids:
        return f"table{sort}[{picked}].to_numpy()"
    rows = f"[rows{sort}[{picked}].to_numpy() {each_group(ids)}]"
    return f"np.stack({rows})" if even else rows


def each_group(ids: Sequence[str]) -> str:
    """The rows of every sequence of the frame ``table``."""
    return f"for _, rows in table.groupby([{', '.join(map(python_literal, ids))}], sort=False)"


def sorting_code(time: str, order: str) -> str:
    """What sorts the rows of a frame by a column of times."""
    read = TIME_READERS.get(order)
    key = "" if read is None else f", key=lambda t: pandas.to_datetime(t{read})"
    return f'.sort_values({python_literal(time)}, kind="stable"{key})'


def unknown_word_text(word: str, what: str, known: Sequence[str]) -> str:
    """``'onehot' is no edit, did you mean one-hot?``, or the words that there are."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), known, 1)
    told = f", did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
    return f"'{safe_text(word)}' is {what}{told}"
