"""What a user would write without lstmdoctor. Run as a process of its own: ``peers.py NAME IN OUT``.

Each pads the pickled list to 60 timesteps with zeros at the end, keeps float32, and saves the array.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

TIMESTEPS = 60
Sequences = list[Any]


def keras_pad(sequences: Sequences) -> Any:
    """``keras.utils.pad_sequences``."""
    import keras

    return keras.utils.pad_sequences(sequences, TIMESTEPS, dtype="float32", padding="post")


def tensorflow_ragged(sequences: Sequences) -> Any:
    """``tf.RaggedTensor.to_tensor``, from the values laid end to end."""
    import tensorflow as tf

    lengths = [len(sequence) for sequence in sequences]
    tensor = tf.RaggedTensor.from_row_lengths(np.concatenate(sequences), lengths)
    return tensor.to_tensor(shape=(None, TIMESTEPS, None)).numpy()


def torch_pad(sequences: Sequences) -> Any:
    """``torch.nn.utils.rnn.pad_sequence``, which pads to the longest: 60 timesteps."""
    import torch

    tensors = [torch.from_numpy(sequence) for sequence in sequences]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True).numpy()


def awkward_pad(sequences: Sequences) -> Any:
    """``awkward.pad_none`` and ``fill_none``, from the values laid end to end."""
    import awkward

    rows = awkward.unflatten(np.concatenate(sequences), [len(sequence) for sequence in sequences])
    steps = awkward.pad_none(rows, TIMESTEPS, clip=True)
    zero = np.zeros(sequences[0].shape[1], np.float32)
    return awkward.to_numpy(awkward.fill_none(steps, zero, axis=1), allow_missing=False)


def numpy_loop(sequences: Sequences) -> Any:
    """A loop that copies every sequence into zeros."""
    padded = np.zeros((len(sequences), TIMESTEPS, sequences[0].shape[1]), np.float32)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    return padded


PEERS: dict[str, Callable[[Sequences], Any]] = {
    "keras": keras_pad,
    "tensorflow": tensorflow_ragged,
    "torch": torch_pad,
    "awkward": awkward_pad,
    "numpy": numpy_loop,
}


def main() -> None:
    """Pad with the peer that the command line names."""
    name, source, target = sys.argv[1:]
    with open(source, "rb") as file:
        sequences = pickle.load(file)
    np.save(target, PEERS[name](sequences))


if __name__ == "__main__":
    main()
