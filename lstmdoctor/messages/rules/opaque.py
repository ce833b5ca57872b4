"""Errors that say nothing of data: the line of Keras that raised them does.

``AssertionError`` without a word, ``KeyError: 2``, ``The truth value of an array ... is ambiguous``. A
statement comes here as ``text @ line``, the line being the one that the last frame quotes.
"""

from __future__ import annotations

from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.paste.frames import Hints
from lstmdoctor.messages.paste.stage import Stage
from lstmdoctor.messages.rules.raised_at import FIT, HEAD, PREDICT
from lstmdoctor.messages.rules.rule import Said, rule

BUILDS = frozenset({"build", "compute_output_shape", "get_output_shape_for", "_compute_fans", "compute_fans"})
NUMBERS = frozenset({"int", "float", "bool"})
TOKENIZES = frozenset(
    {"fit_on_texts", "texts_to_sequences", "texts_to_sequences_generator", "text_to_word_sequence"}
)


def is_running(hints: Hints) -> bool:
    """Whether the error came below a call of fit or predict."""
    return hints.stage is Stage.RUN or hints.predict or hints.fitted


@rule(
    "^{axis:int} @ ...shape[[",
    "KeyError",
    example=HEAD.format('x = LSTM(4)({"a": x})', "build", "input_dim = input_shape[-1]", "KeyError: -1"),
)
def dict_for_array(said: Said, axis: int) -> Guess | None:
    """The axis of a shape that is a dict of shapes."""
    return Guess(
        ("LD906", "LD105"),
        "a dict of arrays came to a layer that takes one",
        help="call the layer on the array: the value of the dict, not the dict",
        python='layer(arrays["name"])',
    )


@rule(
    "list index out of range",
    "IndexError",
    example="""IndexError: Exception encountered when calling LSTM.call().

list index out of range

Arguments received by LSTM.call():
  • sequences=tf.Tensor(shape=(8, 10, 3), dtype=float32)
  • initial_state=['tf.Tensor(shape=(8, 4), dtype=float32)']
""",
)
def too_few_states(said: Said) -> Guess | None:
    """An initial state that lacks an array."""
    if not said.hints.state:
        return None
    words = "the initial state has fewer arrays than the layer keeps"
    return Guess(("LD906",), words, help="give two states to an LSTM, one to a GRU or SimpleRNN")


@rule(
    "'{kind:name}' object has no attribute 'lower'",
    "AttributeError",
    example=HEAD.format(
        "tokenizer.fit_on_texts(table.text)",
        "fit_on_texts",
        "text = [text_elem.lower() for text_elem in text]",
        "AttributeError: 'float' object has no attribute 'lower'",
    ),
)
def text_of_tokenizer(said: Said, kind: str) -> Guess | None:
    """A Tokenizer, on a column in which texts are missing."""
    if not TOKENIZES & said.hints.functions:
        return None
    return Guess(
        ("LD108", "LD501"),
        f"a Tokenizer takes texts, and one of them is of type {kind}: a text that is missing, mostly",
        help="leave out the rows without a text, or make a text of each value",
        python='texts = table.text.fillna("").astype(str)',
    )


@rule("^@", "StopIteration", example=HEAD.format(PREDICT, "peek", "peek = next(x)", "StopIteration"))
def ended_generator(said: Said) -> Guess | None:
    """A generator that ended before its first batch."""
    words = "a generator ended before it gave enough batches"
    return Guess(("LD905", "LD107"), words) if is_running(said.hints) else None


@rule(
    "tuple index out of range",
    "IndexError",
    example=HEAD.format(
        "model.add(LSTM(9))",
        "build",
        "self.input_dim = input_shape[2]",
        "IndexError: tuple index out of range",
    ),
)
def absent_axis(said: Said) -> Guess | None:
    """A layer that reads the axes of its input."""
    built = said.hints.stage in (Stage.BUILT, Stage.INNER) and BUILDS & said.hints.functions
    if built:
        words = "a layer asks for an axis its input does not have"
        return Guess(("LD902", "LD201", "LD202"), words)
    return Guess(("LD201", "LD202"), "code asks for an axis that the array does not have")


@rule(
    "'NoneType' object has no attribute '{shape|ndim|dtype|size}'",
    "AttributeError",
    "KeyError",
    example=HEAD.format(
        FIT,
        "standardize_input_data",
        "data = [standardize_single_array(x) for x in data]",
        "AttributeError: 'NoneType' object has no attribute 'shape'",
    ),
)
@rule(
    "pop from an empty set",
    example=HEAD.format(FIT, "check", "size = set_x.pop()", "KeyError: 'pop from an empty set'"),
)
def absent_array(said: Said) -> Guess | None:
    """None among the arrays, below a call of fit or predict."""
    words = "None came where an array is wanted"
    return Guess(("LD103", "LD701", "LD905"), words) if is_running(said.hints) else None


@rule(
    "'{kind:name}' object has no attribute '{shape|ndim}'",
    "AttributeError",
    example=HEAD.format(
        "model.fit(batches)",
        "standardize_batch",
        "return map_structure(lambda x: x.shape, batch)",
        "AttributeError: 'float' object has no attribute 'shape'",
    ),
)
def scalar_of_batch(said: Said, kind: str) -> Guess | None:
    """A single number among the arrays of a batch, below a call of fit or predict."""
    if kind not in NUMBERS or not is_running(said.hints):
        return None
    words = "a single number came where each batch holds an array: one sample instead of a batch of them"
    return Guess(("LD905", "LD203"), words)


@rule(
    "int() argument must be a string...not 'NoneType'",
    "TypeError",
    example=HEAD.format(
        "model.add(LSTM(4, input_shape=(10, None)))",
        "build",
        "self.kernel = self.add_weight(shape=(input_dim, self.units * 4))",
        "TypeError: int() argument must be a string, a bytes-like object or a real number, not 'NoneType'",
    ),
)
@rule(
    "unsupported operand type(s) for {sign:text}: {'NoneType' and 'int'|'int' and 'NoneType'}",
    "TypeError",
    example=HEAD.format(
        "model.add(LSTM(4, input_shape=(10, None)))",
        "_compute_fans",
        "scale /= max(1., float(fan_in + fan_out) / 2)",
        "TypeError: unsupported operand type(s) for +: 'NoneType' and 'int'",
    ),
)
def free_axis(said: Said, sign: str = "") -> Guess | None:
    """A layer that makes its weights of a size that is left free."""
    if not BUILDS & said.hints.functions:
        return None
    return Guess(("LD801", "LD210"), "an axis is left free whose size a layer needs to make its weights")


RULES = (
    dict_for_array,
    too_few_states,
    absent_array,
    free_axis,
    ended_generator,
    scalar_of_batch,
    text_of_tokenizer,
    absent_axis,
)
