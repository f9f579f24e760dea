"""Right solutions of the exercise "Gradient clipping"."""

import math

import numpy as np
import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"


def one_long_vector(gradients, max_norm):
    """Put all numbers into one vector, and cut it again."""
    flat = torch.cat([gradient.double().flatten() for gradient in gradients])
    norm = flat.norm().item()
    if norm > max_norm:
        flat = flat * (max_norm / norm)
    pieces = flat.split([gradient.numel() for gradient in gradients])
    return [p.view_as(g).to(g.dtype) for p, g in zip(pieces, gradients, strict=True)], norm


def sum_of_squares(gradients, max_norm):
    """Add up squares as Python's numbers."""
    norm = math.sqrt(sum(float(g.pow(2).sum()) for g in gradients))
    if norm <= max_norm:
        return list(gradients), norm
    return [g / norm * max_norm for g in gradients], norm


def hypotenuse(gradients, max_norm):
    """The joint norm is a hypotenuse of the single ones."""
    norm = math.hypot(*(torch.linalg.vector_norm(g).item() for g in gradients))
    factor = max_norm / max(norm, max_norm)
    return [torch.mul(g, factor) for g in gradients], norm


def with_numpy(gradients, max_norm):
    """Reckon in NumPy; the norm stays NumPy's."""
    arrays = [g.detach().numpy() for g in gradients]
    norm = np.sqrt(np.sum([np.square(a, dtype=np.float64).sum() for a in arrays]))
    factor = 1.0 if norm == 0 else np.minimum(1.0, max_norm / norm)
    return [torch.from_numpy(np.asarray(a * a.dtype.type(factor))) for a in arrays], norm


def clamped_factor(gradients, max_norm):
    """Without a question: max_norm / 0 is infinite, and clamped to 1. The norm stays a tensor."""
    norm = torch.stack([g.square().sum() for g in gradients]).sum().sqrt()
    factor = torch.clamp(max_norm / norm, max=1.0)
    return [g * factor for g in gradients], norm


def foreach(gradients, max_norm):
    """By the functions that torch has for lists of tensors."""
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(list(gradients))))
    ratio = float(norm) / max_norm
    return list(torch._foreach_div(list(gradients), max(ratio, 1.0))), float(norm)


def direction_times_length(gradients, max_norm):
    """Divide by the length, and multiply by the length that it shall have."""
    length = sum((g * g).sum() for g in gradients) ** 0.5
    if length == 0:
        return [g.clone() for g in gradients], 0.0
    wanted = torch.minimum(length, torch.tensor(max_norm, dtype=length.dtype))
    return [g / length * wanted for g in gradients], length.item()


def number_by_number(gradients, max_norm):
    """Scale every number by itself, in lists."""
    numbers = [g.flatten().tolist() for g in gradients]
    norm = math.fsum(n * n for row in numbers for n in row) ** 0.5
    scaled = [[n * max_norm / norm if norm > max_norm else n for n in row] for row in numbers]
    tensors = [
        torch.tensor(row, dtype=g.dtype).reshape(g.shape)
        for row, g in zip(scaled, gradients, strict=True)
    ]
    return tensors, norm


def dot_products(gradients, max_norm):
    """Each gradient's square is its dot product with itself; clones are scaled in place."""
    squares = [torch.dot(g.ravel(), g.ravel()) for g in gradients]
    norm = torch.stack(squares).sum().sqrt().item()
    clipped = [g.clone() for g in gradients]
    for g in clipped:
        if norm > max_norm:
            g *= max_norm / norm
    return clipped, norm
