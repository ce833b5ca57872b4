"""The layer classes of Keras itself: an entry of any other class needs code that is not in Keras.

The public layers of Keras 3.15.1 and of tf.keras 2.12 and 2.15, the classes that Keras 1 had besides, and
the ones that Keras 2 writes for operations on tensors.
"""

from __future__ import annotations

LAYERS = frozenset(
    {
        "AbstractRNNCell", "Activation", "ActivityRegularization", "AdaptiveAveragePooling1D",
        "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D", "AdaptiveMaxPooling1D",
        "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "Add", "AdditiveAttention", "AlphaDropout",
        "AtrousConv1D", "AtrousConv2D", "AtrousConvolution1D", "AtrousConvolution2D", "Attention", "AugMix",
        "AutoContrast", "Average", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "AvgPool1D",
        "AvgPool2D", "AvgPool3D", "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2",
        "Bidirectional", "CategoryEncoding", "CenterCrop", "ClassMethod", "Concatenate", "Container",
        "ContrastLimitedAdaptiveHistogramEqualization", "Conv1D", "Conv1DTranspose", "Conv2D",
        "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "ConvLSTM", "ConvLSTM1D", "ConvLSTM2D",
        "ConvLSTM2DCell", "ConvLSTM3D", "ConvLSTMCell", "ConvRNN", "ConvRNN2D", "ConvRecurrent2D",
        "Convolution1D", "Convolution1DTranspose", "Convolution2D", "Convolution2DTranspose",
        "Convolution3D", "Convolution3DTranspose", "Cropping1D", "Cropping2D", "Cropping3D", "CuDNNGRU",
        "CuDNNLSTM", "CuDNNRNN", "CutMix", "Deconvolution2D", "Dense", "DenseFeatures", "DepthwiseConv1D",
        "DepthwiseConv2D", "DeviceWrapper", "Discretization", "Dot", "Dropout", "DropoutWrapper", "ELU",
        "EinsumDense", "Embedding", "Equalization", "Flatten", "Functional", "GRU", "GRUCell", "GRUCellV2",
        "GRUV1", "GRUV2", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D",
        "GlobalAveragePooling2D", "GlobalAveragePooling3D", "GlobalAvgPool1D", "GlobalAvgPool2D",
        "GlobalAvgPool3D", "GlobalMaxPool1D", "GlobalMaxPool2D", "GlobalMaxPool3D", "GlobalMaxPooling1D",
        "GlobalMaxPooling2D", "GlobalMaxPooling3D", "Graph", "GroupNormalization", "GroupQueryAttention",
        "GroupedQueryAttention", "HashedCrossing", "Hashing", "Highway", "Identity", "InputLayer",
        "InstanceMethod", "InstanceProperty", "IntegerLookup", "LSTM", "LSTMCell", "LSTMV1", "LSTMV2",
        "LayerNormalization", "LeakyReLU", "LinearModel", "ListWrapper", "LocallyConnected1D",
        "LocallyConnected2D", "Masking", "MaxNumBoundingBoxes", "MaxPool1D", "MaxPool2D", "MaxPool3D",
        "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "Maximum", "MaxoutDense", "MelSpectrogram", "Merge",
        "Minimum", "MixUp", "Model", "MultiHeadAttention", "Multiply", "Normalization", "PReLU",
        "ParametricSoftplus", "PeepholeLSTMCell", "Permute", "Pipeline", "RMSNormalization", "RNN",
        "RandAugment", "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter", "RandomContrast",
        "RandomCrop", "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomFourierFeatures",
        "RandomGaussianBlur", "RandomGrayscale", "RandomHeight", "RandomHue", "RandomInvert",
        "RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation", "RandomSharpness",
        "RandomShear", "RandomTranslation", "RandomWidth", "RandomZoom", "ReLU", "RepeatVector",
        "Rescaling", "Reshape", "ResidualWrapper", "Resizing", "ReversibleEmbedding", "SReLU",
        "STFTSpectrogram", "SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D",
        "SeparableConvolution2D", "SequenceFeatures", "Sequential", "SimpleRNN", "SimpleRNNCell",
        "SlicingOpLambda", "Softmax", "Solarization", "SpatialDropout1D", "SpatialDropout2D",
        "SpatialDropout3D", "SpectralNormalization", "StackedRNNCells", "StringLookup", "Subtract",
        "SyncBatchNormalization", "TFOpLambda", "TensorFlowOpLayer", "TextVectorization", "ThresholdedReLU",
        "TimeDistributed", "TimeDistributedDense", "UnitNormalization", "UpSampling1D", "UpSampling2D",
        "UpSampling3D", "WideDeepModel", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
    }
)  # fmt: skip
