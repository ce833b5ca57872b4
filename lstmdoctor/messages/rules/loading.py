"""Models that cannot be loaded, were never built, or were written by another version."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule

OLD = "the file was written by another version of Keras than the one that loads it"
CODE = "the model holds code (a Lambda or a custom class) that loading has to be told about"
UNBUILT = "the model does not say what input it takes: it was never built"
WEIGHTS = "the weights belong to a model of another architecture"


def while_loading(match: Match, hints: Hints) -> Guess | None:
    """Text where bytes were, which the HDF5 library changed: only inside a call that loads a model."""
    return (
        Guess(("LD802", "LD906"), OLD, help=("install h5py below 3, or load the file with a newer Keras"))
        if hints.loading
        else None
    )


RULES = (
    rule(
        r"^ ?'(?:str|bytes|list)' object has no attribute '(?:decode|encode|items)'",
        while_loading,
        "AttributeError",
    ),
    fixed(
        any_of(
            r"optimizer weight shape",
            r"has shape \(.{0,80}\), but the saved weight has shape",
            r"the saved weights? .{0,80}(?:shape|layer)",
            r"expected \d+ variables?, but received \d+ variables? during loading",
            r"checkpoint.{0,120}(?:shape|not found|does not match)",
        ),
        "LD906 LD802",
        WEIGHTS,
    ),
    fixed(r"of type 'dict' instead|error deserializ", "LD802 LD803", OLD),
    fixed(
        r"trying to share variable .{1,200}, but specified shape",
        "LD906 LD210",
        "one set of weights is used for inputs of two sizes",
    ),
    fixed(
        any_of(
            r"could not (?:deserialize|be deserialized)",
            r"error when deserializing class",
            r"parent module keras\.src",
        ),
        "LD802 LD803",
        OLD,
        question="does the name in the text belong to Keras or to your own code",
    ),
    fixed(
        any_of(
            r"unknown dtype policy",
            r"file format not supported",
            r"legacy savedmodel format is not supported",
            r"please ensure the file is an accessible `?\.keras`? zip file",
            r"there is no item named 'config\.json'",
            r"""unknown (?:layer|initializer|regularizer)(?:: ?['\"]?|\s)(?:functional|dtypepolicy|policy|"""
            r"""glorotuniform|orthogonal|"""
            r"""variancescaling|zeros|ones)""",
        ),
        "LD802",
        OLD,
    ),
    fixed(
        any_of(
            r"requested the deserialization of a `?lambda`? layer",
            r"python lambda.{0,60}(?:disallowed|deserializ)",
            r"bad marshal data",
            r"the shape of (?:a|the) lambda layer'?s? output",
        ),
        "LD803 LD802",
        CODE,
    ),
    fixed(
        any_of(
            (
                r"(?:unknown|unkown|invalid) (?:layer|metric function|loss function|activation function|"
                r"object|optimizer|metric|loss|regularizer|initializer|function)s?: ?"
            ),
            r"unable to restore (?:custom object|a layer)",
            r"could not locate (?:class|function)",
            r"could not interpret (?:serialized|metric|loss|activation|initializer)",
            r"custom_objects",
            r"@keras\.saving\.register_keras_serializable",
        ),
        "LD803 LD802",
        CODE,
    ),
    fixed(
        any_of(
            r"no model (?:config )?found in (?:the )?(?:config )?file",
            r"cannot create group in read.?only mode",
        ),
        "LD801 LD802",
        "the file holds weights without an architecture",
    ),
    fixed(
        r"savedmodel file does not exist at",
        "LD802 LD906",
        "no model that this version of Keras can read is there: none, a damaged one, or another format",
    ),
    fixed(
        r"can't (?:open attribute|locate attribute|open object)|unable to (?:synchronously )?open",
        "LD802 LD906 LD801",
        "the file does not hold what this version of Keras looks for, or is not a model file",
    ),
    fixed(
        any_of(
            r"inputlayer should be passed either an? .{0,20}(?:shape|tensor)",
            r"has no defined (?:input|output) shape yet",
            r"has no defined inputs yet",
            r"(?:this|the) model has(?:n't| not) (?:yet )?been built",
            r"model has never been called",
            r"forward pass of the model is not defined",
            r"has never been (?:called|built)",
            r"first layer in a sequential model must (?:get|have) an",
            r"this layer has never been called",
            r"inbound nodes",
            r"unable to automatically build the model",
            r"isn't built",
            r"model .{0,60}cannot be saved because the input shapes",
            r"weights for model .{0,60}have not yet been created",
            r"saving .{0,40}requires the model to be a functional model",
            r"`?save`? requires model to be a graph network",
        ),
        "LD801",
        UNBUILT,
    ),
    fixed(
        any_of(
            r"shapes used to initialize variables must be fully-defined",
            r"last dimension of the inputs? (?:to `?dense`? |to a dense layer )?should be defined",
            r"channel dimension of the inputs.{0,30}should be defined",
            r"undefined shapes are not supported",
            r"only support static input shapes for the spatial dimension",
        ),
        "LD801 LD210",
        "the number of features is left free, and weights need it",
    ),
    fixed(
        any_of(
            r"cannot unroll a rnn if the time dimension is undefined",
            r"unrolling requires a fixed number of timesteps",
        ),
        "LD801 LD302",
        "the number of timesteps is left free, and an unrolled layer needs it",
    ),
    fixed(
        any_of(
            r"^ ?invalid bias shape: ?\(",
            r"trying to load a weights? file containing",
            r"weight shape .{0,60}is not compatible with provided weight shape",
            r"axes don't match array",
            r"layer #\d+ \(named.{0,120}expects \d+ weight",
            r"with a weight list of length",
            r"is not compatible with provided",
            r"cannot assign (?:value )?to variable",
            r"target variable.{0,40}target value.{0,40}must match",
            r"layer count mismatch",
            r"a total of \d+ objects could not be loaded",
        ),
        "LD906 LD802",
        WEIGHTS,
    ),
    fixed(
        r"already been configured to use input shape",
        "LD906 LD805",
        "the model already has an input of another shape",
    ),
    fixed(
        r"no module named 'numpy\._core|numpy\.core\.multiarray failed to import",
        "LD906",
        "the file was pickled under another major version of NumPy",
        help="install the NumPy that wrote the file, or save the arrays with np.save",
    ),
    fixed(
        any_of(
            r"failed to interpret file .{0,200} as a pickle",
            r"unpicklingerror",
            r"pickle data was truncated",
            r"the stfle",
            r"cannot load file containing pickled data",
        ),
        "LD109 LD906",
        "the data file is damaged, or is not the format that its name says",
    ),
)
