"""HDF5 model files of every Keras (``.h5``, and ``.keras`` as TensorFlow up to 2.12 wrote it).

A damaged file can make the HDF5 library loop for ever inside one call, so that it is read by a short-lived
child process (`h5_child.py`) with limits on time and memory; here only its answer is judged.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

from lstmdoctor.core.spec import ModelSpec
from lstmdoctor.errors import Unreadable
from lstmdoctor.files.bounded_json import parse_json_object
from lstmdoctor.files.json_values import Config, mapping_or_empty, text_or_none
from lstmdoctor.models.config.model_spec import spec_of
from lstmdoctor.models.formats.weights import describe_weights

SECONDS = 10.0
MOST_ANSWER = 160 * 2**20
CHILD = os.path.join(os.path.dirname(__file__), "h5_child.py")


def read_h5(path: str, source: BinaryIO) -> ModelSpec:
    """Read an HDF5 model file.

    Raises
    ------
    Unreadable
        When it is damaged, takes too long, or holds no model.
    """
    found = ask_h5_child(path)
    if found.get("has_model_config") is not True:
        raise Unreadable(describe_weights(found.get("weights")))
    config = text_or_none(found.get("model_config"))
    if config is None:
        raise Unreadable("an HDF5 file whose model_config is not text")
    compiled = text_or_none(found.get("training_config"))
    entry = parse_json_object(config, "its model_config")
    version = text_or_none(found.get("keras_version"))
    return spec_of(path, "hdf5", entry, version, _compile_settings(compiled))


def _compile_settings(config: str | None) -> Config:
    """The compile settings; a damaged one is no reason to refuse the model."""
    try:
        return parse_json_object(config, "its training_config") if config else {}
    except Unreadable:
        return {}


def ask_h5_child(path: str, member: str = "", seconds: float = SECONDS) -> Config:
    """The answer of the child process for an HDF5 file, or for one that is a member of a zip."""
    data = _h5_child_output([sys.executable, "-I", CHILD, path, member, *_h5py_folders()], seconds)
    try:
        reply = mapping_or_empty(json.loads(data))
    except (ValueError, RecursionError):
        reply = {}
    error = text_or_none(reply.get("error"))
    if error is not None:
        raise Unreadable(_h5_refusal_reason(error))
    if not reply:
        raise Unreadable("a damaged HDF5 file: reading it fails or takes longer than 10 seconds")
    return reply


def _h5_refusal_reason(error: str) -> str:
    if "truncated file" in error:
        return "a truncated HDF5 file"
    if error == "h5py is not installed":
        return "an HDF5 file, and h5py is not installed"
    if "Permission denied" in error:
        return "no permission to read it"
    return "a damaged HDF5 file"


def _h5py_folders() -> list[str]:
    """Where h5py and NumPy are, without importing them: an isolated interpreter may not look there."""
    from importlib.util import find_spec

    folders = []
    for name in ("h5py", "numpy"):
        found = find_spec(name)
        if found is not None and found.origin:
            folders.append(os.path.dirname(os.path.dirname(found.origin)))
    return list(dict.fromkeys(folders))


def _h5_child_output(command: list[str], seconds: float) -> bytes:
    """The standard output of a command, killed when it takes too long or says too much."""
    import subprocess
    import threading

    quiet = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=quiet
    )
    clock = threading.Timer(seconds, child.kill)
    clock.start()
    try:
        return child.stdout.read(MOST_ANSWER) if child.stdout else b""
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()
