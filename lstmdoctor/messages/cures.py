"""What to do about a fault where the text gives nothing more exact: an imperative and lines to paste."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cure:
    """A cure.

    Parameters
    ----------
    help : str
        Imperative, no full stop.
    python : str
        Lines for `x`, `y` and `model`; "" where no line cures it.
    """

    help: str
    python: str = ""


CURES = {
    "LD101": Cure("stack the list into one array; never wrap it in another list", "x = np.stack(x)"),
    "LD102": Cure("make an array of the lists", 'x = np.asarray(x, dtype="float32")'),
    "LD103": Cure(("give every input of the model its "
"array, in the order of model.inputs"), "print(model.input_names)"),
    "LD104": Cure("leave out the array that no input takes", "print(model.input_names)"),
    "LD105": Cure("name the arrays after the inputs of the model", ("x = {name: arrays[name] for "
"name in model.input_names}")),
    "LD106": Cure(("give every input the same "
"samples in the same order"), "print([len(array) for array in x])"),
    "LD107": Cure("find the filter, split or path that left nothing over", "print(np.shape(x), np.shape(y))"),
    "LD108": Cure(("turn text, dates and categories into "
"numbers, and a table into an array"), 'x = table.to_numpy(dtype="float32")'),
    "LD109": Cure(("make an array of numbers, after "
"padding where the lengths differ"), 'x = np.stack([np.asarray(s, dtype="float32") for s in x])'),
    "LD201": Cure("add the feature axis", "x = x[..., None]"),
    "LD202": Cure(("add the time axis, or cut windows where "
"the rows are steps of one series"), "x = x[:, None]"),
    "LD203": Cure("add the batch axis in front", "x = x[None]"),
    "LD204": Cure("remove the axis of size 1", "x = np.squeeze(x, axis=-1)"),
    "LD205": Cure(("cut every row back into timesteps, "
"if a row was made from them"), "x = x.reshape(len(x), timesteps, features)"),
    "LD206": Cure(
        "cut the series into windows, with one label per window",
        ("windows = np.lib.stride_tricks.sliding_window_view(x, timesteps, axis=0)\nx = "
"np.moveaxis(windows, -1, 1)"),
    ),
    "LD207": Cure("swap the two axes with a transpose, not with a reshape", "x = np.swapaxes(x, 1, 2)"),
    "LD208": Cure(("bring the samples to the front with "
"a transpose, not with a reshape"), "x = np.swapaxes(x, 0, 1)"),
    "LD209": Cure("join the batches into one batch axis", "x = np.concatenate(x)"),
    "LD210": Cure(("give the features the model was built "
"with, or build it for those you have"), "print(model.input_shape, x.shape)"),
    "LD299": Cure("compare the two shapes axis by axis", "print(model.input_shape, x.shape)"),
    "LD301": Cure(
        "pad all sequences to one length, with a dtype that keeps the values",
        'x = keras.utils.pad_sequences(x, dtype="float32", padding="post")',
    ),
    "LD302": Cure(
        "pad or cut the sequences to the timesteps of the model, or build it with timesteps left free",
        'x = keras.utils.pad_sequences(x, maxlen=model.input_shape[1], dtype="float32", padding="post")',
    ),
    "LD303": Cure(("leave out sequences of length 0 "
"and rows that are padding only"), "keep = np.any(x != 0, axis=(1, 2))\nx, y = x[keep], y[keep]"),
    "LD304": Cure("give every layer behind the mask one that passes it on"),
    "LD307": Cure("pad at the end", 'x = keras.utils.pad_sequences(x, dtype="float32", padding="post")'),
    "LD309": Cure("give longer sequences, or a smaller kernel, pool or stride; look whether time "
"stands on axis 1"),
    "LD401": Cure(
        "give every batch, the last and the validation batches included, the size the model was built for",
        "n = len(x) // batch * batch\nmodel.fit(x[:n], y[:n], batch_size=batch, shuffle=False)",
    ),
    "LD501": Cure(("find the values that are not finite "
"and decide what stands for them"), "print(np.argwhere(~np.isfinite(x))[:10])"),
    "LD503": Cure("give real and imaginary part as two features", ("x = np.concatenate([x.real, "
"x.imag], axis=-1)")),
    "LD504": Cure("give the data the float type of the model", 'x = x.astype("float32")'),
    "LD601": Cure("give the Embedding the largest id of all data + 1 as input_dim", "print(x.max())"),
    "LD602": Cure("find where negative ids come from", "print(np.argwhere(x < 0)[:10])"),
    "LD603": Cure("give whole numbers as ids", 'x = x.astype("int32")  # only if every value is whole'),
    "LD604": Cure(("feed token ids, or leave out the Embedding "
"where the data already holds vectors"), "x = x.argmax(axis=-1)  # only if every row is one-hot"),
    "LD605": Cure("put an Embedding first, or make the ids one-hot", ("x = keras.utils.to_categorical"
"(x, number_of_tokens)")),
    "LD701": Cure("find where x or y lost or gained samples", "print(np.shape(x), np.shape(y))"),
    "LD702": Cure(("give one label of the shape of the "
"output for every answer of the model"), "print(model.output_shape, y.shape)"),
    "LD703": Cure("give the labels exactly the shape of the output", "print(model.output_shape, y.shape)"),
    "LD704": Cure(("use sparse_categorical_crossentropy for class ids, categorical_crossentropy for "
"one-hot rows"), 'model.compile(loss="sparse_categorical_crossentropy", optimizer="adam")'),
    "LD705": Cure("count the classes from 0, or give the last layer more units", "print(y.min(), y.max())"),
    "LD706": Cure("turn the names of classes into ids", "classes, y = np.unique(y, return_inverse=True)"),
    "LD801": Cure("put an Input with the shape of one sample first", ("model = keras.Sequential([keras.Input"
"((timesteps, features)), ...])")),
    "LD802": Cure(("load the file with the version of Keras that wrote it, or rebuild the model and "
"load the weights"), "print(keras.__version__)"),
    "LD803": Cure(("hand the custom classes to "
"load_model, after reading what they "
"do"), "model = keras.models.load_model(path, custom_objects={...})"),
    "LD805": Cure(("build the model from the shape "
"of one sample, x.shape[1:]"), "layer = keras.Input(x.shape[1:])"),
    "LD901": Cure(("hand data and labels over as "
"a tuple, not as a list"), "model.fit(x, y, validation_data=(x_val, y_val))"),
    "LD902": Cure(("let every recurrent layer that another "
"one follows give its whole sequence"), "layers.LSTM(units, return_sequences=True)"),
    "LD903": Cure(("bring the validation data to the "
"shape of the training data"), "print(x.shape, x_val.shape)"),
    "LD904": Cure("give the model a fixed batch size", ("keras.Input(batch_shape=(batch"
", timesteps, features))")),
    "LD905": Cure(("batch the Dataset once, and let "
"it yield tuples of (x, y)"), "dataset = dataset.batch(32)\nprint(dataset.element_spec)"),
    "LD906": Cure("look at the model and the versions installed: no data file is at fault"),
}  # fmt: skip
