"""The activations that Keras has a function for, by the names that a layer may give them."""

from __future__ import annotations

ACTIVATIONS = frozenset(
    {
        *(
            "celu",
            "elu",
            "exponential",
            "gelu",
            "glu",
            "hard_shrink",
            "hard_sigmoid",
            "hard_silu",
            "hard_swish",
        ),
        *("hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu"),
        *(
            "sigmoid",
            "silu",
            "soft_shrink",
            "softmax",
            "softplus",
            "softsign",
            "sparse_plus",
            "sparse_sigmoid",
        ),
        *("sparsemax", "squareplus", "swish", "tanh", "tanh_shrink", "threshold"),
    }
)
"""keras/src/activations/__init__.py, Keras 3.15.1; a class such as `LeakyReLU` has a row among the layers."""
