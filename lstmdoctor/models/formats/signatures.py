"""The serving signature of a SavedModel: names, shapes and dtypes of inputs and outputs, without the graph.

Field numbers from tensorflow/core/protobuf/saved_model.proto, meta_graph.proto and
tensorflow/core/framework/tensor_shape.proto, types.proto. A signature lists its tensors by name, in the
order of the alphabet: the order of positional arguments is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lstmdoctor.core.spec import MAX_RANK, Dim, Shape
from lstmdoctor.files.json_values import MAX_DIM
from lstmdoctor.models.formats.wire import integer_field, message_fields, submessages_of_field, text_field

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


@dataclass(frozen=True)
class Tensor:
    """One tensor of a signature."""

    name: str
    shape: Shape | None
    dtype: str


@dataclass(frozen=True)
class Signature:
    """What a served function takes and gives."""

    name: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


def serving_signatures(data: bytes) -> list[Signature]:
    """All signatures that take something, those for serving first."""
    found = []
    for graph in submessages_of_field(memoryview(data), META_GRAPHS):
        for item in submessages_of_field(graph, SIGNATURES):
            for body in submessages_of_field(item, VALUE):
                signature = Signature(
                    text_field(item, KEY), _signature_tensors(body, INPUTS), _signature_tensors(body, OUTPUTS)
                )
                found += [signature] if signature.inputs else []
    return sorted(found, key=lambda one: SERVING.index(one.name) if one.name in SERVING else len(SERVING))


def _signature_tensors(body: memoryview, number: int) -> tuple[Tensor, ...]:
    found = []
    for item in submessages_of_field(body, number):
        for info in submessages_of_field(item, VALUE):
            shapes = list(submessages_of_field(info, SHAPE))
            dtype = DTYPES.get(integer_field(info, DTYPE), "float32")
            found.append(Tensor(text_field(item, KEY), _proto_shape(shapes[-1]) if shapes else None, dtype))
    return tuple(sorted(found, key=lambda tensor: tensor.name))


def _proto_shape(message: memoryview) -> Shape | None:
    axes: list[Dim] = []
    for number, value in message_fields(message):
        if number == UNKNOWN_RANK and value:
            return None
        if number == DIM and isinstance(value, memoryview):
            size = integer_field(value, SIZE)
            if size == 0 or size < -1 or size > MAX_DIM or len(axes) == MAX_RANK:
                return None
            axes.append(None if size == -1 else size)
    return tuple(axes) or None
