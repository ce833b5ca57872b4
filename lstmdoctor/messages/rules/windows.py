"""Windows that a Dataset cuts with `window`: each is a Dataset of its own until `flat_map` makes a batch of it."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import fixed_rule

RULES = (
    fixed_rule(
        "LD905",
        "the windows of a Dataset are Datasets themselves, and no arrays yet",
        {
            "<_VariantDataset": "ValueError: Only input tensors may be passed as positional arguments. The following argument value should be passed as a keyword argument: <_VariantDataset element_spec=TensorSpec(shape=(3,), dtype=tf.float32, name=None)> (of type <class 'tensorflow.python.data.ops.dataset_ops._VariantDataset'>)",
        },
        help="make an array of each window, then batch the windows",
        python="dataset = dataset.flat_map(lambda window: window.batch(timesteps)).batch(32)",
    ),
)
