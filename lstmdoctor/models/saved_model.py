"""SavedModel folders: `model.save` of tf.keras 2 and `model.export` of Keras 3.

tf.keras 2 keeps the config of the model in ``keras_metadata.pb``, which says more than the signature: the
order of the inputs, their names, the layers. An export of Keras 3 has the signature alone. The graph is
never run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from lstmdoctor.errors import Unreadable
from lstmdoctor.models.bounded import open_regular, parse, read_capped
from lstmdoctor.models.config import looks_like_config, spec_of
from lstmdoctor.models.legacy import FOLDER
from lstmdoctor.models.signatures import Signature, Tensor, signatures
from lstmdoctor.models.values import Config, free_batch, text
from lstmdoctor.models.wire import messages, string
from lstmdoctor.spec import InputSpec, ModelSpec, OutputSpec

GRAPH = "saved_model.pb"
METADATA = "keras_metadata.pb"
MOST_BYTES = 256 * 2**20
# tensorflow/python/keras/protobuf/saved_metadata.proto: SavedMetadata.nodes, SavedObject.node_path, .metadata
NODES, NODE_PATH, NODE_METADATA = 1, 3, 5


def read_saved_model(path: str) -> ModelSpec:
    """Read a SavedModel folder.

    Raises
    ------
    Unreadable
        When a file in it is damaged, or nothing in it says what the model takes.
    """
    config = _root(path)
    if config is not None and looks_like_config(config):
        version, compiled = text(config.get("keras_version")), config.get("training_config")
        spec = spec_of(path, "savedmodel", config, version, compiled)
        if spec.kind != "other" or any(one.shape is not None for one in spec.inputs):
            return spec
    found = signatures(_read(path, GRAPH))
    if not found:
        raise Unreadable("a SavedModel without a signature: nothing in it says what it takes")
    return _from_signature(path, found[0])


def _root(path: str) -> Config | None:
    """The config of the whole model, where tf.keras 2 wrote one."""
    if not os.path.exists(os.path.join(path, METADATA)):
        return None
    for node in messages(memoryview(_read(path, METADATA)), NODES):
        if string(node, NODE_PATH) == "root":
            return parse(string(node, NODE_METADATA), f"the root of {METADATA}")
    return None


def _read(path: str, name: str) -> bytes:
    with open_regular(os.path.join(path, name)) as source:
        return read_capped(source, name, MOST_BYTES)


def _from_signature(path: str, signature: Signature) -> ModelSpec:
    return ModelSpec(
        path=path,
        format="savedmodel",
        keras_version=None,
        class_name="SavedModel",
        kind="other",
        inputs=tuple(InputSpec(one.name, free_batch(one.shape), one.dtype) for one in signature.inputs),
        outputs=_outputs(signature.outputs),
        legacy=(FOLDER,),
    )


def _outputs(tensors: Sequence[Tensor]) -> tuple[OutputSpec, ...]:
    return tuple(OutputSpec(one.name, free_batch(one.shape), one.dtype) for one in tensors)
