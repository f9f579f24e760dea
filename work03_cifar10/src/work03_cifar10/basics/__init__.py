"""From scratch: classifiers of tensors, then convolution; each checked against torch.

Read softmax_regression, mlp, convolution, pooling.
"""
