"""Mistakes in convolution_parameters: each function is one, and its docstring says which."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:convolution_parameters"


def always_with_bias(in_channels, out_channels, kernel, *, bias=True):
    """Counts a bias that is not there."""
    return out_channels * (in_channels * kernel**2 + 1)


def bias_per_input(in_channels, out_channels, kernel, *, bias=True):
    """Gives each input channel a bias."""
    return out_channels * in_channels * (kernel**2 + int(bias))


def kernel_not_squared(in_channels, out_channels, kernel, *, bias=True):
    """Takes the kernel for a line."""
    return out_channels * (in_channels * kernel + int(bias))


def no_bias_by_default(in_channels, out_channels, kernel, *, bias=False):
    """Has no bias by default."""
    return out_channels * (in_channels * kernel**2 + int(bias))


def one_bias(in_channels, out_channels, kernel, *, bias=True):
    """Counts one bias for all channels."""
    return out_channels * in_channels * kernel**2 + int(bias)
