"""What is not an array of numbers: lists, object arrays, text, tables."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule

TEXT = frozenset({"str", "string", "bytes", "datetime", "timedelta", "void", "timestamp"})
MOMENTS = frozenset({"timestamp", "datetime", "date", "period", "timedelta", "time", "nattype"})
MIXED = "is it columns of different kinds, or sequences of different lengths"
UNEQUAL = "do all sequences have the same number of timesteps"
TABLES = re.compile(r"dataframe|pandas|series|index\s", re.IGNORECASE)
SOURCES = re.compile(r"generator|iterator|dataset|loader|zip object", re.IGNORECASE)
NONE = re.compile(r"(?:x=)?(?:None|\(?<class 'NoneType'>)")
NONE_AMONG = re.compile(r"\(<class '(?:list|tuple|dict)'> containing values of types \{[^{}]{0,200}NoneType")
LABELS_LISTED = re.compile(r"\(?<class 'numpy\.ndarray'>\)?, ?\(<class 'list'>")

FUNCTION = re.compile(r"(?:x=)?<function |[^()]{0,40}\(of type <class 'function'>")
PATH = re.compile(r"x=\S{1,200}\.(?:np[yz]|pkl|pickle|csv|h5|hdf5|joblib|parquet) \(of type <class 'str'>\)")
"""What Keras prints of a file name that was given for the data."""


@rule(
    "Unsupported numpy data {kind:name})",
    example="ValueError: Failed to convert a NumPy array to a Tensor (Unsupported numpy data type).",
)
@rule(
    "Unsupported {object|numpy|data} [data ]type[:] {kind:name})",
    example="ValueError: Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray).",
)
def unsupported_objects(said: Said, kind: str) -> Guess | None:
    """TensorFlow names the type of an element of an object array."""
    name = kind.rpartition(".")[2].lower().removeprefix("npy_")
    if name == "type":
        return Guess(
            ("LD108", "LD109"), "the array holds records, or something else that is no single number"
        )
    if name in ("ndarray", "list", "tuple"):
        words = (
            "an array of arrays came: sequences of different lengths, or sequences that were never stacked"
        )
        return Guess(("LD301", "LD109", "LD101"), words, question=UNEQUAL)
    if name in TEXT:
        return Guess(("LD108", "LD706"), f"the array holds values of type {name}, which are not numbers")
    if name in ("dict", "series", "dataframe"):
        return Guess(("LD108", "LD109"), "a table or a dict came where an array is wanted")
    return Guess(
        ("LD109", "LD108", "LD301"),
        f"the array has dtype object: numbers ({name}) beside something that is not a number, or unequal rows",
        question=MIXED,
    )


@rule("Invalid dtype: {dtype:name}", example="ValueError: Invalid dtype: object")
def invalid_dtype(said: Said, dtype: str) -> Guess | None:
    """Dtypes of NumPy that no backend has."""
    name = dtype.lower()
    if name.startswith("object"):
        return Guess(
            ("LD109", "LD301", "LD108", "LD706"),
            "the array has dtype object: unequal sequences, arrays that were never stacked, or mixed columns",
            question=UNEQUAL,
        )
    if name.startswith("complex"):
        return Guess(("LD503",), f"the array has dtype {name}")
    if re.match(r"str|<u|bytes|void|datetime|timedelta|\|?s\d", name):
        return Guess(("LD108",), f"the array has dtype {name}, which holds no numbers")
    return None


@rule(
    "could not convert string to {float|int}",
    example="ValueError: could not convert string to float: '28-12-2017'",
)
@rule(
    "could not convert string {value:text} to {float|int}{bits:text} at row",
    example="ValueError: could not convert string '1,5' to float64 at row 0, column 1.",
)
@rule(
    "could not correctly convert string:",
    example="InvalidArgumentError: StringToNumberOp could not correctly convert string: n/a [Op:StringToNumber]",
)
@rule(
    "can't convert np.ndarray of type numpy.{str_|bytes_|datetime64|timedelta64|void}",
    example="TypeError: can't convert np.ndarray of type numpy.str_. The only supported types are: float64, float32",
)
@rule(
    "Cast string to {kind:word} is not supported",
    example="UnimplementedError: Graph execution error: Cast string to float is not supported [[{{node sequential_4/Cast}}]]",
)
@rule(
    "has DataType string not in list of allowed values",
    example="TypeError: Value passed to parameter 'x' has DataType string not in list of allowed values: bfloat16, float16, float32, float64, int32, int64",
)
@rule(
    "^Expected {float|int}{bits:text}, [but ]got {value:text} of type '{str|bytes}'",
    example="TypeError: Expected float32, but got a of type 'str'.",
)
def text_for_numbers(said: Said, kind: str = "", bits: str = "", value: str = "") -> Guess | None:
    """A value that is text."""
    words = "a value is text where a number is wanted"
    return Guess(("LD108", "LD706"), words, question="is the text in the data or in the labels")


@rule(
    "float() argument must be a string or a [real ]number, not '{kind:word}'",
    "TypeError",
    example="TypeError: float() argument must be a string or a real number, not 'Timestamp'",
)
def moment_for_number(said: Said, kind: str) -> Guess | None:
    """NumPy and pandas, on columns of dates."""
    if kind.lower() not in MOMENTS:
        return None
    return Guess(("LD108", "LD154"), "a value is a date or a span of time where a number is wanted")


@rule(
    "Unrecognized data type: ",
    example="ValueError: Unrecognized data type: x=[[[0.93, 0.1], [0.2, 0.3]]] (of type <class 'list'>)",
)
@rule(
    "Failed to find data adapter that can handle input: ",
    example="ValueError: Failed to find data adapter that can handle input: (<class 'list'> containing values of types {\"<class 'float'>\"}), <class 'numpy.ndarray'>",
)
def unknown_source(said: Said) -> Guess | None:
    """What `fit` was given, as it prints it."""
    rest = said.after(3000)
    given = rest.lstrip(" :")
    if TABLES.search(rest):
        return Guess(("LD108", "LD905"), "a table came where arrays are wanted", python="x = x.to_numpy()")
    if PATH.match(given):
        words = "the name of a file came where arrays are wanted: Keras opens no data"
        return Guess(("LD905", "LD108"), words, help="load the file first", python="x = np.load(path)")
    if FUNCTION.match(given):
        words = "a function came, and not what it yields"
        return Guess(("LD905", "LD102"), words, help="call it", python="x = x()")
    if NONE.match(given):
        return Guess(("LD103", "LD905"), "None came where an array is wanted")
    if NONE_AMONG.match(given):
        return Guess(("LD103", "LD905"), "one of several inputs is None")
    stranger = "class" in rest[:20] and not re.search(r"list|tuple|ndarray|'dict'", rest[:300])
    if SOURCES.search(rest[:400]) or stranger:
        return Guess(("LD905", "LD102"), "an object came that Keras does not take for a source of batches")
    if LABELS_LISTED.match(given) or given.rstrip().endswith("of type <class 'numpy.ndarray'>)"):
        words = "the data is an array and the labels are a Python list"
        codes = ("LD706", "LD102", "LD702")
        return Guess(codes, words, help="make an array of the labels", python="y = np.asarray(y)")
    return Guess(
        ("LD102", "LD101", "LD301", "LD905"),
        "nested Python lists came where arrays are wanted",
        question="do all inner lists have the same length",
    )


RULES = (
    fixed_rule(
        "LD906",
        "a warning of TensorFlow 2.0: it went on with its older loop, which takes this data",
        {
            "Falling back from v2 loop because of error": "WARNING:tensorflow:Falling back from v2 loop because of error: Failed to find data adapter that can handle input: <class 'pandas.core.frame.DataFrame'>, <class 'NoneType'>",
        },
    ),
    fixed_rule(
        "LD906 LD108",
        "numbers came where the model takes text",
        {
            "Cast {kind:word} to string is not supported": "UnimplementedError: Graph execution error: Cast float to string is not supported [[{{node model_feature_extractor/Cast}}]]",
        },
        help="give the model the texts themselves, or leave out the layer that turns texts into numbers",
    ),
    text_for_numbers,
    moment_for_number,
    unsupported_objects,
    invalid_dtype,
    fixed_rule(
        "LD109 LD108",
        "the array has dtype object",
        {
            "Object dtype dtype('O') has no native HDF5 equivalent": "TypeError: Object dtype dtype('O') has no native HDF5 equivalent",
            "ufunc 'isfinite' not supported": "TypeError: ufunc 'isfinite' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''",
            "Error interpreting argument to {function:text} as {a JAX value|an abstract array}": "TypeError: Error interpreting argument to stage as a JAX value. The problematic value is of type <class 'numpy.ndarray'> and was passed to stage at position 0.",
            "can't convert np.ndarray of type numpy.object_": "TypeError: can't convert np.ndarray of type numpy.object_. The only supported types are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool.",
            "object arrays cannot be loaded when allow_pickle=False": "ValueError: Object arrays cannot be loaded when allow_pickle=False",
        },
        question=MIXED,
    ),
    unknown_source,
    fixed_rule(
        "LD103 LD905",
        "None came where an array is wanted",
        {
            "Inputs to a layer should be tensors. Got 'None'": "ValueError: Inputs to a layer should be tensors. Got 'None' (of type <class 'NoneType'>) as input for layer 'lstm'.",
        },
    ),
    fixed_rule(
        "LD905",
        "a generator or Dataset came where this call takes arrays",
        {
            "numpy arrays. Found: <{generator|zip|map}": "Exception: Error when checking model input: data should be a Numpy array, or list/dict of Numpy arrays. Found: <generator object f at 0x7f>...",
        },
    ),
    fixed_rule(
        "LD102 LD109 LD905",
        "something that is not an array came as input",
        {
            "Expected all elements of x to be array-like": "ValueError: Expected all elements of `x` to be array-like. Received invalid types: x=[[1, 2], [3, 4]]",
            "Inputs to a layer should be tensors": "ValueError: Inputs to a layer should be tensors. Got '[[1, 2]]' (of type <class 'list'>) as input for layer 'lstm'.",
            "Pandas Series. Received invalid input: ": "ValueError: Expected input to be a NumPy array, tf.Tensor, jax.np.ndarray, jax.experimental.sparse.JAXSparse, torch.Tensor, Pandas Dataframe, or Pandas Series. Received invalid input: [1, 2] (of type <class 'list'>)",
            "Please provide as model inputs either a single array or a list of arrays": "ValueError: Please provide as model inputs either a single array or a list of arrays. You passed: inputs={'a': 1}",
            "data should be a Numpy array, or list/dict of Numpy arrays": "TypeError: Error when checking model input: data should be a Numpy array, or list/dict of Numpy arrays. Found: [[1.0, 2.0]]...",
            "Unexpectedly found an instance of type <{class|type} '{numpy|list|tuple}": "ValueError: Unexpectedly found an instance of type `<class 'numpy.ndarray'>`. Expected a symbolic tensor instance.",
        },
    ),
    fixed_rule(
        "LD102 LD101",
        "a Python list came where an array is wanted",
        {
            "'{list|tuple}' object has no attribute '{shape|dtype|ndim|get_shape}'": "AttributeError: 'list' object has no attribute 'shape'",
        },
        "AttributeError",
    ),
    fixed_rule(
        "LD503",
        "the array holds complex numbers",
        {
            "of type complex...discard the imaginary part": "WARNING:tensorflow:You are casting an input of type complex64 to an incompatible dtype float32.  This will discard the imaginary part and may not be what you intended.",
        },
    ),
    fixed_rule(
        "LD109 LD906",
        "the data file is damaged, or is not the format that its name says",
        {
            "Failed to interpret file {name:text} as a pickle": "OSError: Failed to interpret file 'x.npy' as a pickle",
            "persistent_load function was specified": "UnpicklingError: A load persistent id instruction was encountered,\nbut no persistent_load function was specified.",
            "^invalid load key": "UnpicklingError: invalid load key, 'P'.",
            "pickle data was truncated": "UnpicklingError: pickle data was truncated",
            "Cannot load file containing pickled data": "ValueError: Cannot load file containing pickled data when allow_pickle=False",
        },
    ),
)
