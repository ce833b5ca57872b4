"""Complex numbers

What it is
    The data is of a complex dtype, as ``np.fft`` writes it.

Why it matters
    Keras keeps the real part and drops the imaginary part: half of what a Fourier transform says.

What Keras says
    Nothing that stops it. TensorFlow logs ``You are casting an input of type complex64 to an incompatible
    dtype float32. This will discard the imaginary part and may not be what you intended.``

Example
    ``x = np.fft.rfft(signal, axis=1)`` for a model of ``Input((26, 3))``.

Cure
    ``x = np.concatenate([x.real, x.imag], axis=-1)`` and a model of twice the features, or ``np.abs(x)``
    where the phase does not matter.

Risk
    Magnitude and phase, or real and imaginary part, are different features. Which the task needs is not in
    the file, so it is never cast.
"""

from __future__ import annotations

from collections.abc import Iterator

from lstmdoctor.core.cases import Case
from lstmdoctor.core.dtypes import dtype_kind
from lstmdoctor.core.faults import Cure, Fault, Finding

FAULT = Fault(
    "LD503",
    "complex",
    "error",
    meaning="the imaginary part would be dropped",
    cure=Cure(
        "make features of it: np.abs(x), or x.real and x.imag side by side",
        "x = np.concatenate([x.real, x.imag], axis=-1)",
    ),
)


def find(case: Case) -> Iterator[Finding]:
    """A complex dtype, for the whole or for some of the sequences."""
    for pair in case.pairs:
        odd = [dtype for dtype in pair.facts.dtypes if dtype_kind(dtype) == "c"]
        if odd:
            yield FAULT.found(
                pair.input.name,
                f"the data is {' and '.join(odd)}, the model computes in {pair.goal.dtype}: {FAULT.meaning}",
                evidence={"dtypes": list(pair.facts.dtypes)},
            )
