"""What each layer class of Keras does: one row a class, of Keras 1, 2 (tf.keras, tf_keras) and 3.

Everything in this package that depends on the class of a layer is a selection from this table. A row holds
for every Keras that reads the class; the rows of Keras 3.15 and of tf.keras 2.15 were measured: shapes and
masks by building each layer, the dependence of timesteps by disturbing one and looking at the others. A class
that is not here is not Keras's own.
"""

from __future__ import annotations

from lstmdoctor.keras_rules.layer_rule import LayerRule, Role
from lstmdoctor.keras_rules.picture_layers import PICTURE_LAYERS

LAYERS: dict[str, LayerRule] = {
    # one value for each value
    "Activation": LayerRule("same", "passes", "apart"),
    "ReLU": LayerRule("same", "passes", "apart", "activated"),
    "LeakyReLU": LayerRule("same", "passes", "apart", "activated"),
    "PReLU": LayerRule("same", "passes", "apart", "activated"),
    "ELU": LayerRule("same", "passes", "apart", "activated"),
    "Softmax": LayerRule("same", "refuses", "axis", "activated"),
    "ThresholdedReLU": LayerRule("same", "passes", "apart", "activated", until=2),
    "ParametricSoftplus": LayerRule("same", "passes", "apart", "activated", until=2),
    "SReLU": LayerRule("same", "passes", "apart", "activated", until=2),
    "InputLayer": LayerRule("same", "passes", "apart", "kept"),
    "Identity": LayerRule("same", "passes-since-3", "apart", "kept", since=2),
    "Masking": LayerRule("same", "makes", "apart"),
    # acting in training only
    "ActivityRegularization": LayerRule("same", "passes", "apart", "kept"),
    "Dropout": LayerRule("same", "passes", "apart", "kept"),
    "SpatialDropout1D": LayerRule("same", "passes", "apart", "kept"),
    "GaussianDropout": LayerRule("same", "passes", "apart", "kept"),
    "GaussianNoise": LayerRule("same", "passes", "apart", "kept"),
    "AlphaDropout": LayerRule("same", "passes", "apart", "kept", since=2),
    # scaling
    "BatchNormalization": LayerRule("same", "passes", "apart", "scaled"),
    "BatchNormalizationV1": LayerRule("same", "passes", "apart", "scaled", since=2, until=2),
    "BatchNormalizationV2": LayerRule("same", "passes", "apart", "scaled", since=2, until=2),
    "SyncBatchNormalization": LayerRule("same", "passes", "apart", "scaled", since=2, until=2),
    "LayerNormalization": LayerRule("same", "passes", "axis", "scaled", since=2),
    "UnitNormalization": LayerRule("same", "passes", "axis", "scaled", since=2),
    "GroupNormalization": LayerRule("same", "passes", "mixes", "scaled", since=2),
    "RMSNormalization": LayerRule("same", "drops", "axis", "scaled", since=3),
    "Normalization": LayerRule("same", "passes-since-3", "apart", "scaled", since=2),
    "Rescaling": LayerRule("same", "passes-since-3", "apart", "scaled", since=2),
    "Discretization": LayerRule("same", "drops", "apart", "scaled", since=2),
    # a matrix for each timestep, or for all
    "Dense": LayerRule("units", "passes", "apart"),
    "TimeDistributedDense": LayerRule("units", "passes", "apart", until=1),
    "MaxoutDense": LayerRule("units", "passes", "apart", until=1),
    "Highway": LayerRule("same", "passes", "apart", until=1),
    "EinsumDense": LayerRule("einsum", since=2),
    # ids and words
    "Embedding": LayerRule("embedding", "makes", "apart"),
    "ReversibleEmbedding": LayerRule("embedding", "makes", "apart", since=3),
    "CategoryEncoding": LayerRule("other", "drops", "mixes", "scaled", since=2),
    "Hashing": LayerRule("same", "drops", "apart", since=2),
    "HashedCrossing": LayerRule(since=2),
    "IndexLookup": LayerRule("other", "drops", "mixes", "changed", "vocabulary", since=2, until=2),
    "IntegerLookup": LayerRule("other", "drops", "mixes", "changed", "vocabulary", since=2),
    "StringLookup": LayerRule("other", "drops", "mixes", "changed", "vocabulary", since=2),
    "TextVectorization": LayerRule("other", "drops", "mixes", "changed", "vocabulary", since=2),
    # recurrent layers and their cells
    "LSTM": LayerRule("recurrent", "uses", "mixes", "changed", "recurrent", states=2, gates=4, cudnn=True),
    "GRU": LayerRule("recurrent", "uses", "mixes", "changed", "recurrent", states=1, gates=3, cudnn=True),
    "SimpleRNN": LayerRule("recurrent", "uses", "mixes", "changed", "recurrent", states=1, gates=1),
    "RNN": LayerRule("recurrent", "uses", "mixes", "changed", "recurrent", since=2),
    "CuDNNLSTM": LayerRule(
        "recurrent", "refuses", "mixes", "changed", "recurrent", states=2, since=2, until=2
    ),
    "CuDNNGRU": LayerRule(
        "recurrent", "refuses", "mixes", "changed", "recurrent", states=1, since=2, until=2
    ),
    "ConvLSTM1D": LayerRule(
        "convolution-recurrent", "uses", "mixes", "changed", "recurrent", axes=1, since=2, states=2
    ),
    "ConvLSTM2D": LayerRule(
        "convolution-recurrent", "uses", "mixes", "changed", "recurrent", axes=2, states=2
    ),
    "ConvLSTM3D": LayerRule(
        "convolution-recurrent", "uses", "mixes", "changed", "recurrent", axes=3, since=2, states=2
    ),
    "ConvRecurrent2D": LayerRule("other", "uses", "mixes", "changed", "recurrent", axes=2, until=2),
    "ConvRNN2D": LayerRule("other", "uses", "mixes", "changed", "recurrent", axes=2, since=2, until=2),
    "LSTMV1": LayerRule(
        "recurrent", "uses", "mixes", "changed", "recurrent", states=2, cudnn=True, since=2, until=2
    ),
    "LSTMV2": LayerRule(
        "recurrent", "uses", "mixes", "changed", "recurrent", states=2, cudnn=True, since=2, until=2
    ),
    "GRUV1": LayerRule(
        "recurrent", "uses", "mixes", "changed", "recurrent", states=1, cudnn=True, since=2, until=2
    ),
    "GRUV2": LayerRule(
        "recurrent", "uses", "mixes", "changed", "recurrent", states=1, cudnn=True, since=2, until=2
    ),
    "CuDNNRNN": LayerRule("other", "uses", "mixes", "changed", "recurrent", since=2, until=2),
    "ConvRNN": LayerRule("other", "uses", "mixes", "changed", "recurrent", since=2, until=2),
    "ConvLSTM": LayerRule("other", "uses", "mixes", "changed", "recurrent", since=2, until=2),
    "LSTMCell": LayerRule("other", "drops", "mixes", "changed", "cell", states=2, since=2),
    "GRUCell": LayerRule("other", "drops", "mixes", "changed", "cell", states=1, since=2),
    "SimpleRNNCell": LayerRule("other", "drops", "mixes", "changed", "cell", states=1, since=2),
    "PeepholeLSTMCell": LayerRule("other", "drops", "mixes", "changed", "cell", states=2, since=2, until=2),
    "GRUCellV2": LayerRule("other", "drops", "mixes", "changed", "cell", states=1, since=2, until=2),
    "StackedRNNCells": LayerRule("other", "drops", "mixes", "changed", "cell", since=2),
    "AbstractRNNCell": LayerRule("other", "drops", "mixes", "changed", "cell", since=2, until=2),
    "ConvLSTMCell": LayerRule("other", "drops", "mixes", "changed", "cell", since=2, until=2),
    "ConvLSTM2DCell": LayerRule("other", "drops", "mixes", "changed", "cell", since=2, until=2),
    "DeviceWrapper": LayerRule("other", "drops", "mixes", "changed", "cell", since=2, until=2),
    "DropoutWrapper": LayerRule("other", "drops", "mixes", "changed", "cell", since=2, until=2),
    "ResidualWrapper": LayerRule("other", "drops", "mixes", "changed", "cell", since=2, until=2),
    # around another layer
    "Bidirectional": LayerRule("bidirectional", "uses", "mixes", "changed", "wrapper"),
    "TimeDistributed": LayerRule("each-step", "passes", "apart", "changed", "wrapper"),
    "SpectralNormalization": LayerRule("wrapped", "drops", "mixes", "changed", "wrapper", since=2),
    # windows along the timesteps
    "Conv1D": LayerRule("convolution", "drops", "causal-padding", axes=1),
    "Convolution1D": LayerRule("convolution", "drops", "causal-padding", axes=1),
    "SeparableConv1D": LayerRule("convolution", "drops", "causal-padding", axes=1, since=2),
    "SeparableConvolution1D": LayerRule("convolution", "drops", "causal-padding", axes=1, since=2),
    "DepthwiseConv1D": LayerRule("convolution", "drops", "causal-padding", axes=1, since=2),
    "AtrousConv1D": LayerRule("convolution", "drops", "causal-padding", axes=1, until=1),
    "AtrousConvolution1D": LayerRule("convolution", "drops", "causal-padding", axes=1, until=1),
    "LocallyConnected1D": LayerRule("convolution", axes=1, until=2),
    "Conv1DTranspose": LayerRule("convolution-up", axes=1, since=2),
    "Convolution1DTranspose": LayerRule("convolution-up", axes=1, since=2),
    "MaxPooling1D": LayerRule("pooling", axes=1),
    "AveragePooling1D": LayerRule("pooling", axes=1),
    "MaxPool1D": LayerRule("pooling", axes=1, since=2),
    "AvgPool1D": LayerRule("pooling", axes=1, since=2),
    "AdaptiveAveragePooling1D": LayerRule("adaptive-pooling", axes=1, since=3),
    "AdaptiveMaxPooling1D": LayerRule("adaptive-pooling", axes=1, since=3),
    "GlobalAveragePooling1D": LayerRule("global-pooling", "uses", axes=1),
    "GlobalAvgPool1D": LayerRule("global-pooling", "uses", axes=1, since=2),
    "GlobalMaxPooling1D": LayerRule("global-pooling", axes=1),
    "GlobalMaxPool1D": LayerRule("global-pooling", axes=1, since=2),
    "UpSampling1D": LayerRule("up-sampling", "drops", "mixes", "kept", axes=1),
    "Cropping1D": LayerRule("cropping", "drops", "mixes", "kept", axes=1),
    "ZeroPadding1D": LayerRule("padding", axes=1),
    # axes in another order
    "Flatten": LayerRule("flatten", "drops", "mixes", "kept"),
    "Reshape": LayerRule("reshape", "drops", "mixes", "kept"),
    "Permute": LayerRule("permute", "drops", "mixes", "kept"),
    "RepeatVector": LayerRule("repeat", "drops", "mixes", "kept"),
    # several tensors into one
    "Add": LayerRule("elementwise", "passes", "apart", since=2),
    "Average": LayerRule("elementwise", "passes", "apart", since=2),
    "Maximum": LayerRule("elementwise", "passes", "apart", since=2),
    "Minimum": LayerRule("elementwise", "passes", "apart", since=2),
    "Multiply": LayerRule("elementwise", "passes", "apart", since=2),
    "Subtract": LayerRule("elementwise", "passes", "apart", since=2),
    "Concatenate": LayerRule("concatenate", "passes", "axis", since=2),
    "Dot": LayerRule("dot", since=2),
    "Merge": LayerRule("merge", "passes", until=1),
    "Attention": LayerRule("query-value", "query", since=2),
    "AdditiveAttention": LayerRule("query-value", "query", since=2),
    "MultiHeadAttention": LayerRule("query", "query", since=2),
    "GroupedQueryAttention": LayerRule("query", "query", since=3),
    "GroupQueryAttention": LayerRule("query", "query", since=3),
    # models, code, and what Keras 2 wrote for operations on tensors
    "Sequential": LayerRule("other", "drops", "mixes", "changed", "model"),
    "Model": LayerRule("other", "drops", "mixes", "changed", "model"),
    "Functional": LayerRule("other", "drops", "mixes", "changed", "model", since=2),
    "Container": LayerRule(until=2),
    "Graph": LayerRule(until=1),
    "LinearModel": LayerRule(since=2, until=2),
    "WideDeepModel": LayerRule(since=2, until=2),
    "Lambda": LayerRule("other", "drops", "mixes", "changed", "code"),
    "TFSMLayer": LayerRule("other", "drops", "mixes", "changed", "code", since=3),
    "TorchModuleWrapper": LayerRule("other", "drops", "mixes", "changed", "code", since=3),
    "FlaxLayer": LayerRule("other", "drops", "mixes", "changed", "code", since=3),
    "JaxLayer": LayerRule("other", "drops", "mixes", "changed", "code", since=3),
    "TFOpLambda": LayerRule(since=2, until=2),
    "SlicingOpLambda": LayerRule(since=2, until=2),
    "TensorFlowOpLayer": LayerRule(since=2, until=2),
    "ClassMethod": LayerRule(since=2, until=2),
    "InstanceMethod": LayerRule(since=2, until=2),
    "InstanceProperty": LayerRule(since=2, until=2),
    "ListWrapper": LayerRule(since=2, until=2),
    "DenseFeatures": LayerRule(since=2, until=2),
    "SequenceFeatures": LayerRule(since=2, until=2),
    "RandomFourierFeatures": LayerRule(since=2, until=2),
    # audio
    "STFTSpectrogram": LayerRule(since=3),
    "MelSpectrogram": LayerRule(since=3),
    **PICTURE_LAYERS,
}
UNKNOWN_LAYER = LayerRule(mask="passes")
"""A class that is not Keras's own: nothing is known, and nobody is warned of a mask that it might drop."""


def layers_of_role(role: Role) -> frozenset[str]:
    """The classes of one role."""
    return frozenset(name for name, rule in LAYERS.items() if rule.role == role)
