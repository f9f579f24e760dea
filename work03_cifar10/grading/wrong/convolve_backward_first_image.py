"""Takes the kernel's gradient from the first image."""

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"
CAUGHT_BY = "convolve_backward"


def convolve_backward(grad_output, columns, kernel):
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output[0] @ columns[0].T).view(kernel.shape)
    return kernel.flatten(1).T @ grad_output, grad_kernel, grad_output.sum(dim=(0, 2))
