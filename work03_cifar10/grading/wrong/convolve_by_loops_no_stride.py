"""Steps by one pixel and fills as many outputs."""

OBJECT = "work03_cifar10.basics.convolution:convolve_by_loops"
CAUGHT_BY = "convolve_by_loops"


def convolve_by_loops(images, kernel, bias, stride=1, padding=0):
    height = output_size(images.shape[2], kernel.shape[2], stride, padding)
    width = output_size(images.shape[3], kernel.shape[3], stride, padding)
    return convolve(images, kernel, bias, 1, padding)[:, :, :height, :width]
