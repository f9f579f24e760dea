"""From scratch: classifiers of tensors, convolution, pooling; each checked against torch."""
