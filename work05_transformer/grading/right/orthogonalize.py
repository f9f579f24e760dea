"""Right solutions of orthogonal steps."""

import torch

OBJECT = "work05_transformer.layers.muon:orthogonalize"


def one_by_one(matrices, iterations=5):
    """Loop over the matrices."""
    results = []
    for matrix in matrices:
        x = matrix / (matrix.norm() + 1e-7)
        for _ in range(iterations):
            gram = x @ x.T
            x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
        results.append(x)
    return torch.stack(results)


def by_expressions(matrices, iterations=ITERATIONS):
    """Write the formula with batched products."""
    a, b, c = QUINTIC
    norm = matrices.pow(2).sum(dim=(-2, -1), keepdim=True).sqrt()
    x = matrices / norm.clamp(min=1e-7)
    for _ in range(iterations):
        gram = x @ x.transpose(-2, -1)
        x = a * x + (b * gram + c * (gram @ gram)) @ x
    return x


def by_odd_powers(matrices, iterations=5):
    """Sum X, G X and G G X."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = torch.nn.functional.normalize(matrices.flatten(1), dim=1).view_as(matrices)
    for _ in range(iterations):
        third = x @ x.mT @ x
        fifth = x @ x.mT @ third
        x = a * x + b * third + c * fifth
    return x


def by_singular_values(matrices, iterations=5):
    """Apply the polynomial to the singular values, in float64."""
    left, values, right = torch.linalg.svd(matrices.double(), full_matrices=False)
    s = values / (values.square().sum(-1, keepdim=True).sqrt() + 1e-7)
    for _ in range(iterations):
        s = QUINTIC[0] * s + QUINTIC[1] * s**3 + QUINTIC[2] * s**5
    return ((left * s[:, None, :]) @ right).to(matrices.dtype)


def by_recursion(matrices, iterations=5):
    """Normalize at the bottom of a recursion."""
    if iterations == 0:
        return matrices / (torch.linalg.matrix_norm(matrices, keepdim=True) + 1e-7)
    x = by_recursion(matrices, iterations - 1)
    gram = torch.bmm(x, x.mT)
    unit = torch.eye(x.shape[1], dtype=x.dtype)
    return torch.bmm(3.4445 * unit - 4.7750 * gram + 2.0315 * torch.bmm(gram, gram), x)


def from_the_right(matrices, iterations=5):
    """Multiply with Xᵀ X from the right."""
    a, b, c = QUINTIC
    x = matrices / (torch.linalg.vector_norm(matrices, dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x.mT @ x
        x = a * x + x @ (b * gram + c * gram @ gram)
    return x


@torch.no_grad()
def by_einsum(matrices, iterations=5):
    """Write products as einsums, without gradients."""
    a, b, c = QUINTIC
    x = matrices / (torch.einsum("brc,brc->b", matrices, matrices).sqrt()[:, None, None] + 1e-7)
    for _ in range(iterations):
        gram = torch.einsum("bik,bjk->bij", x, x)
        inner = b * gram + c * torch.einsum("bij,bjk->bik", gram, gram)
        x = a * x + torch.einsum("bij,bjk->bik", inner, x)
    return x


def in_place(matrices, iterations=5):
    """Change a copy in place."""
    a, b, c = QUINTIC
    x = matrices.detach().clone()
    x.div_(x.flatten(1).norm(dim=1)[:, None, None].add_(1e-7))
    for _ in range(iterations):
        gram = x @ x.mT
        step = (gram @ gram).mul_(c).add_(gram, alpha=b)
        x.mul_(a).add_(step @ (x / a))
    return x


def by_horner(matrices, iterations=5):
    """Evaluate the polynomial by Horner's rule, in float64."""
    a, b, c = QUINTIC
    x = matrices.double()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + gram @ (b * x + gram @ (c * x))
    return x.to(matrices.dtype)
