"""The serving signature of a SavedModel: names, shapes and dtypes of inputs and outputs, without the graph.

Field numbers from tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and
tensorflow/core/framework/tensor_shape.proto, types.proto. A signature lists its tensors by name, in the
order of the alphabet: the order of positional arguments is not in it.
"""

from __future__ import annotations

from lstmdoctor.core.spec import MAX_RANK, Dim, Shape
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.json_values import MAX_DIM
from lstmdoctor.models.config.size import MOST_ENDS
from lstmdoctor.models.formats.wire import Fields, signed_integer, text_of_field
from lstmdoctor.records import frozen_record

META_GRAPHS, SIGNATURES = 2, 5
KEY, VALUE = 1, 2
INPUTS, OUTPUTS = 1, 2
DTYPE, SHAPE = 2, 3
DIM, UNKNOWN_RANK, SIZE = 2, 3, 1

# tensorflow/core/framework/types.proto
DTYPES = {
    1: "float32", 2: "float64", 3: "int32", 4: "uint8", 5: "int16", 6: "int8", 7: "str", 8: "complex64",
    9: "int64", 10: "bool", 14: "float32", 17: "uint16", 18: "complex128", 19: "float16",
    22: "uint32", 23: "uint64",
}  # fmt: skip
# `model.export` of Keras 3 writes both, `model.save` of tf.keras 2 the second.
SERVING = ("serving_default", "serve")


@frozen_record
class Tensor:
    """One tensor of a signature."""

    name: str
    shape: Shape | None
    dtype: str


@frozen_record
class Signature:
    """What a served function takes and gives."""

    name: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


def serving_signatures(data: bytes) -> list[Signature]:
    """All signatures that take something, those for serving first."""
    fields = Fields()
    found = []
    for graph in fields.messages(memoryview(data), META_GRAPHS):
        for item in fields.messages(graph, SIGNATURES):
            signature = _read_signature(fields, item)
            found += [signature] if signature.inputs else []
    return sorted(found, key=lambda one: SERVING.index(one.name) if one.name in SERVING else len(SERVING))


def _read_signature(fields: Fields, item: memoryview) -> Signature:
    named = fields.last(item, KEY, VALUE)
    sides: dict[int, list[Tensor]] = {INPUTS: [], OUTPUTS: []}
    for number, value in fields.of(_message_inside(named.get(VALUE))):
        if number in sides and isinstance(value, memoryview):
            sides[number] += _named_tensor(fields, value)
            if len(sides[number]) > MOST_ENDS:
                raise Unreadable(f"a signature with more than {MOST_ENDS:,} inputs or outputs")
    inputs, outputs = (
        tuple(sorted(sides[number], key=lambda tensor: tensor.name)) for number in (INPUTS, OUTPUTS)
    )
    return Signature(text_of_field(named.get(KEY)), inputs, outputs)


def _named_tensor(fields: Fields, item: memoryview) -> list[Tensor]:
    named = fields.last(item, KEY, VALUE)
    if VALUE not in named:
        return []
    info = fields.last(_message_inside(named[VALUE]), DTYPE, SHAPE)
    shape = _proto_shape(fields, _message_inside(info[SHAPE])) if SHAPE in info else None
    dtype = DTYPES.get(signed_integer(info.get(DTYPE)), "float32")
    return [Tensor(text_of_field(named.get(KEY)), shape, dtype)]


def _message_inside(value: int | memoryview | None) -> memoryview:
    """The bytes of a message; one that is absent, or a number in its place, is empty."""
    return value if isinstance(value, memoryview) else memoryview(b"")


def _proto_shape(fields: Fields, message: memoryview) -> Shape | None:
    axes: list[Dim] = []
    for number, value in fields.of(message):
        if number == UNKNOWN_RANK and value:
            return None
        if number == DIM and isinstance(value, memoryview):
            size = signed_integer(fields.last(value, SIZE).get(SIZE))
            if size == 0 or size < -1 or size > MAX_DIM or len(axes) == MAX_RANK:
                return None
            axes.append(None if size == -1 else size)
    return tuple(axes) or None


def enforced_batch(signature: Signature) -> int | None:
    """The batch size that an exported function insists on; None where it takes any, or several.

    Measured with Keras 3.15.1 and TensorFlow 2.15.1 (tests/fixtures/models/make_exports.py). Where the
    signature fixes the batch, the endpoint ``serve`` takes that one alone. A stateful layer leaves it free in
    the inputs, fails in the graph for another one, and shows it in the outputs, where nothing else does.
    """
    given = {one.shape[0] for one in signature.inputs if one.shape is not None} - {None}
    if not given:
        made = {None if one.shape is None else one.shape[0] for one in signature.outputs}
        given = made if not made & {None, 1} else set()
    return given.pop() if len(given) == 1 else None
