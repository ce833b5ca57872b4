"""Models that cannot be loaded, were never built, or were written by another version."""

from __future__ import annotations

from lstmdoctor.messages.rule import fixed

OLD = "the file was written by another version of Keras than the one that loads it"
CODE = "the model holds code (a Lambda or a custom class) that loading has to be told about"
UNBUILT = "the model does not say what input it takes: it was never built"
WEIGHTS = "the weights belong to a model of another architecture"

RULES = (
    fixed(r"unrecognized keyword arguments? passed to|keyword argument not understood|got an unexpected keyword argument '(?:time_major|batch_input_shape|batch_shape|input_length|implementation|ragged|optional|quantization_config|renorm|module|synchronized|reduction|fn)'", "LD802", OLD),
    fixed(r"could not (?:deserialize|be deserialized)|error when deserializing class|parent module keras\.src", "LD802 LD803", OLD, question="does the name in the text belong to Keras or to your own code"),
    fixed(r"file format not supported|legacy savedmodel format is not supported|please ensure the file is an accessible `?\.keras`? zip file|there is no item named 'config\.json'|unknown (?:layer|initializer|regularizer)(?:: ?['\"]?|\s)(?:functional|dtypepolicy|policy|glorotuniform|orthogonal|variancescaling|zeros|ones)", "LD802", OLD),
    fixed(r"requested the deserialization of a `?lambda`? layer|python lambda.{0,60}(?:disallowed|deserializ)|bad marshal data|the shape of (?:a|the) lambda layer'?s? output", "LD803 LD802", CODE),
    fixed(r"unknown (?:layer|metric function|loss function|activation function|object|optimizer|metric|loss|regularizer|initializer|function)s?: ?|unable to restore (?:custom object|a layer)|could not locate (?:class|function)|could not interpret (?:serialized|metric|loss|activation|initializer)|custom_objects|@keras\.saving\.register_keras_serializable", "LD803 LD802", CODE),
    fixed(r"no model (?:config )?found in (?:the )?(?:config )?file|cannot create group in read.?only mode", "LD801 LD802", "the file holds weights without an architecture"),
    fixed(r"has no defined (?:input|output) shape yet|has no defined inputs yet|(?:this|the) model has(?:n't| not) (?:yet )?been built|model has never been called|forward pass of the model is not defined|has never been (?:called|built)|first layer in a sequential model must (?:get|have) an|this layer has never been called|inbound nodes|unable to automatically build the model|isn't built|model .{0,60}cannot be saved because the input shapes|weights for model .{0,60}have not yet been created", "LD801", UNBUILT),
    fixed(r"shapes used to initialize variables must be fully-defined|last dimension of the inputs? (?:to `?dense`? |to a dense layer )?should be defined|channel dimension of the inputs.{0,30}should be defined|undefined shapes are not supported|only support static input shapes for the spatial dimension", "LD801 LD210", "the number of features is left free, and weights need it"),
    fixed(r"cannot unroll a rnn if the time dimension is undefined|unrolling requires a fixed number of timesteps", "LD801 LD302", "the number of timesteps is left free, and an unrolled layer needs it"),
    fixed(r"trying to load a weights? file containing|load(?:ing)? weights? .{0,60}(?:layer|shape)|weight shape .{0,60}is not compatible with provided weight shape|axes don't match array|layer #\d+ \(named.{0,120}expects \d+ weight|with a weight list of length|is not compatible with provided|cannot assign (?:value )?to variable|target variable.{0,40}target value.{0,40}must match|layer count mismatch|a total of \d+ objects could not be loaded", "LD906 LD802", WEIGHTS),
    fixed(r"already been configured to use input shape", "LD906 LD805", "the model already has an input of another shape"),
    fixed(r"no module named 'numpy\._core|numpy\.core\.multiarray failed to import", "LD906", "the file was pickled under another major version of NumPy", help="install the NumPy that wrote the file, or save the arrays with np.save"),
    fixed(r"failed to interpret file .{0,200} as a pickle|unpicklingerror|pickle data was truncated|the stfle|cannot load file containing pickled data", "LD109 LD906", "the data file is damaged, or is not the format that its name says"),
)  # fmt: skip
