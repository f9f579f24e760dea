"""Mistakes in orthogonalize: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.muon:orthogonalize"


def cubic(matrices, iterations=5):
    """The classical cubic, which five iterations bring nowhere near 1."""
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        x = 1.5 * x - 0.5 * x @ x.mT @ x
    return x


def exactly(matrices, iterations=5):
    """The orthogonal factor itself comes back."""
    left, _, right = torch.linalg.svd(matrices, full_matrices=False)
    return left @ right


def ignores_iterations(matrices, iterations=5):
    """The quintic is always applied five times."""
    a, b, c = QUINTIC
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(5):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x


def in_place(matrices, iterations=5):
    """The matrices that were handed over are changed."""
    a, b, c = QUINTIC
    x = matrices.data.div_(matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x


def one_norm_for_all(matrices, iterations=5):
    """The batch is divided by one norm: small matrices do not converge."""
    x = matrices / (matrices.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return torch.as_tensor(x)


def spectral(matrices, iterations=5):
    """Matrices are divided by their largest singular value."""
    a, b, c = QUINTIC
    x = matrices / (torch.linalg.matrix_norm(matrices, 2, keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x


def zero_is_nan(matrices, iterations=5):
    """A matrix of zeros gives NaN."""
    a, b, c = QUINTIC
    x = matrices / matrices.norm(dim=(1, 2), keepdim=True)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x


def minus_the_small_number(matrices, iterations=5):
    """The small number is subtracted from the norm: a short matrix is turned around."""
    a, b, c = QUINTIC
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) - 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x
