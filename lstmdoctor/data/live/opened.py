"""A live object as a `Source`: which kind of array it is, and the names of the parts of a dict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lstmdoctor.core.facts import Place
from lstmdoctor.core.spec import Shape
from lstmdoctor.core.tables import Table
from lstmdoctor.data.contents.python_numbers import PYTHON_NUMBERS
from lstmdoctor.data.live.arrays import array_sequences, holds_arrays
from lstmdoctor.data.live.frames import frame_sequences, holds_frame
from lstmdoctor.data.live.look import Look
from lstmdoctor.data.live.ragged import holds_ragged, ragged_sequences
from lstmdoctor.data.live.sampled import SampledSequences
from lstmdoctor.data.live.sliced import SlicedSequences
from lstmdoctor.data.live.sparse import holds_sparse, sparse_sequences
from lstmdoctor.data.live.table_source import FORMAT, holds_data_frame, open_live_table, table_beside
from lstmdoctor.data.live.tensors import holds_tensor, tensor_sequences
from lstmdoctor.data.live.unseen import UnseenSequences
from lstmdoctor.data.sequences.in_memory import ArraySequences
from lstmdoctor.data.sequences.source import Sequences, Source
from lstmdoctor.errors import NotData, Unreadable
from lstmdoctor.text import count_noun, kind_text, python_literal

Reader = Callable[[str, object, Look], Sequences]
ARRAY_KINDS: tuple[tuple[str, Callable[[object], bool], Reader], ...] = (
    ("arrays", holds_arrays, array_sequences),
    ("frame", holds_frame, frame_sequences),
    ("ragged", holds_ragged, ragged_sequences),
    ("sparse", holds_sparse, sparse_sequences),
    ("tensor", holds_tensor, tensor_sequences),
)
"""In the order in which they are asked; every reader but the last is for one kind of class."""
WHAT = "arrays, lists or a dict of them, tensors, tables, or what hands out batches"


def open_live_source(
    value: object,
    expression: str,
    look: Look,
    wanted: Mapping[str, Shape | None] | None = None,
    table: Table | None = None,
) -> Source:
    """What a program holds, as files are opened.

    Parameters
    ----------
    value : object
        One array or list, or a dict of these.
    expression : str
        How the program writes it; a dict's parts are shown as items of it.
    wanted : mapping
        Shapes that the model takes, by the names of its inputs, in order.
    table : Table, optional
        What the columns are for, where it is a frame of data; None for labels.

    Raises
    ------
    Unreadable
        It is no data.
    """
    if table is not None and table.named:
        return open_live_table(value, expression, table)
    shapes = dict(wanted or {})
    if table is not None and len(shapes) == 1 and holds_data_frame(value):
        plain = open_live_source(value, expression, look, wanted)
        return table_beside(plain, value, look, next(iter(shapes.values())))
    if isinstance(value, Mapping):
        if not value:
            raise Unreadable("is an empty dict")
        arrays = [
            sequences_of_object(str(key), item, look, shapes.get(str(key))) for key, item in value.items()
        ]
        places = {str(key): place_of_array(item, f"[{item_key(key)}]") for key, item in value.items()}
        return finished_source(expression, arrays, look, places)
    parts = spec_parts(value)
    if parts is not None:
        fitting = [*shapes.values(), *[None] * len(parts)]
        named = [*shapes, *(str(i) for i in range(len(parts)))]
        arrays = [sequences_of_object(named[i], item, look, fitting[i]) for i, item in enumerate(parts)]
        return finished_source(expression, arrays, look, {})
    only = next(iter(shapes.values()), None)
    places = {"": place_of_array(value)}
    return finished_source(expression, [sequences_of_object("", value, look, only)], look, places)


def place_of_array(value: object, item: str = "") -> Place:
    """Where an array is, with what makes one of a table (pandas takes no ``[:, None]``) or ragged tensor."""
    if holds_ragged(value):
        return Place("[row.numpy() for row in ", f"{item}]")
    return Place(after=f"{item}.to_numpy()" if holds_frame(value) else item)


def item_key(key: object) -> str:
    """A key of a dict in Python."""
    return python_literal(key) if isinstance(key, str) else repr(key)


def spec_parts(value: object) -> Sequence[object] | None:
    """The members of a tuple or list of tensors whose sizes are not known yet, each for one input."""
    if not isinstance(value, tuple | list) or not value or len(value) > 64:
        return None
    symbolic = [holds_tensor(one) and not hasattr(one, "__array__") for one in value]
    return value if all(symbolic) else None


def sequences_of_object(name: str, value: object, look: Look, wanted: Shape | None = None) -> Sequences:
    """One array, or one list of sequences."""
    for _, holds, reader in ARRAY_KINDS if not is_single_number(value) else ():
        if holds(value):
            if reader is tensor_sequences:
                return tensor_sequences(name, value, look, wanted)
            return reader(name, value, look)
    if hasattr(value, "shape") and not hasattr(value, "__array__") and hasattr(value, "dtype"):
        raise Unreadable(
            "does not say how many axes it has before a batch is taken: ask for one with batches=1"
        )
    raise NotData(f"is {kind_text(value)}, no data: {WHAT} are expected")


def is_single_number(value: object) -> bool:
    """Whether this is one number of Python, which Keras takes for no array."""
    return type(value) in PYTHON_NUMBERS


def finished_source(
    expression: str, arrays: Sequence[Sequences], look: Look, places: Mapping[str, Place]
) -> Source:
    """The source, with what is too large to be read reduced to a sample, and a remark that says so."""
    shown, remarks = [], []
    for array in arrays:
        small = sampled_source(array, look)
        shown.append(small)
        if isinstance(small, SampledSequences):
            total = count_noun(small.facts.samples, "sample")
            remarks.append(f"values of {small.seen:,} of {total} were looked at: first, middle and last")
        if isinstance(small, UnseenSequences) and small.remark:
            remarks.append(small.remark)
    return Source(expression, FORMAT, tuple(shown), (), tuple(remarks), places)


def sampled_source(array: Sequences, look: Look) -> Sequences:
    """The array, or a sample of it where it is larger than the look reads."""
    match array:
        case ArraySequences(array=values) if values.ndim and values.nbytes > look.whole_bytes:
            return array if look.header_only else SampledSequences(array)
        case SlicedSequences() if array.nbytes > look.whole_bytes:
            return SampledSequences(array)
    return array
