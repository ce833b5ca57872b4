"""Models that cannot be loaded, or were written by another version."""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.stage import Stage
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.messages.rules.template import QUOTES
from lstmdoctor.text import safe_text

OLD = "the file was written by another version of Keras than the one that loads it"
CODE = "the model holds code (a Lambda or a custom class) that loading has to be told about"


@rule(
    "The added layer must be an instance of class Layer. Received: layer={name:name} of type <class 'str'>",
    example="Traceback (most recent call last):\n  File \"p.py\", line 3, in <module>\n    m = load_model('m.keras')\n  File \"/usr/lib/python3/site-packages/keras/src/engine/sequential.py\", line 9, in from_config\n    model.add(layer)\nTypeError: The added layer must be an instance of class Layer. Received: layer=Att of type <class 'str'>.",
)
def custom_name(said: Said, name: str) -> Guess | None:
    """tf.keras 2.13 to 2.15, of a class in a .keras file that it does not know."""
    if not said.hints.loading:
        return None
    return Guess(("LD803", "LD802"), f"{CODE}: {safe_text(name)}")


@rule(
    "Unknown {loss function|metric function|optimizer|activation function}: {name:text}.",
    example='Traceback (most recent call last):\n  File "p.py", line 3, in <module>\n    model.fit(x, y)\n  File "/usr/lib/python3/site-packages/keras/src/losses.py", line 9, in deserialize\n    return deserialize_keras_object(\nValueError: Unknown loss function: \'mean_square\'. Please ensure you are using a `keras.utils.custom_object_scope`',
)
def unknown_name(said: Said, name: str) -> Guess | None:
    """In `compile`, whose names are looked up when `fit` begins."""
    if said.hints.loading or said.hints.stage is not Stage.RUN:
        return None
    words = f"Keras knows no loss, metric or optimizer of the name {safe_text(name.strip(QUOTES))}"
    return Guess(("LD906", "LD803"), words, help="look for a misspelt name in `compile`")


@rule(
    "^'{str|bytes|list}' object has no attribute '{decode|encode|items}'",
    "AttributeError",
    example="Traceback (most recent call last):\n  File \"p.py\", line 3, in <module>\n    m = load_model('m.h5')\n  File \"/usr/lib/python3/site-packages/keras/engine/saving.py\", line 9, in load_model\n    model_config = json.loads(model_config.decode('utf-8'))\nAttributeError: 'str' object has no attribute 'decode'",
)
def text_for_bytes(said: Said) -> Guess | None:
    """Text where bytes were, which the HDF5 library changed: only inside a call that loads a model."""
    if not said.hints.loading:
        return None
    return Guess(("LD802", "LD906"), OLD, help="install h5py below 3, or load the file with a newer Keras")


RULES = (
    text_for_bytes,
    custom_name,
    unknown_name,
    fixed_rule(
        "LD802 LD803",
        OLD,
        {
            "of type 'dict' instead": "TypeError: Expected float32, got {'type': 'ndarray', 'value': [[0.340, -0.38]]} of type 'dict' instead.",
            "could not be deserialized properly": "TypeError: <class 'keras.src.models.functional.Functional'> could not be deserialized properly. Please ensure that components that are Python object instances (layers, models, etc.) returned by `get_config()` are explicitly deserialized in the model's `from_config()` method.",
            "Could not deserialize": "TypeError: Could not deserialize class 'Functional' because its parent module keras.src.engine.functional cannot be imported.",
            "Error when deserializing class": "TypeError: Error when deserializing class 'LSTM' using config={'name': 'lstm', 'units': 4}.",
        },
        question="does the name in the text belong to Keras or to your own code",
    ),
    fixed_rule(
        "LD906 LD210",
        "one set of weights is used for inputs of two sizes",
        {
            "Trying to share variable {name:text}, but specified shape": "ValueError: Trying to share variable rnn/multi_rnn_cell/cell_0/lstm_cell/kernel, but specified shape (256, 512) and found shape (200, 512).",
        },
    ),
    fixed_rule(
        "LD802 LD906",
        "there is no file of this name, or it is no .keras zip file",
        {
            "Please ensure the file is an accessible .keras zip file": "ValueError: File not found: filepath=m.keras. Please ensure the file is an accessible `.keras` zip file.",
        },
        help="look whether the file is there, from the folder in which the program runs",
        python="print(os.path.abspath(path), os.path.exists(path))",
    ),
    fixed_rule(
        "LD802",
        OLD,
        {
            "Unknown dtype policy": "ValueError: Unknown dtype policy: 'DTypePolicy'",
            "File format not supported": "ValueError: File format not supported: filepath=m. Keras 3 only supports V3 `.keras` files, legacy H5 format files (`.h5` extension). Note that the legacy SavedModel format is not supported by `load_model()` in Keras 3.",
            "There is no item named 'config.json'": "KeyError: \"There is no item named 'config.json' in the archive\"",
            "Unknown {layer|initializer|regularizer}: {Functional|DTypePolicy|Policy|GlorotUniform|Orthogonal|VarianceScaling|Zeros|Ones}": "ValueError: Unknown layer: Functional",
        },
    ),
    fixed_rule(
        "LD803 LD802",
        CODE,
        {
            "Requested the deserialization of a Lambda layer": "ValueError: Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda. This carries a potential risk of arbitrary code execution and thus it is disallowed by default.",
            "Requested the deserialization of a [layer with a ]Python lambda": "ValueError: Requested the deserialization of a Python lambda. This carries a potential risk of arbitrary code execution and thus it is disallowed by default.",
            "of this Lambda layer is a Python lambda. Deserializing it is unsafe": "ValueError: The `{arg_name}` of this `Lambda` layer is a Python lambda. Deserializing it is unsafe. If you trust the source of the config artifact, you can override this error by passing `safe_mode=False` to `from_config()`",
            "Unable to revive model from config": "TypeError: Unable to revive model from config. When overriding the `get_config()` method, make sure that the returned config contains all items used as arguments in the constructor to <class 'net.Forecaster'>, which is the default behavior.",
            "bad marshal data": "ValueError: bad marshal data (unknown type code)",
            "the shape of {a|the} Lambda layer's output": "NotImplementedError: We could not automatically infer the shape of the Lambda's output. Please specify `output_shape` for this Lambda layer. Cannot infer the shape of the Lambda layer's output",
            "infer the shape of the Lambda's output": "NotImplementedError: Exception encountered when calling Lambda.call().\n\nWe could not automatically infer the shape of the Lambda's output. Please specify the `output_shape` argument for this Lambda layer.",
            "{Unknown|Unkown|Invalid} {layer|metric function|loss function|activation function|object|optimizer|metric|loss|regularizer|initializer}[s]:": "ValueError: Unknown activation function:softmax_over_time",
            "Unable to restore {custom object|object of class|custom metric}": "RuntimeError: Unable to restore object of class 'Attention'. One of several possible causes could be a missing custom object.",
            "Could not locate {class|function}": "TypeError: Could not locate class 'Mine'. Make sure custom classes and functions are decorated with `@keras.saving.register_keras_serializable()`.",
        },
    ),
    fixed_rule(
        "LD906 LD803",
        "a name that Keras does not know: misspelt, or of something custom that was not handed over",
        {
            "Could not interpret {serialized|metric|loss|activation|initializer}": "ValueError: Could not interpret metric identifier: f1",
        },
    ),
    fixed_rule(
        "LD801 LD802",
        "the file holds weights without an architecture",
        {
            "Checkpoint does not contain model configuration": "ValueError: Checkpoint does not contain model configuration. This checkpoint may have been saved with save_weights_only=True.",
            "No model config found in the file": "ValueError: No model config found in the file at m.h5.",
            "Cannot create group in read only mode": "ValueError: Cannot create group in read only mode.",
        },
    ),
    fixed_rule(
        "LD802 LD906",
        "no model that this version of Keras can read is there: none, a damaged one, or another format",
        {
            "No file or directory found at": "OSError: No file or directory found at model.h5",
            "Filepath is not an hdf5 file": "OSError: Unable to load model. Filepath is not an hdf5 file (or h5py is not available) or SavedModel. Received: filepath=m.bin",
            "SavedModel file does not exist at": "OSError: SavedModel file does not exist at: m.h5/{saved_model.pbtxt|saved_model.pb}",
        },
    ),
    fixed_rule(
        "LD802 LD906 LD801",
        "the file does not hold what this version of Keras looks for, or is not a model file",
        {
            "Can't {open attribute|locate attribute|open object}": "KeyError: \"Can't open attribute (Can't locate attribute: 'nb_layers')\"",
            "Unable to [synchronously ]open": "OSError: Unable to open file (file signature not found)",
        },
    ),
    fixed_rule(
        "LD906",
        "the file was pickled under another major version of NumPy",
        {
            "No module named 'numpy._core": "ModuleNotFoundError: No module named 'numpy._core'",
            "numpy.core.multiarray failed to import": "ImportError: numpy.core.multiarray failed to import",
        },
        help="install the NumPy that wrote the file, or save the arrays with np.save",
    ),
)
