"""Names that a pickle of something else than arrays mentions, and how to save that as an array."""

from __future__ import annotations

from lstmdoctor.text import safe_text

PREPROCESSING = (
    "keras.preprocessing",
    "keras.src.preprocessing",
    "keras.src.legacy.preprocessing",
    "keras_preprocessing",
    "tensorflow.keras.preprocessing",
    "tensorflow.python.keras.preprocessing",
    "tf_keras.preprocessing",
    "tf_keras.src.preprocessing",
)
"""Where the classes that prepare data stood from version to version."""
CONVERSIONS = (
    (
        "joblib.numpy_pickle.NDArrayWrapper",
        "a joblib dump of a version before 0.10, whose arrays stand in files beside it",
        "np.save(path, joblib.load(file))",
    ),
    (
        "joblib.numpy_pickle.ZNDArrayWrapper",
        "a joblib dump of a version before 0.10, whose arrays stand in files beside it",
        "np.save(path, joblib.load(file))",
    ),
    (
        "pandas.",
        "a pandas object",
        "np.save(path, df.to_numpy()), or df.to_parquet(path), which keeps the names of its columns",
    ),
    ("torch.", "a torch tensor", "np.save(path, tensor.detach().cpu().numpy())"),
    ("tensorflow.", "a TensorFlow object", "np.save(path, tensor.numpy())"),
    *(
        (
            f"{package}.text.Tokenizer",
            "a Keras Tokenizer, not the data",
            "np.save(path, pad_sequences(tokenizer.texts_to_sequences(texts)))",
        )
        for package in PREPROCESSING
    ),
    *(
        (
            f"{package}.sequence.TimeseriesGenerator",
            "a Keras TimeseriesGenerator, not the data",
            "np.save(path, generator.data), then cut windows of it with --window",
        )
        for package in PREPROCESSING
    ),
    ("keras.", "a Keras object", "np.save(path, keras.ops.convert_to_numpy(tensor)) for a tensor"),
    ("tf_keras.", "a Keras object", "np.save(path, tensor.numpy()) for a tensor"),
    ("jax.", "a jax array", "np.save(path, np.asarray(array))"),
    ("jaxlib.", "a jax array", "np.save(path, np.asarray(array))"),
    ("scipy.sparse.", "a scipy sparse matrix", "np.save(path, matrix.toarray())"),
    ("numpy.ma.", "a masked array", "np.save(path, array.filled(0)), with the value that stands for nothing"),
    ("numpy.matrixlib.", "a numpy.matrix", "np.save(path, np.asarray(matrix))"),
    ("numpy.matrix", "a numpy.matrix", "np.save(path, np.asarray(matrix))"),
    ("numpy.rec.", "a record array", "np.save(path, np.asarray(array))"),
    ("polars.", "a polars object", "np.save(path, df.to_numpy())"),
    ("xarray.", "an xarray object", "np.save(path, array.to_numpy())"),
    ("sklearn.", "a scikit-learn object", "np.save(path, array) for the array that it came from"),
    (
        "numpy._core._internal._convert_to_stringdtype",
        "an array of text (StringDType)",
        "numbers with np.save",
    ),
    ("dill.", "an object saved by dill", "the arrays in it with np.save"),
    ("cloudpickle.", "an object saved by cloudpickle", "the arrays in it with np.save"),
)


def foreign_name_advice(module: str, name: str) -> str:
    """The sentence that refuses a name, and how to save the same values as an array."""
    full = f"{module}.{name}"
    shown = safe_text(full, 120)
    for prefix, what, conversion in CONVERSIONS:
        if full.startswith(prefix):
            how = conversion if conversion.startswith("np.") else f"save {conversion}"
            return f"a pickle of {what} ({shown}), which takes code to load: {how}"
    return f"a pickle that refers to {shown}, which could run code; not loaded"
