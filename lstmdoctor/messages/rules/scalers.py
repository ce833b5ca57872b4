"""What scikit-learn and torch say of sequences: their scalers take tables, their tensors equal lengths."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import fixed_rule

RULES = (
    fixed_rule(
        "LD906 LD204 LD209",
        "a scaler or estimator takes a table of two axes and got sequences of three",
        {
            "Found array with dim {axes:int}, while dim <= 2 is required": "ValueError: Found array with dim 3, while dim <= 2 is required by StandardScaler.",
            "Found array with dim {axes:int}. {who:text} expected <= 2": "ValueError: Found array with dim 3. StandardScaler expected <= 2.",
        },
        help="scale the table before it is cut into windows, or scale it flat and bring the shape back",
        python="flat = scaler.fit_transform(x.reshape(-1, x.shape[-1]))\nx = flat.reshape(x.shape)",
    ),
    fixed_rule(
        "LD201 LD203 LD906",
        "a scaler or estimator takes a table of two axes and got a single column or row",
        {
            "Expected 2D array, got {1D|scalar} array instead": "ValueError: Expected 2D array, got 1D array instead:\narray=[1115.099976 1115.099976 1115.099976 ... 2711.929932 2643.689941 2634.800049].\nReshape your data either using array.reshape(-1, 1) if your data has a single feature or array.reshape(1, -1) if it contains a single sample.",
        },
        help="make a column of a series of one feature, a row of a single sample",
        python="x = x.reshape(-1, 1)",
        question="are the values one series, or one sample of several features",
    ),
    fixed_rule(
        "LD301",
        "sequences of different lengths do not make a tensor",
        {
            "expected sequence of length {a:int} at dim {axis:int} (got {b:int})": "ValueError: expected sequence of length 12 at dim 1 (got 9)",
        },
    ),
)
