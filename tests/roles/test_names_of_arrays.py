"""What names of arrays say: encoder, decoder, and what a decoder is to give."""

from __future__ import annotations

import pytest
from cases import array, file, model, wants

from lstmdoctor.core.choices import Choices
from lstmdoctor.core.facts import Facts
from lstmdoctor.diagnosis.diagnosing import case_of
from lstmdoctor.roles.names import coder_of_name, is_label

LABELS = (
    "decoder_target_data",
    "decoder_targets",
    "dec_output",
    "decoder_output_data",
    "decoderTarget",
    "dec_y_train",
)
DATA = (
    "encoder_input_data",
    "decoder_input_data",
    "enc_in",
    "decInput",
    "encoder_outputs",
    "decoder_x",
    "encoder_x",
)
OTHERS = ("encoding", "decoded", "december", "x_train", "decision_data", "d")


@pytest.mark.parametrize("name", LABELS)
def test_what_a_decoder_gives_is_labels(name: str) -> None:
    assert is_label(name) and coder_of_name(name) == ""


@pytest.mark.parametrize("name", DATA)
def test_what_a_coder_takes_is_data(name: str) -> None:
    assert not is_label(name)
    assert coder_of_name(name) == name[:3]


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_say_nothing_of_coders(name: str) -> None:
    assert not is_label(name) and coder_of_name(name) == ""


E, D = array(30, 20, 8), array(30, 14, 6)
ROWS: dict[str, tuple[tuple[str, str], dict[str, Facts], dict[str, str], bool]] = {
    "names of the tutorials": (("input_1", "input_2"), {"encoder_input_data": E, "decoder_input_data": D}, {"input_1": "encoder_input_data", "input_2": "decoder_input_data"}, False),
    "the decoder first in the file": (("input_layer", "input_layer_1"), {"decoder_input_data": D, "encoder_input_data": E}, {"input_layer": "encoder_input_data", "input_layer_1": "decoder_input_data"}, False),
    "named inputs": (("encoder_inputs", "decoder_inputs"), {"enc_in": E, "dec_in": D}, {"encoder_inputs": "enc_in", "decoder_inputs": "dec_in"}, False),
    "crossed": (("encoder_inputs", "decoder_inputs"), {"encoder_input_data": D, "decoder_input_data": E}, {"encoder_inputs": "decoder_input_data", "decoder_inputs": "encoder_input_data"}, True),
    "names of their own": (("left", "right"), {"encoder_input_data": E, "decoder_input_data": D}, {"left": "encoder_input_data", "right": "decoder_input_data"}, True),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_encoder_and_decoder_find_their_inputs(name: str) -> None:
    (first, second), arrays, wanted, misnamed = ROWS[name]
    spec = model(wants(None, 20, 8, name=first), wants(None, 14, 6, name=second), kind="functional")
    found = case_of(spec, file(**arrays), None, {}, Choices())
    assert {pair.input.name: pair.array.name for pair in found.pairs} == wanted
    assert bool(found.misnamed) == misnamed
