"""Errors of few words that one line of Keras raises for one reason: templates of ``text @ line``."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import fixed_rule

HEAD = 'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    {}\n  File "/usr/lib/python3/site-packages/keras/engine/m.py", line 9, in {}\n    {}\n{}'
"""A traceback: the user's line, the function of Keras, its line, and the error."""
FIT = "model.fit(x, y, batch_size=8)"
PREDICT = "y = model.predict(x)"
RULES = (
    fixed_rule(
        "LD902 LD202",
        "a TimeDistributed layer got no sequence",
        {
            "^@ ...assert len({input_shape|shape}) >= 3": HEAD.format(
                "model.add(TimeDistributed(Dense(4)))",
                "build",
                "assert len(input_shape) >= 3",
                "AssertionError",
            ),
        },
        "AssertionError",
        help="let the recurrent layer before it give the whole sequence",
        python="layers.LSTM(units, return_sequences=True)",
    ),
    fixed_rule(
        "LD701 LD702",
        "the sample weights are not one per sample",
        {
            "^@ ...assert ...{sample_weight|weights|weight}.{shape|ndim}": HEAD.format(
                FIT,
                "standardize_weights",
                "assert y.shape[:sample_weight.ndim] == sample_weight.shape",
                "AssertionError",
            ),
        },
        "AssertionError",
        help="give one weight per sample, in the order of the samples",
    ),
    fixed_rule(
        "LD901 LD905",
        "validation_data is an array and not a tuple of data and labels",
        {
            "truth value of {an array|a DataFrame|a Series}...@ ...validation_data": HEAD.format(
                FIT,
                "fit",
                "if validation_data:",
                "ValueError: The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
            ),
        },
        "ValueError",
    ),
    fixed_rule(
        "LD906 LD705",
        "class_weight does not name every class that the labels hold",
        {
            "^{class:name} @ ...class_weight[[": HEAD.format(
                FIT,
                "<listcomp>",
                "weights = np.asarray([class_weight[cls] for cls in y_classes])",
                "KeyError: 2",
            ),
        },
        "KeyError",
        help="name every class in class_weight, counted as the labels are",
        python="class_weight = {c: 1.0 for c in np.unique(y)}",
        question="do the labels count from 0",
    ),
    fixed_rule(
        "LD102 LD206",
        "`pad_sequences` takes a list of sequences, not one sequence",
        {
            "object of type '{number:name}' has no len()...@ ...len{gths|(x)}": HEAD.format(
                "x = pad_sequences(x)",
                "pad_sequences",
                "lengths.append(len(x))",
                "TypeError: object of type 'int' has no len()",
            ),
        },
    ),
    fixed_rule(
        "LD301 LD201 LD107",
        "an array is sliced along an axis that it does not have: it holds sequences of different lengths, or none",
        {
            "too many indices for array...@ ...[[:": HEAD.format(
                FIT,
                "get_test_data",
                "x = data_windows[:, :-1]",
                "IndexError: too many indices for array",
            ),
        },
        "IndexError",
        question="what does print(array.shape, array.dtype) say",
    ),
    fixed_rule(
        "LD906 LD705",
        "class_weight is text, and Keras takes a dict of a weight for each class",
        {
            "'str' object has no attribute '{get|keys|items}' @ ...class_weight.": HEAD.format(
                FIT,
                "class_weight_to_sample_weights",
                "sample_weight[i] = class_weight.get(int(y[i]), 1.0)",
                "AttributeError: 'str' object has no attribute 'get'",
            ),
        },
        "AttributeError",
        help="count the classes, and give each its weight",
        python="class_weight = dict(enumerate(len(y) / np.bincount(y)))",
    ),
    fixed_rule(
        "LD105 LD103",
        "the names in the dict are not those of the inputs of the model",
        {
            "@ ...[[n]] for n in ref_input_names": HEAD.format(
                PREDICT,
                "<listcomp>",
                "return [inputs[n] for n in ref_input_names]",
                "KeyError: 'input_layer'",
            ),
        },
        "KeyError",
        help="name every array after its input: model.input_names lists them",
    ),
    fixed_rule(
        "LD702",
        "the model has several outputs, and one array of labels came",
        {
            "@ ...zip(output_names, y_true, y_pred)": HEAD.format(
                FIT,
                "build",
                "for name, yt, yp in zip(output_names, y_true, y_pred):",
                "OperatorNotAllowedInGraphError: Iterating over a symbolic `tf.Tensor` is not allowed.",
            ),
        },
        help="give one array of labels per output",
    ),
    fixed_rule(
        "LD905",
        "a Dataset from a generator does not say the shapes of its elements",
        {
            "'NoneType' object is not subscriptable @ ...input_shape[[": HEAD.format(
                "model.fit(dataset)",
                "call",
                "timesteps = input_shape[0] if self.time_major else input_shape[1]",
                "TypeError: 'NoneType' object is not subscriptable",
            ),
        },
        "TypeError",
        help="give Dataset.from_generator an output_signature of a tf.TensorSpec for each array, with its shape",
        python="output_signature=(tf.TensorSpec((timesteps, features)), tf.TensorSpec(()))",
    ),
    fixed_rule(
        "LD905 LD107",
        "a generator ended before its first batch",
        {
            "list index out of range @ ...first_batch{es|}[[0]]": HEAD.format(
                FIT,
                "__init__",
                "if not isinstance(first_batches[0], tuple):",
                "IndexError: list index out of range",
            ),
        },
        "IndexError",
    ),
    fixed_rule(
        "LD902 LD202 LD201",
        "a layer takes sequences and got fewer axes",
        {
            "^@ ...assert {x.ndim|ndim|K.ndim(x)} {>|=}= {n:int}": HEAD.format(
                "x = LSTM(4)(x)", "call", "assert K.ndim(x) == 3", "AssertionError"
            ),
        },
        "AssertionError",
    ),
    fixed_rule(
        "LD107",
        "there is no batch: an array or a Dataset is empty",
        {
            "math domain error...@ ...log10(self.target)": HEAD.format(
                PREDICT,
                "update",
                "numdigits = int(math.log10(self.target)) + 1",
                "ValueError: math domain error",
            ),
        },
        "ValueError",
    ),
    fixed_rule(
        "LD401",
        "the model answers for another number of samples than the batch has: its batch size is fixed",
        {
            "could not broadcast input array ...@ ...outs[[i]][[batch_start:batch_end]]": HEAD.format(
                PREDICT,
                "predict_loop",
                "outs[i][batch_start:batch_end] = batch_out",
                "ValueError: could not broadcast input array from shape (8,1) into shape (1,1)",
            ),
        },
        "ValueError",
        help="predict in batches of the size that the model was built for",
    ),
)
