"""What a model was compiled with: losses and their weights, by the names and the number of its outputs."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import fixed_rule

OUTPUTS = "name them after the outputs of the model"
NUMBER = "give one loss per output, in the order of model.outputs"

RULES = (
    fixed_rule(
        "LD702",
        "the labels or losses are named after something that is not an output of the model",
        {
            "in the loss argument, {can't|but they can't} be found in": "KeyError: \"There are keys: ['b'] in the `loss` argument, but they can't be found in `y` (`y_true`).\"",
            "Found unexpected losses or metrics that do not correspond": "ValueError: Found unexpected losses or metrics that do not correspond to any Model output: dict_keys(['a']). Valid mode output names: ['b']. Received struct is: {'a': 'mse'}.",
        },
        help=OUTPUTS,
    ),
    fixed_rule(
        "LD906 LD702",
        "the losses of `compile` are named after something that is not an output of the model",
        {
            "Expected keys {names:text} in loss dict": "ValueError: Expected keys ['a', 'b'] in loss dict, but found loss.keys()=['a', 'out']",
            "in the dict argument {argument:word}, key {name:text} does not correspond to any model output": "ValueError: In the dict argument `metrics`, key 'out' does not correspond to any model output. Received: metrics={'out': 'mae'}",
            "can only be provided as a dict when the model also returns a dict": "ValueError: Argument `loss` can only be provided as a dict when the model also returns a dict of outputs. Received loss={'a': 'mse'}",
        },
        help=OUTPUTS,
    ),
    fixed_rule(
        "LD906 LD702",
        "`compile` was given another number of losses or weights than the model has outputs",
        {
            "it should have as many entries as the model has outputs": "ValueError: For a model with multiple outputs, when providing the `loss` argument as a list, it should have as many entries as the model has outputs. Received: loss=['mse'] of length 1 whereas the model has 2 outputs.",
            "loss_weights must match the number of losses": "ValueError: `loss_weights` must match the number of losses, got 2 losses and 3 weights.",
            "loss_weights argument, it should have equal length of loss": "ValueError: When providing the `loss_weights` argument, it should have equal length of `loss` argument. Received: loss_weights length=3, loss legnth=2",
        },
        help=NUMBER,
    ),
    fixed_rule(
        "LD906",
        "the model was compiled without a loss",
        {
            "No loss {to compute. Provide|found. You may have forgotten to provide} a loss": "ValueError: No loss to compute. Provide a `loss` argument in `compile()`.",
        },
        help='say what is to be learned: model.compile(optimizer="adam", loss="mse")',
        python='model.compile(optimizer="adam", loss="mse")',
    ),
)
