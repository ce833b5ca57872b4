"""A model config, as any Keras from 1.0 on wrote it, as a `ModelSpec`. Pure: no file, no Keras.

The config of a ``.keras`` file, the ``model_config`` of an HDF5 file and an architecture JSON are the same
object in many dialects; where each version keeps the shape is written at the function that reads it.
"""

from __future__ import annotations

from lstmdoctor.core.spec import InputSpec, ModelSpec, OutputSpec, Shape
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.json_values import (
    Config,
    free_batch,
    items_or_none,
    mapping_or_empty,
    shape_or_none,
    text_or_none,
)
from lstmdoctor.models.config.compiled_code import code_in_compiled, short_losses_in
from lstmdoctor.models.config.ctc import ctc_call_in
from lstmdoctor.models.config.custom import code_in, stored_code_in
from lstmdoctor.models.config.flow import Flow
from lstmdoctor.models.config.graph import build_graph
from lstmdoctor.models.config.inputs import input_specs
from lstmdoctor.models.config.installed import installed_keras
from lstmdoctor.models.config.layers import class_name, config_of
from lstmdoctor.models.config.legacy import legacy_in
from lstmdoctor.models.config.losses import losses_of_outputs
from lstmdoctor.models.config.outputs import output_specs
from lstmdoctor.models.config.path import flat_layers
from lstmdoctor.models.config.size import check_model_size


def spec_of(path: str, format: str, entry: Config, version: str | None, compiled: object = None) -> ModelSpec:
    """Read a model config.

    Parameters
    ----------
    path, format : str
        Given on to the result.
    entry : mapping
        The object with ``class_name`` and ``config``.
    version : str or None
        Version of Keras that wrote it, where the file says so.
    compiled : object
        The compile settings when they stand beside the config (HDF5).

    Raises
    ------
    Unreadable
        When the object is no model config, or contradicts itself.
    """
    if "node_config" in entry or "node_config" in mapping_or_empty(entry.get("config")):
        raise Unreadable("a Graph model of Keras 0 or 1, which nothing reads today: build it as a Functional")
    if not looks_like_config(entry):
        raise Unreadable("JSON, but not a Keras model (no 'class_name' and 'config')")
    check_model_size(entry)
    version = version or text_or_none(entry.get("keras_version"))
    compiled = entry.get("compile_config") if compiled is None else compiled
    graph = build_graph(entry, version)
    flow = None if graph is None else Flow(graph)
    inputs = _opaque_inputs(entry) if flow is None else input_specs(flow, version)
    installed = installed_keras()
    seen = flow if flow is not None and flow.graph.inputs else None
    outputs = _opaque_outputs(compiled) if seen is None else output_specs(seen, inputs, compiled)
    return ModelSpec(
        path=path,
        format=format,
        keras_version=version,
        class_name=text_or_none(entry.get("class_name")) or class_name(entry),
        kind="other" if graph is None else graph.kind,
        inputs=inputs or (InputSpec("input", None),),
        outputs=outputs,
        layers=tuple(flat_layers(graph)) if graph is not None else (),
        code=code_in(entry),
        stored=stored_code_in(entry),
        compiled_code=code_in_compiled(compiled),
        short_losses=short_losses_in(compiled, format),
        legacy=legacy_in(entry, format, path, version, installed),
        installed=installed,
        ctc=None if graph is None or seen is None else ctc_call_in(graph, [one.shape for one in inputs]),
        keys=tuple(mapping_or_empty(config_of(entry).get("input_layers"))),
    )


def looks_like_config(entry: Config) -> bool:
    """Whether an object is the config of a model, and not of something else that Keras can save."""
    return isinstance(entry.get("class_name"), str) and isinstance(entry.get("config"), dict | list)


def _opaque_inputs(entry: Config) -> tuple[InputSpec, ...]:
    """The inputs of a subclass: its layers are code, the file has the shape of its first call at most."""
    built = mapping_or_empty(entry.get("build_config")).get("input_shape")
    if built is None:
        built = config_of(entry).get("build_input_shape")
    if isinstance(built, dict) and items_or_none(built) is None:
        return tuple(_opaque_input_spec(name, shape_or_none(built[name])) for name in sorted(built))
    single = shape_or_none(built)
    if single is not None:
        return (_opaque_input_spec("input", single),)
    several = [shape_or_none(item) for item in items_or_none(built) or ()]
    if several and None not in several:
        return tuple(_opaque_input_spec(f"input_{number}", one) for number, one in enumerate(several, 1))
    return ()


def _opaque_outputs(compiled: object) -> tuple[OutputSpec, ...]:
    return tuple(
        OutputSpec("output", None, loss=loss) for loss in losses_of_outputs(compiled, [("output", "output")])
    )


def _opaque_input_spec(name: str, built: Shape | None) -> InputSpec:
    return InputSpec(name, free_batch(built))
