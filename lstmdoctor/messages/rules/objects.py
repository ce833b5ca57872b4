"""What is not an array of numbers: lists, object arrays, text, tables; and floats of the wrong width."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.rules.rule import Match, any_of, fixed, rule

TEXT = frozenset({"str", "string", "bytes", "datetime", "timedelta", "void", "timestamp"})
MIXED = "is it columns of different kinds, or sequences of different lengths"


def unsupported(match: Match, hints: Hints) -> Guess | None:
    """``Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray)``."""
    kind = match.group(1).rpartition(".")[2].lower().removeprefix("npy_")
    if kind in ("ndarray", "list", "tuple"):
        return Guess(
            ("LD301", "LD109", "LD101"),
            "an array of arrays came: sequences of different lengths, or sequences that were never stacked",
            question="do all sequences have the same number of timesteps",
        )
    if kind in TEXT:
        return Guess(("LD108", "LD706"), f"the array holds values of type {kind}, which are not numbers")
    if kind in ("dict", "series", "dataframe"):
        return Guess(("LD108", "LD109"), "a table or a dict came where an array is wanted")
    return Guess(
        ("LD109", "LD108", "LD301"),
        (
            f"the array has dtype object: numbers ({kind}) beside something that is not a number, "
            f"or unequal rows"
        ),
        question=MIXED,
    )


def invalid_dtype(match: Match, hints: Hints) -> Guess | None:
    """``Invalid dtype: object`` and other dtypes of NumPy that no backend has."""
    name = match.group(1).lower()
    if name.startswith("object"):
        return Guess(
            ("LD109", "LD301", "LD108"),
            "the array has dtype object: unequal sequences, arrays that were never stacked, or mixed columns",
            question="do all sequences have the same number of timesteps",
        )
    if name.startswith("complex"):
        return Guess(("LD503",), f"the array has dtype {name}")
    if re.match(r"str|<u|bytes|void|datetime|timedelta|\|?s\d", name):
        return Guess(("LD108",), f"the array has dtype {name}, which holds no numbers")
    return None


def text_value(match: Match, hints: Hints) -> Guess | None:
    """``could not convert string to float: 'abc'``."""
    return Guess(
        ("LD108", "LD706"),
        "a value is text where a number is wanted",
        question="is the text in the data or in the labels",
    )


def data_type(match: Match, hints: Hints) -> Guess | None:
    """``Unrecognized data type: x=[[[0.93, ...`` and ``Failed to find data adapter ...``."""
    rest = match.string[match.end() : match.end() + 3000]
    if re.search(r"dataframe|pandas|series|index\s", rest, re.IGNORECASE):
        return Guess(("LD108", "LD905"), "a table came where arrays are wanted", python="x = x.to_numpy()")
    if re.match(r"(?:x=)?(?:None|\(?<class 'NoneType'>)", rest.lstrip(" :")):
        return Guess(("LD103", "LD905"), "None came where an array is wanted")
    if re.match(r"\(<class '(?:list|tuple|dict)'> containing values of types \{[^{}]{0,200}NoneType", rest):
        return Guess(("LD103", "LD905"), "one of several inputs is None")
    if re.search(r"generator|iterator|dataset|loader|zip object", rest[:400], re.IGNORECASE):
        return Guess(("LD905", "LD102"), "an object came that Keras does not take for a source of batches")
    if "class" in rest[:20] and not re.search(r"list|tuple|ndarray|'dict'", rest[:300]):
        return Guess(("LD905", "LD102"), "an object came that Keras does not take for a source of batches")
    if re.match(r"\(?<class 'numpy\.ndarray'>\)?, ?\(<class 'list'>", rest.lstrip(" :")):
        return Guess(
            ("LD102", "LD702", "LD706"),
            "the data is an array and the labels are a Python list",
            help="make an array of the labels",
            python="y = np.asarray(y)",
        )
    return Guess(
        ("LD102", "LD101", "LD301", "LD905"),
        "nested Python lists came where arrays are wanted",
        question="do all inner lists have the same length",
    )


def no_integer(match: Match, hints: Hints) -> Guess | None:
    """``cannot convert float NaN to integer``: a class id where the loss takes ids, else a value."""
    codes = ("LD706", "LD501") if hints.sparse else ("LD501", "LD706")
    return Guess(codes, "a NaN or infinity stands where a whole number is wanted")


RULES = (
    fixed(
        r"value passed to parameter '\w+' has datatype string not in list of allowed",
        "LD108 LD706",
        "text came where numbers are wanted",
    ),
    fixed(
        r"value passed to parameter '\w+' has datatype \w+ not in list of allowed",
        "LD504 LD906",
        "an operation got another type of number than it takes",
    ),
    rule(r"unsupported (?:object|numpy|data) (?:data )?type:? ?([\w.<> ']{1,60}?)\)", unsupported),
    fixed(
        r"unsupported numpy (?:data )?type",
        "LD108",
        "the array has a dtype that no tensor has, such as dates or records",
    ),
    rule(r"invalid dtype: ?['\"]?([\w<>|\[\]]{1,40})", invalid_dtype),
    rule(
        (
            r"could not convert string to (?:float|int)|cast string to \w+ is not supported|"
            r"casting string to|unimplemented: cast string|cannot cast (?:string|ufunc)"
        ),
        text_value,
    ),
    fixed(
        any_of(
            r"ufunc 'isfinite' not supported",
            r"can't convert np\.ndarray of type numpy\.object_",
            r"numpy\.object_",
            r"dtype\('O'\) (?:to|cannot)",
        ),
        "LD109 LD108",
        "the array has dtype object",
        question=MIXED,
    ),
    rule(r"unrecognized data type: ?", data_type),
    rule(r"failed to find data adapter that can handle input: ?", data_type),
    fixed(
        r"^ ?expected (?:float|int|u?int|double)\w{0,4}, (?:but )?got .{1,80} of type '(?:str|bytes)'",
        "LD108 LD706 LD702",
        "text came where numbers are wanted",
    ),
    fixed(
        r"inputs to a layer should be tensors\. got '?none",
        "LD103 LD905",
        "None came where an array is wanted",
    ),
    fixed(
        r"numpy arrays\. found: <(?:generator|zip|map|\w{0,40}dataset)",
        "LD905",
        "a generator or Dataset came where this call takes arrays",
    ),
    fixed(
        any_of(
            r"expected all elements of `?x`? to be array-like",
            r"inputs to a layer should be tensors",
            r"received invalid input: .{0,400}of type",
            r"please provide as model inputs either a single array or a list of arrays",
            r"data should be a numpy array, or list/dict of numpy arrays",
            r"unexpectedly found an instance of type `?<(?:class|type) '(?:numpy|list|tuple)",
        ),
        "LD102 LD109 LD905",
        "something that is not an array came as input",
    ),
    fixed(
        r"(?:'list'|'tuple'|'float'|'int') object has no attribute '(?:shape|dtype|ndim|get_shape)'",
        "LD102 LD101",
        "a Python list came where an array is wanted",
        "AttributeError",
    ),
    fixed(
        any_of(
            r"(?:found array with|with) 0 (?:feature|sample)\(?s",
            r"expect x to be a non-empty",
            r"expected input data to be non-empty",
            r"empty training data",
            r"variable '(?:batch_(?:outputs|index|outs)|(?:val_|epoch_|last_|step_)?logs|outs|outputs)' "
            r"(?:referenced|where)",
            r"zero-size array to reduction",
            r"^ ?must provide at least one structure",
            r"unexpected result of `?(?:train|predict|test)_function`? \(empty logs\)",
            r"has length 0",
            r"received an empty (?:generator|dataset)",
        ),
        "LD107 LD905",
        "an array or a Dataset is empty",
    ),
    fixed(
        r"slice index -?\d+ of dimension \d+ out of bounds",
        "LD107 LD302 LD309",
        "the time axis is shorter than the model reads",
    ),
    fixed(
        any_of(
            r"that don't all match",
            r"does not match type float",
            r"expected (?:float|double)(?:_ref)?,? (?:got|but got) (?:float|double)",
            r"tensor conversion requested dtype float\d+ for tensor with dtype float\d+",
            r"cannot compute \w+ as input #\d+.{0,60}was expected to be a \w+ tensor but is an? \w+ tensor",
        ),
        "LD504",
        "two float types meet: the data and the model have different ones",
    ),
    fixed(
        r"initializer for variable .{0,120}is from inside a control-flow construct",
        "LD504 LD906",
        "the layer got integers or a type that it cannot make its weights of",
    ),
    fixed(
        any_of(
            r"expected dtype=\w+, found dtype=",
            r"value passed to parameter '\w+' has datatype int",
        ),
        "LD504",
        "the data has another type of number than the layer takes",
    ),
    fixed(
        r"tuple index out of range",
        "LD201 LD202",
        "code asks for an axis that the array does not have",
        "IndexError",
    ),
    fixed(
        r"(?:complex|complex64|complex128).{0,60}(?:not supported|discard|imaginary)",
        "LD503",
        "the array holds complex numbers",
    ),
    rule(r"cannot convert float (?:nan|infinity) to integer", no_integer),
    fixed(
        any_of(
            r"input contains nan",
            r"input contains infinity",
            r"input x contains nan",
            r"nan in (?:loss|summary histogram)",
            r"invalid loss, terminating training",
        ),
        "LD501",
        "the data, or the loss, holds NaN or infinity",
    ),
    fixed(
        r"object arrays cannot be loaded when allow_pickle=false",
        "LD109 LD301",
        "the file holds an object array: a list of sequences that was never made an array",
    ),
)
