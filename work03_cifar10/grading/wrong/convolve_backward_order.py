"""Returns the gradient of the kernel first."""

OBJECT = "work03_cifar10.basics.convolution:convolve_backward"
CAUGHT_BY = "convolve_backward"


def convolve_backward(grad_output, columns, kernel):
    grad_output = grad_output.flatten(2)
    grad_kernel = (grad_output @ columns.transpose(1, 2)).sum(dim=0).view(kernel.shape)
    return grad_kernel, kernel.flatten(1).T @ grad_output, grad_output.sum(dim=(0, 2))
