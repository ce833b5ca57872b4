"""SavedModel folders: `model.save` of tf.keras 2 and `model.export` of Keras 3.

tf.keras 2 keeps the config of the model in ``keras_metadata.pb``, which says more than the signature: the
order of the inputs, their names, the layers. An export of Keras 3 has the signature alone. The graph is
never run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from lstmdoctor.core.spec import InputSpec, ModelSpec, OutputSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import parse_json_object, read_capped
from lstmdoctor.files.json_values import Config, free_batch, text_or_none
from lstmdoctor.files.opening import open_regular
from lstmdoctor.models.config.legacy import FOLDER
from lstmdoctor.models.config.model_spec import looks_like_config, spec_of
from lstmdoctor.models.formats.signatures import Signature, Tensor, enforced_batch, serving_signatures
from lstmdoctor.models.formats.wire import Fields, text_of_field

GRAPH = "saved_model.pb"
METADATA = "keras_metadata.pb"
MOST_BYTES = 256 * 2**20
SAVED = b"_tf_keras_"
"""How objects are called that `model.save` of tf.keras 2 wrote; an export has none of these."""
# tensorflow/python/keras/protobuf/saved_metadata.proto: SavedMetadata.nodes, SavedObject.node_path, .metadata
NODES, NODE_PATH, NODE_METADATA = 1, 3, 5


def read_saved_model(path: str) -> ModelSpec:
    """Read a SavedModel folder.

    Raises
    ------
    Unreadable
        When a file in it is damaged, or nothing in it says what the model takes.
    """
    config = _root_config(path)
    if config is not None and looks_like_config(config):
        version, compiled = text_or_none(config.get("keras_version")), config.get("training_config")
        spec = spec_of(path, "savedmodel", config, version, compiled)
        if spec.kind != "other" or any(one.shape is not None for one in spec.inputs):
            return spec
    graph = _read_saved_model_file(path, GRAPH)
    found = serving_signatures(graph)
    if not found:
        raise Unreadable("a SavedModel without a signature: nothing in it says what it takes")
    saved = config is not None or SAVED in graph
    return replace(_from_signature(path, found[0]), legacy=(FOLDER,) if saved else ())


def _root_config(path: str) -> Config | None:
    """The config of the whole model, where tf.keras 2 wrote one."""
    if not os.path.exists(os.path.join(path, METADATA)):
        return None
    fields = Fields()
    for node in fields.messages(memoryview(_read_saved_model_file(path, METADATA)), NODES):
        said = fields.last(node, NODE_PATH, NODE_METADATA)
        config = said.get(NODE_METADATA)
        if text_of_field(said.get(NODE_PATH)) == "root":
            text = bytes(config) if isinstance(config, memoryview) else b""
            return parse_json_object(text, f"the root of {METADATA}")
    return None


def _read_saved_model_file(path: str, name: str) -> bytes:
    with open_regular(os.path.join(path, name)) as source:
        return read_capped(source, name, MOST_BYTES)


def _from_signature(path: str, signature: Signature) -> ModelSpec:
    return ModelSpec(
        path=path,
        format="savedmodel",
        keras_version=None,
        class_name="SavedModel",
        kind="other",
        inputs=_signature_input_specs(signature),
        outputs=_signature_output_specs(signature.outputs),
    )


def _signature_input_specs(signature: Signature) -> tuple[InputSpec, ...]:
    batch = enforced_batch(signature)
    return tuple(
        InputSpec(one.name, one.shape and (batch, *one.shape[1:]), one.dtype, batch)
        for one in signature.inputs
    )


def _signature_output_specs(tensors: Sequence[Tensor]) -> tuple[OutputSpec, ...]:
    return tuple(OutputSpec(one.name, free_batch(one.shape), one.dtype) for one in tensors)
