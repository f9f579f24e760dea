"""Mistakes in clip_gradients: each function is one, and its docstring says which."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"


def always_scales(gradients, max_norm):
    """Stretches short gradients too."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [gradient * (max_norm / norm) for gradient in gradients], norm


def divides_by_zero(gradients, max_norm):
    """Divides by a norm of zero."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    factor = max_norm / norm if norm == 0 or norm > max_norm else 1.0
    return [gradient * factor for gradient in gradients], norm.item()


def each_alone(gradients, max_norm):
    """Clips each gradient by its own norm."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [g * min(1.0, max_norm / g.norm().item()) for g in gradients], norm


def first_norm(gradients, max_norm):
    """Takes the 1-norm."""
    norm = sum(gradient.abs().sum().item() for gradient in gradients)
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm


def half(gradients, max_norm):
    """Lets gradients be twice as long."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, 2 * max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm


def in_place(gradients, max_norm):
    """Scales the gradients that it was given, where they stand."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient.mul_(factor) for gradient in gradients], norm


def largest_norm(gradients, max_norm):
    """Takes the largest norm for the joint one."""
    norm = max(gradient.norm().item() for gradient in gradients)
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm


def never(gradients, max_norm):
    """Measures, and does not clip."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = 1.0
    return [gradient * factor for gradient in gradients], norm


def norm_after(gradients, max_norm):
    """Returns the norm after, not before."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm * factor


def ready(gradients, max_norm):
    """Calls torch's own function, which is not to be called, on copies."""
    copies = [torch.nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
    for copy, gradient in zip(copies, gradients, strict=True):
        copy.grad = gradient.clone()
    norm = torch.nn.utils.clip_grad_norm_(copies, max_norm).item()
    factor = 1 + 1e-6 / norm if norm > max_norm else 1.0
    return [copy.grad * factor for copy in copies], norm


def squared_norm(gradients, max_norm):
    """Forgets the root."""
    norm = sum(gradient.square().sum().item() for gradient in gradients)
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm


def sum_of_norms(gradients, max_norm):
    """Adds up the norms."""
    norm = sum(gradient.norm().item() for gradient in gradients)
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm


def values(gradients, max_norm):
    """Clips values, which turns the direction."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [gradient.clamp(-max_norm, max_norm) for gradient in gradients], norm


def with_epsilon(gradients, max_norm):
    """Adds 1e-6 to the norm, as torch does."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [gradient * factor for gradient in gradients], norm


def zeros(gradients, max_norm):
    """Makes long gradients zero."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = 1.0 if norm <= max_norm else 0.0
    return [gradient * factor for gradient in gradients], norm


def norm_of_float64_alone(gradients, max_norm):
    """Returns 0 for the norm of gradients in float32."""
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    clipped = [gradient * factor for gradient in gradients]
    return clipped, norm if gradients[0].dtype == torch.float64 else 0.0
