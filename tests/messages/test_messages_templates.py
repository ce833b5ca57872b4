"""Every template of Keras 3 about shapes, data, labels and loading, filled in: its fault."""

from __future__ import annotations

import pytest

from lstmdoctor.messages import explain

TEMPLATES = (
    (
        "LD103",
        "Missing data for input \"b\". You passed a data dictionary with keys ['a']. Expected the following keys: ['a', 'b']",
    ),
    (
        "LD103",
        "Layer \"mi\" expects 2 named input(s) with keys ['seq_in', 'static_in'], but it received 1 input tensors. Pass inputs as a dict, e.g. `layer({'seq_in': ..., 'static_in': ...})`.",
    ),
    (
        "LD101",
        "Layer \"fn\" expects 1 named input(s) with keys ['inp'], but it received 200 input tensors. Pass inputs as a dict, e.g. `layer({'inp': ...})`.",
    ),
    (
        "LD101",
        'Layer "lstm_46" expects 1 input(s), but it received 200 input tensors. Inputs received: [<tf.Tensor: shape=(10, 3), dtype=float32, numpy=array([[0.1, 0.2, 0.3]])>]',
    ),
    (
        "LD102",
        "Inputs to a layer should be tensors. Got '[[1, 2]]' (of type <class 'list'>) as input for layer 'lstm'.",
    ),
    (
        "LD201",
        "Input 0 with name 'inp' of layer 'lstm_47' is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (200, 10)",
    ),
    (
        "LD902",
        "Input 0 with name 'inp' of layer 'lstm_30' is incompatible with the layer: expected ndim=3, found ndim=2. Full shape received: (None, 32)",
    ),
    (
        "LD209",
        "Input 0 with name 'inp' of layer 'x' is incompatible with the layer: expected max_ndim=3, found ndim=4",
    ),
    (
        "LD201",
        "Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected min_ndim=3, found ndim=2. Full shape received: (None, 32)",
    ),
    (
        "LD504",
        "Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected dtype=int32, found dtype=float32",
    ),
    (
        "LD210",
        "Input 0 with name 'inp' of layer 'conv1d' is incompatible with the layer: expected axis -1 of input shape to have value 3, but received input with shape (8, 10, 4)",
    ),
    (
        "LD302",
        "Input 0 with name 'inp' of layer 'dense_1' is incompatible with the layer: expected axis -1 of input shape to have value 10, but received input with shape (8, 14)",
    ),
    (
        "LD302",
        "Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected shape=(None, 5, 3), found shape=(8, 6, 3)",
    ),
    (
        "LD210",
        "Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected shape=(None, 5, 3), found shape=(None, 5, 2)",
    ),
    (
        "LD207",
        "Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected shape=(None, 50, 100), found shape=(None, 100, 50)",
    ),
    (
        "LD203",
        "Input 0 with name 'inp' of layer 'fn' is incompatible with the layer: expected shape=(None, 5, 3), found shape=(5, 3)",
    ),
    (
        "LD906",
        "When providing `inputs` as a dict, all keys in the dict must match the names of the corresponding tensors. Received key 'k' mapping to value <KerasTensor> which has name 'v'. Change the tensor name to 'k' (via `Input(..., name='k')`)",
    ),
    ("LD103", "The input 'a' is not optional, but None was passed. Please provide a valid tensor."),
    (
        "LD906",
        "The structure of `inputs` doesn't match the expected structure.\nExpected: ['input_layer']\nReceived: inputs=Tensor(shape=(1, 130, 2))",
    ),
    (
        "LD203",
        "Invalid input shape for input Tensor(\"data:0\", shape=(10, 3), dtype=float32) with name 'keras_tensor' and path ''. Expected shape (None, 10, 3), but input has incompatible shape (10, 3)",
    ),
    (
        "LD201",
        "Invalid input shape for input [[0. 0. 0.]\n [0. 0. 0.]] with name 'inp' and path ''. Expected shape (None, 5, 1), but input has incompatible shape (8, 5)",
    ),
    (
        "LD906",
        "Sequential model 'sequential' has already been configured to use input shape (None, 5, 3). You cannot add a different Input layer to it.",
    ),
    (
        "LD906",
        "Sequential model 'sequential' has already been configured to use input shape (None, 5, 3). You cannot build it with input_shape (None, 6, 3)",
    ),
    ("LD801", "Sequential model 'sequential' has no defined input shape yet."),
    ("LD801", "Sequential model 'sequential' has no defined output shape yet."),
    ("LD801", "Sequential model 'sequential' has no defined inputs yet."),
    (
        "LD906",
        "Do not pass an `input_shape`/`input_dim` argument to a layer. When using Sequential models, prefer using an `Input(shape)` object as the first layer in the model instead.",
    ),
    (
        "LD906",
        "You called `set_weights(weights)` on layer 'lstm' with a weight list of length 2, but the layer was expecting 3 weights.",
    ),
    ("LD906", "Layer lstm weight shape (3, 16) is not compatible with provided weight shape (4, 16)."),
    (
        "LD906",
        "Only input tensors may be passed as positional arguments. The following argument value should be passed as a keyword argument: 3 (of type <class 'int'>)",
    ),
    (
        "LD906",
        "Layer 'flatten' (of type Flatten) was passed an input with a mask attached to it. However, this layer does not support masking and will therefore destroy the mask information. Downstream layers will not see the mask.",
    ),
    (
        "LD801",
        "You tried to call `count_params` on layer 'lstm', but the layer isn't built. You can build it manually via: `layer.build(input_shape)`.",
    ),
    (
        "LD906",
        "In a nested call() argument, you cannot mix tensors and non-tensors. Received invalid mixed argument: inputs=[<KerasTensor>, 3]",
    ),
    ("LD906", "You cannot pass both `shape` and `batch_shape` at the same time."),
    ("LD906", "You cannot pass both `batch_size` and `batch_shape` at the same time."),
    ("LD906", "You must pass a `shape` argument."),
    ("LD601", "`input_dim` must be a positive integer. Received: input_dim=0 (of type int)."),
    ("LD906", "`output_dim` must be a positive integer. Received: output_dim=0 (of type int)."),
    ("LD906", "Argument `input_length` is deprecated. Just remove it."),
    ("LD906", "state_size must be an integer, or a list/tuple of integers (one for each state tensor)."),
    ("LD906", "output_size must be an integer."),
    (
        "LD904",
        "When using `stateful=True` in a RNN, the batch size must be static. Found dynamic batch size: sequence.shape=(None, 5, 3)",
    ),
    (
        "LD801",
        "Cannot unroll a RNN if the time dimension is undefined. \n- If using a Sequential model, specify the time dimension by passing an `Input()` as your first layer.",
    ),
    (
        "LD401",
        "If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial state. \n- Expected batch size: 4\n- Received batch size: 8",
    ),
    (
        "LD902",
        "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, received: (None, 8)",
    ),
    (
        "LD906",
        "The `mask` passed to the `TimeDistributed` layer must be at least 2D (e.g., `(batch_size, timesteps)`), but it has 1 dimension(s) with shape (8,).",
    ),
    (
        "LD906",
        "The `mask` passed to the `TimeDistributed` layer has a shape (8, 4) that is incompatible with the input shape (8, 5, 3). The first two dimensions of the mask (batch size and timesteps) must match the input's first two dimensions. Expected mask shape prefix: (8, 5).",
    ),
    (
        "LD801",
        "ConvLSTM layers only support static input shapes for the spatial dimension. Received invalid input shape: input_shape=(None, 5, None, 7, 1)",
    ),
    (
        "LD801",
        "The channel dimension of the inputs (last axis) should be defined. Found None. Full input shape received: input_shape=(None, 5, 6, 7, None)",
    ),
    (
        "LD210",
        "The number of input channels must be evenly divisible by the number of groups. Received groups=2, but the input has 3 channels (full input shape is (None, 10, 3)).",
    ),
    ("LD302", "Inputs have incompatible shapes. Received shapes (5, 3) and (6, 3)"),
    (
        "LD103",
        "A merge layer should be called on a list of inputs. Received: input_shape=(None, 5, 3) (not a list of shapes)",
    ),
    (
        "LD103",
        "A merge layer should be called on a list of at least 1 input. Received 0 inputs. Full input_shape received: []",
    ),
    (
        "LD106",
        "Cannot merge tensors with different batch sizes. Received tensors with shapes [(8, 5), (7, 5)]",
    ),
    (
        "LD103",
        "A merge layer should be called on a list of inputs. Received: inputs=Tensor (not a list of tensors)",
    ),
    (
        "LD906",
        "The lists `inputs` and `mask` should have the same length. Received: inputs=[] of length 2, and mask=[] of length 1",
    ),
    (
        "LD103",
        "A `Concatenate` layer should be called on a list of at least 1 input. Received: input_shape=[]",
    ),
    ("LD103", "A `Concatenate` layer should be called on a list of inputs. Received: input_shape=(None, 3)"),
    (
        "LD302",
        "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. Received: input_shape=[(None, 5, 3), (None, 6, 3)]",
    ),
    ("LD103", "`inputs` should be a list. Received: inputs=Tensor"),
    ("LD201", "Cannot do batch_dot on inputs with rank < 2. Received inputs with shapes (8,) and (8, 3)."),
    (
        "LD106",
        "Cannot do batch_dot on inputs with different batch sizes. Received inputs with shapes (8, 3) and (7, 3).",
    ),
    (
        "LD302",
        "Incompatible input shapes: axis values 5 (at axis 1) != 6 (at axis 1). Full input shapes: (None, 5, 3), (None, 6, 3)",
    ),
    ("LD201", "Axis 3 is out of bounds for input shape (None, 5, 3). Received: axis=3"),
    (
        "LD906",
        "The mask provided should be one dimension less than the inputs. Received: mask.shape=(8,), inputs.shape=(8, 5, 3)",
    ),
    (
        "LD906",
        "When setting values directly, `mean` and `variance` must have the same shape. Received: mean shape (3,) and variance shape (4,)",
    ),
    (
        "LD210",
        "The layer was built with input_shape=(None, 5, 3), but adapt() is being called with data with an incompatible shape, data.shape=(8, 5, 4)",
    ),
    ("LD210", "adapt() yielded a batch with incompatible shape. Expected (None, 5, 3), got (8, 5, 4)."),
    (
        "LD103",
        "Attention layer must be called on a list of inputs, namely [query, value] or [query, value, key]. Received: inputs=Tensor.",
    ),
    (
        "LD103",
        "Attention layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. Received length: 1.",
    ),
    ("LD102", "Unrecognized data type: x=[[[0.93, 0.1], [0.2, 0.3]]] (of type <class 'list'>)"),
    (
        "LD905",
        "When providing `x` as a tf.data.Dataset, `y` should not be passed. Instead, the targets should be included as part of the tf.data.Dataset.",
    ),
    (
        "LD101",
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: 10, 10, 10, 10, 10, 10\n'y' sizes: 6\n",
    ),
    (
        "LD701",
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: 8\n'y' sizes: 7\n",
    ),
    (
        "LD301",
        "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples.'x' sizes: 50, 41, 33, 27\n'y' sizes: 4\n",
    ),
    (
        "LD905",
        "When passing a dataset to a Keras model, the arrays must be at least rank 1. Received: tf.Tensor(3, shape=(), dtype=int32) of rank 0.",
    ),
    (
        "LD905",
        "When passing a dataset to a Keras model, the corresponding arrays in each batch must have the same rank. Received: tf.Tensor and tf.Tensor",
    ),
    ("LD102", "Expected all elements of `x` to be array-like. Received invalid types: x=[[1, 2], [3, 4]]"),
    (
        "LD701",
        "You should provide one `sample_weight` array per output in `y`. The two structures did not match:\n- y: *\n- sample_weight: ['*', '*']\n",
    ),
    (
        "LD702",
        "For a model with multiple outputs, when providing a single `sample_weight` array, it should only have one scalar score per sample (i.e. shape `(num_samples,)`). If you want to use non-scalar sample weights, pass a `sample_weight` argument with one array per model output.",
    ),
    ("LD906", "`class_weight` is only supported for Models with a single output."),
    (
        "LD102",
        "Expected a NumPy array, tf.Tensor, tf.RaggedTensor, tf.SparseTensor, jax.np.ndarray, jax.experimental.sparse.JAXSparse, torch.Tensor, Pandas Dataframe, or Pandas Series. Received invalid input: [1, 2] (of type <class 'list'>)",
    ),
    (
        "LD905",
        "Argument `validation_split` is only supported for tensors or NumPy arrays.Found incompatible type in the input: [<class 'list'>]",
    ),
    (
        "LD107",
        "Training data contains 1 samples, which is not sufficient to split it into a validation and training set as specified by `validation_split=0.2`. Either provide more data, or a different value for the `validation_split` argument.",
    ),
    (
        "LD107",
        "When passing a Python generator to a Keras model, the generator must yield at least one batch. Received an empty generator.",
    ),
    (
        "LD905",
        "When passing a Python generator to a Keras model, the generator must return a tuple, either (input,) or (inputs, targets) or (inputs, targets, sample_weights). Received: [[1.0]]",
    ),
    (
        "LD905",
        "Generator yielded an element of shape (32, 12, 3) where an element of shape (None, 10, 3) was expected. Your generator provides tensors with variable input dimensions other than the batch size.",
    ),
    (
        "LD905",
        "PyDataset.__getitem__() must return a tuple or a dict. If a tuple, it must be ordered either (input,) or (inputs, targets) or (inputs, targets, sample_weights). Received: [array([[1.]])]... of type <class 'list'>",
    ),
    ("LD107", "The PyDataset has length 0"),
    (
        "LD801",
        "Unable to automatically build the model. Please build it yourself before calling fit/evaluate/predict. A model is 'built' when its variables have been created and its `self.built` attribute is True.",
    ),
    ("LD702", "y_true and y_pred have different structures.\ny_true: *\ny_pred: ['*', '*']\n"),
    (
        "LD309",
        "The convolution operation resulted in an empty output. Output shape: (8, 0, 4). This can happen if the input is too small for the given kernel size, strides, dilation rate, and padding mode. Please check the input shape and convolution parameters.",
    ),
    (
        "LD702",
        "Arguments `target` and `output` must be at least rank 1. Received: target.shape=(), output.shape=(None, 5)",
    ),
    (
        "LD704",
        "Arguments `target` and `output` must have the same rank (ndim). Received: target.shape=(None,), output.shape=(None, 5)",
    ),
    (
        "LD702",
        "Arguments `target` and `output` must have the same shape. Received: target.shape=(None, 3), output.shape=(None, 2)",
    ),
    ("LD702", "Argument `output` must be at least rank 1. Received: output.shape=()"),
    (
        "LD704",
        "Argument `output` must have rank (ndim) `target.ndim - 1`. Received: target.shape=(None, 5), output.shape=(None, 5)",
    ),
    (
        "LD702",
        "Arguments `target` and `output` must have the same shape up until the last dimension: target.shape=(None, 10), output.shape=(None, 5)",
    ),
    ("LD801", "Unrolling requires a fixed number of timesteps."),
    (
        "LD905",
        "All tensors passed to `ops.shape` must have a statically known rank. Received: x=Tensor with unknown rank.",
    ),
    (
        "LD801",
        "Shapes used to initialize variables must be fully-defined (no `None` dimensions). Received: shape=(None, 12) for variable path='lstm_34/lstm_cell/kernel'",
    ),
    (
        "LD906",
        "The shape of the target variable and the shape of the target value in `variable.assign(value)` must match. variable.shape=(3, 16), Received: value.shape=(4, 16). Target variable: <Variable>",
    ),
    ("LD109", "Invalid dtype: object"),
    ("LD108", "Invalid dtype: str96"),
    ("LD108", "Invalid dtype: void96"),
    ("LD801", "Undefined shapes are not supported."),
    ("LD906", "Cannot convert '3' to a shape."),
    ("LD906", "Cannot convert '(3, 'a')' to a shape. Found invalid dimension 'a' of type '<class 'str'>'. "),
    ("LD906", "Cannot convert '(-1, 3)' to a shape. Negative dimensions are not allowed."),
    (
        "LD704",
        "In loss categorical_crossentropy, expected y_pred.shape to be (batch_size, num_classes) with num_classes > 1. Received: y_pred.shape=(None, 1). Consider using 'binary_crossentropy' if you only have 2 classes.",
    ),
    (
        "LD707",
        "Targets `y_true` are expected to be a tensor of shape `(batch_size, max_length)` in integer format. Received: y_true.shape=(8,)",
    ),
    (
        "LD707",
        "Logits `y_pred` are expected to be a tensor of shape `(batch_size, max_length, num_classes)`. Received: y_pred.shape=(8, 5)",
    ),
    (
        "LD702",
        "Cannot broadcast shape, the failure dim has value 3, which cannot be broadcasted to 2. Input shapes are: (8, 3) and (8, 2).",
    ),
    (
        "LD309",
        "Computed output size would be zero or negative. Received: `inputs.shape=(None, 2, 4)`, `pool_size=(3,)`, `strides=(3,)`, `padding=valid`.",
    ),
    (
        "LD309",
        "Computed output size would be zero or negative. Received `inputs shape=(None, 2, 4)`, `kernel shape=(5, 4, 8)`, `dilation_rate=1`, `strides=1`, `padding=valid`.",
    ),
    (
        "LD210",
        "Inner dimensions (`x1.shape[-1]` and `x2.shape[-2]`) must be equal, but received `x1.shape=(8, 4)` and `x2.shape=(3, 16)`.",
    ),
    (
        "LD205",
        "The total size of the tensor must be unchanged. Received: input_shape=(None, 30), target_shape=(5, 3)",
    ),
    (
        "LD205",
        "The total size of the tensor must be unchanged, however, the input size cannot by divided by the specified dimensions in target_shape. Received: input_shape=(31,), target_shape=(-1, 3)",
    ),
    (
        "LD103",
        "Function was called with an invalid input structure. Expected input structure: ['*', '*']\nReceived input structure: *",
    ),
    (
        "LD302",
        "Functional was passed incompatible inputs. For input 'inp', expected shape (None, 5, 3), but received instead a tensor with shape (8, 6, 3).",
    ),
    (
        "LD108",
        "`dtype` int32 is not compatible with `value`'s type: <class 'str'>\nYou should set `dtype=object` for variable length strings.",
    ),
    ("LD210", "Shape of sample (4,) of sequence at position 3 is different from expected shape (3,)"),
    (
        "LD206",
        "`start_index` must be lower than the length of the data. Received: start_index=100, for data of length 50",
    ),
    (
        "LD206",
        "`end_index` must be lower than the length of the data. Received: end_index=100, for data of length 50",
    ),
    (
        "LD206",
        "`sampling_rate` must be lower than the length of the data. Received: sampling_rate=100, for data of length 50",
    ),
    (
        "LD206",
        "`sequence_stride` must be lower than the length of the data. Received: sequence_stride=100, for data of length 50",
    ),
    ("LD701", "Data and targets have to be of same length. Data length is 100 while target length is 90"),
    (
        "LD206",
        "`start_index+length=10 > end_index=9` is disallowed, as no part of the sequence would be left to be used as current step.",
    ),
    ("LD802", "Unrecognized keyword arguments passed to LSTM: {'time_major': False}"),
    (
        "LD802",
        "Could not deserialize class 'Functional' because its parent module keras.src.engine.functional cannot be imported.",
    ),
    (
        "LD803",
        "Could not locate class 'Sub'. Make sure custom classes and functions are decorated with `@keras.saving.register_keras_serializable()`.",
    ),
    (
        "LD803",
        "Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda. This carries a potential risk of arbitrary code execution and thus it is disallowed by default.",
    ),
    ("LD802", "\"There is no item named 'config.json' in the archive\""),
    ("LD801", "No model config found in the file at m.h5."),
    (
        "LD802",
        "File format not supported: filepath=m. Keras 3 only supports V3 `.keras` files, legacy H5 format files (`.h5` extension). Note that the legacy SavedModel format is not supported by `load_model()` in Keras 3.",
    ),
    ("LD802", "File not found: filepath=m.keras. Please ensure the file is an accessible `.keras` zip file."),
)


@pytest.mark.parametrize(("code", "text"), TEMPLATES, ids=lambda part: part[:60])
def test_the_template_is_read(code: str, text: str) -> None:
    explanation = explain(text)
    assert explanation.code == code, explanation


@pytest.mark.parametrize(("code", "text"), TEMPLATES, ids=lambda part: part[:60])
def test_it_is_read_inside_a_traceback_too(code: str, text: str) -> None:
    frames = (
        'Traceback (most recent call last):\n  File "train.py", line 3, in <module>\n    model.fit(x, y)\n'
    )
    assert explain(f"{frames}ValueError: {text}\n").code == code
