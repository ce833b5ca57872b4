"""What is not an array of numbers: lists, object arrays, text, tables; and floats of the wrong width."""

from __future__ import annotations

import re

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.frames import Hints
from lstmdoctor.messages.rule import Match, fixed, rule
from lstmdoctor.messages.shapes import SHAPE, parse

TEXT = frozenset({"str", "string", "bytes", "datetime", "timedelta", "void", "timestamp"})
MIXED = "is it columns of different kinds, or sequences of different lengths"


def unsupported(match: Match, hints: Hints) -> Guess | None:
    """``Failed to convert a NumPy array to a Tensor (Unsupported object type numpy.ndarray)``."""
    kind = match.group(1).rpartition(".")[2].lower()
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
        f"the array has dtype object: numbers ({kind}) beside something that is not a number, or unequal rows",
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
    return Guess(("LD108", "LD706"), "a value is text where a number is wanted", question="is the text in the data or in the labels")


def data_type(match: Match, hints: Hints) -> Guess | None:
    """``Unrecognized data type: x=[[[0.93, ...`` and ``Failed to find data adapter that can handle input``."""
    rest = match.string[match.end() : match.end() + 3000]
    if re.search(r"dataframe|pandas|series|index\s", rest, re.IGNORECASE):
        return Guess(("LD108", "LD905"), "a table came where arrays are wanted", python="x = x.to_numpy()")
    if re.match(r"(?:x=)?(?:None|\(?<class 'NoneType'>)", rest.lstrip(" :")):
        return Guess(("LD103", "LD905"), "None came where an array is wanted")
    if re.search(r"generator|iterator|dataset|loader|zip object", rest[:400], re.IGNORECASE):
        return Guess(("LD905", "LD102"), "an object came that Keras does not take for a source of batches")
    return Guess(("LD102", "LD101", "LD301", "LD905"), "nested Python lists came where arrays are wanted", question="do all inner lists have the same length")


def indices(match: Match, hints: Hints) -> Guess | None:
    """A table indexed by row numbers, which pandas looks up as column names."""
    return Guess(
        ("LD108", "LD109", "LD905"),
        "a pandas table was indexed by row numbers, which it looks up as column names",
        python="x = x.to_numpy()",
    )


def detected(match: Match, hints: Hints) -> Guess | None:
    """NumPy's ``inhomogeneous shape``."""
    shape = parse(match.group(1))
    return Guess(("LD301", "LD109"), f"sequences of different lengths do not make an array: {number(shape)}")


def number(shape: tuple[int | None, ...]) -> str:
    """``200 sequences``."""
    return f"{shape[0]:,} sequences" if shape and shape[0] else "they differ"


def broadcast(match: Match, hints: Hints) -> Guess | None:
    """``could not broadcast input array from shape (10,3) into shape (10)``: stacking unequal arrays."""
    given, wanted = parse(match.group(1)), parse(match.group(2))
    if len(given) == len(wanted) and given[1:] == wanted[1:] and given[:1] != wanted[:1]:
        return Guess(("LD301", "LD302"), f"a sequence of {given[0]} timesteps came where {wanted[0]} fit", found=given, expected=wanted)
    return Guess(("LD301", "LD109"), "arrays of different shapes do not make one array", found=given, expected=wanted)


def conflicting(match: Match, hints: Hints) -> Guess | None:
    """``Cannot batch tensors with different shapes in component 0``: 0 is the data, 1 the labels."""
    part = match.group(1)
    where = {"0": "the data", "1": "the labels"}.get(part or "", "a part")
    shapes = [parse(text) for text in re.findall(SHAPE, match.string[match.end() : match.end() + 300])][:2]
    sizes = f": {' and '.join(str(shape[0]) for shape in shapes)} rows" if len(shapes) == 2 and all(shapes) else ""
    return Guess(("LD301", "LD905"), f"{where} of a Dataset has elements of different lengths that cannot be batched{sizes}", python="dataset = dataset.padded_batch(32)")


RULES = (
    rule(r"unsupported (?:object|numpy|data) (?:data )?type:? ?([\w.<> ']{1,60}?)\)", unsupported),
    fixed(r"unsupported numpy (?:data )?type", "LD108", "the array has a dtype that no tensor has, such as dates or records"),
    rule(r"invalid dtype: ?['\"]?([\w<>|\[\]]{1,40})", invalid_dtype),
    rule(rf"inhomogeneous (?:shape|part).{{0,80}}?detected shape was {SHAPE}", detected),
    fixed(r"inhomogeneous (?:shape|part)", "LD301 LD109", "sequences of different lengths do not make an array"),
    fixed(r"setting an array element with a sequence", "LD301 LD109", "sequences of different lengths do not make an array of numbers"),
    fixed(r"only (?:size-1|length-1|integer scalar) arrays can be converted", "LD301 LD109", "an array stands where a number is wanted: sequences of different lengths", "TypeError"),
    fixed(r"creating an ndarray from ragged nested sequences", "LD301 LD109", "sequences of different lengths do not make an array"),
    rule(rf"could not broadcast input array from shape {SHAPE} into shape {SHAPE}", broadcast),
    fixed(r"all (?:the )?input array(?: dimension|s must have the same shape)|all input arrays must have the same shape|arrays must all be same shape", "LD301", "arrays of different shapes do not stack"),
    fixed(r"can't convert non-rectangular python sequence to tensor|non-rectangular|argument must be a dense tensor", "LD301", "sequences of different lengths do not make a tensor"),
    rule(r"cannot batch tensors with different shapes in component (\d)", conflicting),
    rule(r"cannot (?:add|batch) (?:tensor|elements?) (?:to the batch|with different).{0,20}?()(?=[:.\s])", conflicting),
    fixed(r"raggedtensor.{0,80}(?:not supported|unsupported|cannot|can't)|unexpected keyword argument 'ragged'|ragged tensors? (?:is|are) not", "LD301", "ragged tensors are not taken: the sequences have to be padded"),
    rule(r"could not convert string to (?:float|int)|cast string to \w+ is not supported|casting string to|unimplemented: cast string|cannot cast (?:string|ufunc)", text_value),
    fixed(r"ufunc 'isfinite' not supported|can't convert np\.ndarray of type numpy\.object_|numpy\.object_|dtype\('O'\) (?:to|cannot)", "LD109 LD108", "the array has dtype object", question=MIXED),
    rule(r"unrecognized data type: ?", data_type),
    rule(r"failed to find data adapter that can handle input: ?", data_type),
    fixed(r"expected all elements of `?x`? to be array-like|inputs to a layer should be tensors|received invalid input: .{0,400}of type|please provide as model inputs either a single array or a list of arrays|data should be a numpy array, or list/dict of numpy arrays|when feeding symbolic tensors", "LD102 LD109 LD905", "something that is not an array came as input"),
    fixed(r"(?:'list'|'tuple') object has no attribute 'shape'", "LD102 LD101", "a Python list came where an array is wanted", "AttributeError"),
    fixed(r"failed to convert object of type <(?:class|type) '(?:list|tuple)'", "LD301 LD102", "a list that is not rectangular came where a tensor is wanted"),
    fixed(r"'numpy\.ndarray' object has no attribute '(?:unsqueeze|columns|iloc)'", "LD108", "an array came where a table is wanted", "AttributeError"),
    rule(r"(?:not in index|are in the \[columns\])", indices),
    rule(r"^ ?\d+$", indices, "KeyError"),
    rule(r"keyerror: ?\d+$", indices),
    fixed(r"(?:found array with|with) 0 (?:feature|sample)\(?s|expect x to be a non-empty|expected input data to be non-empty|empty training data|cannot access local variable 'batch_outputs'|'batch_outputs' referenced before assignment|zero-size array to reduction|local variable 'logs' referenced|unexpected result of `?(?:train|predict|test)_function`? \(empty logs\)|has length 0|received an empty (?:generator|dataset)", "LD107 LD905", "an array or a Dataset is empty"),
    fixed(r"slice index -?\d+ of dimension \d+ out of bounds", "LD107 LD302 LD309", "the time axis is shorter than the model reads"),
    fixed(r"that don't all match|does not match type float|expected (?:float|double)(?:_ref)?,? (?:got|but got) (?:float|double)|tensor conversion requested dtype float\d+ for tensor with dtype float\d+|cannot compute \w+ as input #\d+.{0,60}was expected to be a \w+ tensor but is an? \w+ tensor", "LD504", "two float types meet: the data and the model have different ones"),
    fixed(r"initializer for variable .{0,120}is from inside a control-flow construct", "LD504 LD906", "the layer got integers or a type that it cannot make its weights of"),
    fixed(r"expected dtype=\w+, found dtype=|value passed to parameter '\w+' has datatype int", "LD504", "the data has another type of number than the layer takes"),
    fixed(r"tuple index out of range", "LD201 LD202", "code asks for an axis that the array does not have", "IndexError"),
    fixed(r"(?:complex|complex64|complex128).{0,60}(?:not supported|discard|imaginary)", "LD503", "the array holds complex numbers"),
    fixed(r"input contains nan|input contains infinity|input x contains nan|nan in (?:loss|summary histogram)|invalid loss, terminating training", "LD501", "the data, or the loss, holds NaN or infinity"),
    fixed(r"object arrays cannot be loaded when allow_pickle=false", "LD109 LD301", "the file holds an object array: a list of sequences that was never made an array"),
)  # fmt: skip
