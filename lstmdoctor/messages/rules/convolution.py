"""Sequences too short for a convolution, windows that do not fit into a series, reshapes that do not add up."""

from __future__ import annotations

from lstmdoctor.core.spec import Shape
from lstmdoctor.messages.explanation import Guess
from lstmdoctor.messages.rules.rule import Said, fixed_rule, rule
from lstmdoctor.text import shape_text

ANOTHER_SIZE = "a reshape changes the number of values"


@rule(
    "Negative dimension size caused by subtracting {kernel:int} from {length:int}",
    example="ValueError: Negative dimension size caused by subtracting 3 from 2 for 'conv1d_2/convolution/Conv2D' (op: 'Conv2D') with input shapes: [?,1,2,64], [1,3,64,64].",
)
@rule(
    "requires that kernel dim {kernel:int} <= input dim {length:int}",
    example="ValueError: Convolution operation requires that kernel dim 5 <= input dim 4",
)
def kernel_too_long(said: Said, kernel: int, length: int) -> Guess | None:
    """The timesteps that are left, and the kernel that comes."""
    return Guess(("LD309",), f"{length} timesteps are left where a kernel or pool of {kernel} comes")


@rule(
    "shape {wanted:shape} is invalid for input of size {size:int}",
    example="RuntimeError: shape '[20, 10, 3]' is invalid for input of size 640",
)
@rule(
    "cannot reshape array of shape {found:shape} (size {size:int}) into shape {wanted:shape}",
    example="TypeError: cannot reshape array of shape (640,) (size 640) into shape (20, 10, 3) (size 600)",
)
@rule(
    "cannot reshape array of size {size:int} into shape {wanted:shape}",
    example="ValueError: cannot reshape array of size 3000000 into shape (100000,5,30)",
)
def reshaped_array(said: Said, size: int, wanted: Shape, found: Shape = ()) -> Guess | None:
    """NumPy, PyTorch and JAX."""
    rows = wanted[0] if wanted else None
    windows = len(wanted) > 2 and rows and size % rows == 0
    return Guess(
        ("LD206", "LD205", "LD202") if windows else ("LD205", "LD206", "LD202"),
        f"an array of {size:,} values cannot be reshaped to {shape_text(wanted)}: windows that overlap repeat "
        "values, which no reshape can do",
        expected=wanted,
        question="are the samples windows of one series, or rows that were flattened",
    )


@rule(
    "total size of {the tensor|new array} must be unchanged...input_shape={found:shape}, target_shape={wanted:shape}",
    example="ValueError: The total size of the tensor must be unchanged. Received: input_shape=(None, 30), target_shape=(5, 3)",
)
@rule(
    "total size of {the tensor|new array} must be unchanged...input_shape = {found:shape}, output_shape = {wanted:shape}",
    example="ValueError: total size of new array must be unchanged, input_shape = [30], output_shape = [5, 4]",
)
def reshaped_layer(said: Said, found: Shape, wanted: Shape) -> Guess | None:
    """A Reshape layer, per sample."""
    words = f"{shape_text(found)} does not reshape to {shape_text(wanted)}: the numbers of values differ"
    sequence = len([size for size in found if size is not None]) > 1
    return Guess(
        ("LD302", "LD205", "LD906") if sequence else ("LD205", "LD302", "LD206"), words, wanted, found
    )


RULES = (
    fixed_rule(
        "LD205 LD401 LD206",
        "the rows do not divide into so many equal parts",
        {
            "array split does not result in an equal division": "ValueError: array split does not result in an equal division",
        },
        help="leave out the rows that are over, or take np.array_split where parts may differ",
        python="rows = len(x) // parts * parts\nx = x[:rows]",
    ),
    fixed_rule(
        "LD205 LD302 LD206",
        ANOTHER_SIZE,
        {
            "Size({n:int}) must match the product of shape": "Error: Size(15987) must match the product of shape 3",
            "however, the input size cannot by divided by": "ValueError: The total size of the tensor must be unchanged, however, the input size cannot by divided by the specified dimensions in target_shape. Received: input_shape=(31,), target_shape=(-1, 3)",
        },
    ),
    fixed_rule(
        "LD401 LD302 LD906",
        "a tensor has another size than the TFLite model was converted for",
        {
            "tensorflow/lite/kernels/...failed to {prepare|invoke}": "RuntimeError: tensorflow/lite/kernels/concatenation.cc:80 t->dims->data[d] != t0->dims->data[d] (8928 != 1)Node number 23 (CONCATENATION) failed to prepare.\nNode number 5 (WHILE) failed to invoke.",
        },
        help="resize the input of the interpreter before allocate_tensors, or convert with your sizes",
        python="interpreter.resize_tensor_input(index, x.shape)\ninterpreter.allocate_tensors()",
    ),
    fixed_rule(
        "LD210",
        "a convolution got another number of features than its kernel, or its groups, were made for",
        {
            "Depth of output ({filters:int}) is not a multiple of the number of groups ({groups:int})": "InvalidArgumentError: Depth of output (4) is not a multiple of the number of groups (3) for '{{node sequential/conv1d/conv1d}} = Conv2D[...]' with input shapes: [?,1,10,3], [1,3,1,4].",
            "Depth of input ({given:int}) is not a multiple of input depth of filter ({wanted:int})": "ValueError: Depth of input (3) is not a multiple of input depth of filter (2) for 'conv1d_1/convolution' (op: 'Conv2D') with input shapes: [?,1,50,3], [1,3,2,8].",
            "input depth must be evenly divisible by filter depth": "InvalidArgumentError: input depth must be evenly divisible by filter depth: 3 vs 2 [Op:Conv2D]",
            "number of input channels must be evenly divisible by the number of groups": "ValueError: The number of input channels must be evenly divisible by the number of groups. Received groups=2, but the input has 3 channels (full input shape is (None, 10, 3)).",
        },
    ),
    kernel_too_long,
    fixed_rule(
        "LD309",
        "the sequence is shorter than the convolution or pooling needs",
        {
            "Computed output size would be [zero or ]negative": "ValueError: Computed output size would be zero or negative. Received: `inputs.shape=(None, 2, 4)`, `pool_size=(3,)`, `strides=(3,)`, `padding=valid`.",
            "convolution operation resulted in an empty output": "ValueError: The convolution operation resulted in an empty output. Output shape: (8, 0, 4). This can happen if the input is too small for the given kernel size, strides, dilation rate, and padding mode.",
            "cropping parameter of Cropping layer must be greater than the input shape": "ValueError: cropping parameter of Cropping layer must be greater than the input shape. Received: inputs.shape=(None, 5, 3), and cropping=(3, 3)",
            "must be smaller than the input length": "ValueError: `cropping` parameter of `Cropping1D` layer must be smaller than the input length. Received: inputs.shape=(None, 3, 8), cropping=(2, 2)",
            "One of the dimensions in the output is <= 0": "ValueError: One of the dimensions in the output is <= 0 due to downsampling in conv1d. Consider increasing the input size. Received input shape (None, 3, 2) which would produce output shape with a zero or negative value in a dimension.",
            "Kernel size can't be greater than actual input size": "RuntimeError: Calculated padded input size per channel: (4). Kernel size: (5). Kernel size can't be greater than actual input size",
        },
    ),
    fixed_rule(
        "LD309 LD107",
        "the sequence is shorter than the convolution or pooling needs",
        {"^Negative dimensions are not allowed": "ValueError: negative dimensions are not allowed"},
    ),
    reshaped_array,
    reshaped_layer,
    fixed_rule(
        "LD205 LD302 LD206",
        ANOTHER_SIZE,
        {
            "total size of {the tensor|new array} must be unchanged": "ValueError: total size of new array must be unchanged",
        },
    ),
    fixed_rule(
        "LD302 LD401 LD205",
        "a reshape inside the model was built for another number of timesteps or samples",
        {
            "Input to reshape is a tensor with {n:int} values, but the requested shape": "InvalidArgumentError: Input to reshape is a tensor with 12800 values, but the requested shape requires a multiple of 3840 [[node sequential/flatten/Reshape]]",
            "Cannot reshape a tensor with {n:int} elements to shape": "ValueError: Cannot reshape a tensor with 30 elements to shape [1,12] (12 elements) for 'reshape/Reshape' (op: 'Reshape') with input shapes: [1,10,3], [2] and with input tensors computed as partial shapes: input[1] = [1,12].",
        },
    ),
    fixed_rule(
        "LD206 LD155 LD309",
        "the window is as long as the series, or longer",
        {
            "__len__() should return >= 0": "ValueError: __len__() should return >= 0",
            "no part of the sequence would be left": "ValueError: `start_index+length=10 > end_index=9` is disallowed, as no part of the sequence would be left to be used as current step.",
            "{start_index|end_index|sampling_rate|sequence_stride} must be lower than": "ValueError: `sampling_rate` must be lower than the length of the data. Received: sampling_rate=100, for data of length 50",
            "window shape cannot be larger than input array shape": "ValueError: window shape cannot be larger than input array shape",
        },
    ),
    fixed_rule(
        "LD107 LD206",
        "there are too few samples to split off a validation part",
        {
            "is not sufficient to split it into a validation and training set": "ValueError: Training data contains 1 samples, which is not sufficient to split it into a validation and training set as specified by `validation_split=0.2`. Either provide more data, or a different value for the `validation_split` argument.",
        },
    ),
    fixed_rule(
        "LD210 LD301",
        "one sequence has another number of features than the others",
        {
            "Shape of sample {a:shape} of sequence at position {n:int} is different from expected shape": "ValueError: Shape of sample (4,) of sequence at position 3 is different from expected shape (3,)",
        },
    ),
    fixed_rule(
        "LD102 LD206",
        "`pad_sequences` takes a list of sequences, not one sequence",
        {
            "sequences must be a list of iterables": "ValueError: `sequences` must be a list of iterables. Found non-iterable: 0",
            "sequences must be iterable": "ValueError: `sequences` must be iterable.",
        },
    ),
    fixed_rule(
        "LD108",
        "`pad_sequences` was given text to pad with, and its dtype is one of numbers",
        {
            "dtype {type:word} is not compatible with value": "ValueError: `dtype` int32 is not compatible with `value`'s type: <class 'str'>\nYou should set `dtype=object` for variable length strings.",
        },
        help="pad with the id of a token that stands for padding, which is 0 mostly",
        python="x = keras.utils.pad_sequences(ids, value=0)",
    ),
    fixed_rule(
        "LD906 LD155",
        "windows are asked for with a start, an end or a stride that no series has",
        {
            "{sampling_rate|sequence_stride|end_index|start_index} must be {higher than 0|0 or greater|higher than start_index}": "ValueError: `sequence_stride` must be higher than 0. Received: sequence_stride=0",
        },
        help="count steps in whole numbers from 1 on; end_index is the end of the part that is read",
    ),
    fixed_rule(
        "LD201 LD202 LD203",
        "an operation asks for an axis that the array does not have",
        {
            "^axes don't match array": "ValueError: axes don't match array",
            "Invalid reduction dimension {n:int}": "InvalidArgumentError: Invalid reduction dimension 2 for input with 2 dimensions. [Op:Sum]",
            "axis {n:int} is out of bounds for {array of dimension|input shape}": "ValueError: Axis 3 is out of bounds for input shape (None, 5, 3). Received: axis=3",
        },
    ),
    fixed_rule(
        "LD905",
        "a Dataset does not say its number of timesteps, which a Flatten or Reshape needs",
        {
            "Only one input size may be -1": "InvalidArgumentError: Only one input size may be -1, not both 0 and 1 [[{{node functional_9_1/flatten_10_1/Reshape}}]] [Op:__inference_one_step_on_iterator_41264]",
        },
    ),
    fixed_rule(
        "LD903 LD302",
        "a shape is not known when the model runs on other data than it was built with",
        {
            "Shape {a:shape} has negative dimensions": "InvalidArgumentError: Shape [-1,-1,6] has negative dimensions"
        },
    ),
)
