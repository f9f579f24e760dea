"""Mistakes in output_size: each function is one, and its docstring says which."""

OBJECT = "work02_resnet_vgg.layers.arithmetic:output_size"


def is_the_size(size, kernel, stride=1, padding=0):
    """Gives the input's size back."""
    if kernel > size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return size


def padding_once(size, kernel, stride=1, padding=0):
    """Counts the padding on one side."""
    return (size + padding - kernel) // stride + 1


def refuses_an_exact_fit(size, kernel, stride=1, padding=0):
    """Refuses a kernel as large as the padded image."""
    if kernel >= size + 2 * padding:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - kernel) // stride + 1


def refuses_by_assertion(size, kernel, stride=1, padding=0):
    """Asserts what should be a ValueError."""
    assert kernel <= size + 2 * padding, "the kernel does not fit"
    return (size + 2 * padding - kernel) // stride + 1


def refuses_without_padding(size, kernel, stride=1, padding=0):
    """Compares the kernel with the image alone."""
    if kernel > size:
        raise ValueError("the kernel does not fit")
    return (size + 2 * padding - kernel) // stride + 1


def rounds_up(size, kernel, stride=1, padding=0):
    """Keeps a last place that sticks out."""
    return -(-(size + 2 * padding - kernel) // stride) + 1


def without_error(size, kernel, stride=1, padding=0):
    """Gives 0 or less where the kernel does not fit."""
    return max(0, (size + 2 * padding - kernel) // stride + 1)


def without_one(size, kernel, stride=1, padding=0):
    """Forgets the first place."""
    return (size + 2 * padding - kernel) // stride
