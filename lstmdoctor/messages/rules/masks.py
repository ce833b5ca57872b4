"""Masks, cuDNN and padding."""

from __future__ import annotations

from lstmdoctor.messages.rules.rule import fixed_rule

LAYER = "the layer, not the data, is at fault: it does not take a mask"

RULES = (
    fixed_rule(
        "LD906 LD302",
        "a mask has another shape than the layer takes",
        {
            "The mask provided should be one dimension less than the inputs": "ValueError: The mask provided should be one dimension less than the inputs. Received: mask.shape=(8,), inputs.shape=(8, 5, 3)",
            "masking {m|} should have the same input shape": "ValueError: The input x and the masking m should have the same input shape, but got (None, 4) and (None, 4).",
            "layer should be passed a mask of shape": "ValueError: `TimeDistributed` Layer should be passed a `mask` of shape (None, None, ...), received: mask.shape=(None, 8)",
            "scan got values with different leading axis sizes": "ValueError: scan got values with different leading axis sizes: 10, 8.",
            "mask to {layer:name} must have dim": "ValueError: Input mask to CRF must have dim 2 if not None",
            "The mask passed to the": "ValueError: The `mask` passed to the `TimeDistributed` layer has a shape (8, 4) that is incompatible with the input shape (8, 5, 3). The first two dimensions of the mask must match the batch size and the timesteps.",
            "inputs and mask should have the same length": "ValueError: The lists `inputs` and `mask` should have the same length. Received: inputs=[] of length 2, and mask=[] of length 1",
        },
    ),
    fixed_rule(
        "LD307 LD303",
        "the mask is not padding at the end, which the cuDNN kernel wants",
        {
            "does not correspond to right-padded sequences": "ValueError: You are passing a RNN mask that does not correspond to right-padded sequences, while using cuDNN, which is not supported. With cuDNN, RNN masks can only be used for right-padding, e.g. `[[True, True, False, False]]` would be a valid mask",
        },
    ),
    fixed_rule(
        "LD303 LD307",
        "a row is padding only, or the padding stands in front, which the cuDNN kernel refuses",
        {
            "CUDNN_STATUS_BAD_PARAM": "OP_REQUIRES failed at cudnn_rnn_ops.cc:1498 : Unknown: CUDNN_STATUS_BAD_PARAM",
        },
        question="is there a row that holds nothing but padding",
    ),
    fixed_rule(
        "LD906 LD303",
        "the GPU kernel of a recurrent layer failed: mostly memory or driver, else a row of nothing but padding",
        {
            "Failed to call {Then|}Rnn{Forward|Backward}": "InternalError: Failed to call ThenRnnForward with model config: [rnn_mode, rnn_input_mode, rnn_direction_mode]: 2, 0, 0 , [num_layers, input_size, num_units, dir_count, max_seq_length, batch_size, cell_num_units]: [1, 8, 8, 1, 90, 16, 8]",
            "operation cudnnRNN{Forward|Backward}": "XlaRuntimeError: INTERNAL: operation cudnnRNNForward( handle.get(), rnn_desc, fwdMode, (const int32_t*)seq_lengths_buf, input_data_desc, input_buf) failed: CUDNN_STATUS_EXECUTION_FAILED",
            "Fail to find the dnn implementation": "UnknownError: Fail to find the dnn implementation. [Op:CudnnRNN]",
        },
        help="let TensorFlow take memory as it needs it, try a smaller batch, and the same data on the CPU",
        python="for gpu in tf.config.list_physical_devices('GPU'):\n    tf.config.experimental.set_memory_growth(gpu, True)",
        question="does the same data train on the CPU",
    ),
    fixed_rule(
        "LD906",
        LAYER,
        {
            "Masking is not supported for CuDNN": "ValueError: Masking is not supported for CuDNN RNNs.",
            "Cannot connect non-masking layer to layer with masked output": "Exception: Cannot connect non-masking layer to layer with masked output",
            "MIOpen only supports packed input output": "InvalidArgumentError: ROCm MIOpen only supports packed input output. [Op:CudnnRNNV3]",
            "use_cudnn=True was specified, but cuDNN is not supported": "ValueError: use_cudnn=True was specified, but cuDNN is not supported for this layer configuration with this backend. Pass use_cudnn='auto' to fallback to a non-cuDNN implementation.",
            "Layer {layer:name} does not support masking": 'TypeError: Layer flatten_1 does not support masking, but was passed an input_mask: Tensor("embedding_1/NotEqual:0", shape=(?, ?), dtype=bool)',
        },
    ),
    fixed_rule(
        "LD906 LD304",
        "a mask gets lost at a layer that does not pass it on",
        {
            "does not support masking and will therefore destroy the mask": "UserWarning: Layer 'reshape' (of type Reshape) was passed an input with a mask attached to it. However, this layer does not support masking and will therefore destroy the mask information. Downstream layers will not see the mask.",
        },
    ),
    fixed_rule(
        "LD302 LD906",
        "a mask or a length says more timesteps than there are",
        {
            "Tried to read from index {n:int} but array size is": "OutOfRangeError: Tried to read from index 5 but array size is: 5",
        },
    ),
)
