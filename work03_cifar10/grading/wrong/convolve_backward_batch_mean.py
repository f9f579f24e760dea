"""Averages the kernel's gradient over the batch."""

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"
CAUGHT_BY = "convolve_backward"


def convolve_backward(error, columns, kernel):
    flat_error = error.flatten(2)
    slope = (flat_error @ columns.transpose(1, 2)).mean(dim=0).view(kernel.shape)
    return kernel.flatten(1).T @ flat_error, slope, flat_error.sum(dim=(0, 2))
