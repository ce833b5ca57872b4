"""Faults of the model file: what it does not say, what today's Keras does not load, what runs code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import array, codes, file, model, of, report, wants

from lstmdoctor.core.reports import Report
from lstmdoctor.core.spec import InputSpec, Layer, ModelSpec

GOOD = model(wants(None, 5, 3))
DATA = array(8, 5, 3)
DENSE = Layer("Dense", "dense")
GRU = Layer("GRU", "gru")

UNBUILT = replace(GOOD, class_name="Sequential", kind="sequential", inputs=(InputSpec("input", None),))
SUBCLASS = replace(GOOD, class_name="Mine", kind="other", inputs=(InputSpec("input", None),), layers=())
NO_INPUTS = replace(GOOD, inputs=())
HALF_KNOWN = replace(GOOD, inputs=(wants(None, 5, 3, name="a"), InputSpec("b", None)))
OLD = replace(GOOD, legacy=("LSTM 'lstm' has time_major",), keras_version="2.15.0")
OLDER = replace(GOOD, legacy=tuple(f"reason {n}" for n in range(5)), keras_version=None)
LAMBDA = replace(
    GOOD, code=("Lambda layer 'cut'", "custom class C of layer 'c'"), stored=("Lambda layer 'cut'",)
)
CUSTOM = replace(GOOD, code=tuple(f"custom class C of layer 'c{n}'" for n in range(5)))
PLAIN = replace(GOOD, layers=(DENSE, Layer("Conv1D", "conv")))
STATEFUL = model(wants(4, 5, 3, batch=4))

SHORT = replace(GOOD, format="hdf5", installed="3.15.1", short_losses=("mse",))
FAULTY: tuple[tuple[str, ModelSpec, str, str, str], ...] = (
    ("never built", UNBUILT, "LD801", "the model was never built", "untreatable"),
    ("subclass", SUBCLASS, "LD801", "the layers of Mine are code", "untreatable"),
    ("no inputs", NO_INPUTS, "LD801", "what inputs the model has", "untreatable"),
    ("old", OLD, "LD802", "written by Keras 2.15.0: LSTM 'lstm' has time_major", "healthy"),
    ("old in many ways", OLDER, "LD802", "reason 0; reason 1; reason 2, and 2 more", "healthy"),
    ("a short name of a loss", SHORT, "LD802", "with compile=False only: of an HDF5 file it does not find the loss 'mse'", "healthy"),
    ("lambda", LAMBDA, "LD803", "Lambda layer 'cut'", "healthy"),
    ("custom classes", CUSTOM, "LD803", "'c0', custom class C of layer 'c1', custom class C of layer 'c2' and 2 more", "healthy"),
    ("not recurrent", PLAIN, "LD804", "the model has 2 layers, and none of them is recurrent", "healthy"),
    ("stateful", STATEFUL, "LD402", "1 layer of the model is stateful (lstm), its batch size is 4", "healthy"),
)  # fmt: skip
SILENT: dict[str, ModelSpec] = {
    "a short name of a loss, for Keras 2": replace(SHORT, installed="2.15.0"),
    "the same where nobody knows which Keras": replace(SHORT, installed=None, keras_version=None),
    "functional": GOOD,
    "sequential": model(wants(None, 5, 3), kind="sequential"),
    "subclass that was built": replace(model(wants(None, 5, 3), kind="other"), layers=()),
    "free timesteps": model(wants(None, None, 3)),
    "gru": replace(GOOD, layers=(GRU, DENSE)),
    "wrapped": replace(GOOD, layers=(Layer("LSTM", "lstm", wrapper="Bidirectional"),)),
    "convolution before": replace(GOOD, layers=(Layer("Conv1D", "conv"), GRU)),
    "films": replace(GOOD, layers=(Layer("ConvLSTM2D", "film"),)),
    "cells": replace(GOOD, layers=(Layer("RNN", "cells"),)),
    "everything free": model(wants(None, None, None)),
}


@pytest.mark.parametrize(
    ("made", "code", "words", "verdict"), [row[1:] for row in FAULTY], ids=[row[0] for row in FAULTY]
)
def test_it_is_said(made: ModelSpec, code: str, words: str, verdict: str) -> None:
    found = report(made, DATA)
    assert words in of(found, code).message
    assert found.verdict == verdict


@pytest.mark.parametrize("name", SILENT)
def test_it_is_left_unsaid(name: str) -> None:
    assert not report(SILENT[name], DATA).findings


def test_the_silent_half_is_as_long() -> None:
    assert len(SILENT) >= len(FAULTY)


@pytest.mark.parametrize(
    ("stored", "severity", "words"),
    [
        (("Lambda layer 'cut'",), "warning", "that the file holds: Lambda layer 'cut'"),
        ((), "note", "which the file only names: Lambda layer 'cut', custom class C of layer 'c'"),
    ],
)
def test_code_in_the_file_is_worse_than_a_name(stored: tuple[str, ...], severity: str, words: str) -> None:
    finding = of(report(replace(LAMBDA, stored=stored), DATA), "LD803")
    assert finding.severity == severity
    assert words in finding.message


@pytest.mark.parametrize(
    ("installed", "words"),
    [
        (None, "Keras 3 does not load this file"),
        ("3.15.1", "Keras 3, which is installed, does not load this file"),
        ("2.15.0", "Keras 2, which is installed, does not load this file"),
    ],
)
def test_the_keras_that_is_installed_is_spoken_of(installed: str | None, words: str) -> None:
    assert words in of(report(replace(OLD, installed=installed), DATA), "LD802").message


def test_without_a_shape_nothing_is_said_about_shapes() -> None:
    for facts in (DATA, array(3), array(8, 5, 3, 1)):
        assert codes(report(UNBUILT, facts).findings) == "LD801"


def test_one_known_input_is_checked_all_the_same() -> None:
    found = report(HALF_KNOWN, file(a=array(8, 3, 5), b=array(8, 2)))
    assert [(f.fault.code, f.input) for f in found.findings] == [("LD207", "a"), ("LD801", "b")]


def test_dtypes_are_checked_without_a_shape() -> None:
    assert "LD108" in codes(report(UNBUILT, array(8, 5, 3, dtype="str")).findings)
    assert "LD107" in codes(report(UNBUILT, array(0, 5, 3)).findings)


def test_custom_layers_may_be_recurrent() -> None:
    found = report(replace(CUSTOM, layers=(Layer("C", "c"),)), DATA)
    assert codes(found.findings) == "(LD803)"


def test_what_a_file_says_is_made_safe() -> None:
    nasty: Report = report(replace(GOOD, code=("Lambda '\x1b[2J'",), legacy=("bad\nnews",)), DATA)
    for finding in nasty.findings:
        assert finding.message.isprintable()
