"""What scikit-learn and torch say of sequences: their scalers take tables, their tensors equal lengths."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import fixed

RULES = (
    fixed(
        r"found array with dim [3-9]\.? .{0,60}expected <= 2|expected 2d array, got [3-9]d array",
        "LD906 LD204 LD209",
        "a scaler or estimator takes a table of two axes and got sequences of three",
        help="scale the table before it is cut into windows, or scale it flat and bring the shape back",
        python="flat = scaler.fit_transform(x.reshape(-1, x.shape[-1]))\nx = flat.reshape(x.shape)",
    ),
    fixed(
        r"expected 2d array, got (?:1d|scalar) array instead",
        "LD201 LD203 LD906",
        "a scaler or estimator takes a table of two axes and got a single column or row",
        help="make a column of a series of one feature, a row of a single sample",
        python="x = x.reshape(-1, 1)",
        question="are the values one series, or one sample of several features",
    ),
    fixed(
        r"expected sequence of length \d+ at dim \d+ \(got \d+\)",
        "LD301",
        "sequences of different lengths do not make a tensor",
    ),
)
