"""Right ways to smooth L1."""

import torch

OBJECT = "final_ssd.training.losses:smooth_l1"


def by_clamping(predictions, targets, beta=1.0):
    """A square up to β, and what is above."""
    distance = (predictions - targets).abs()
    near = distance.clamp(max=beta)
    return near**2 / (2 * beta) + (distance - near)


def as_a_square_less_a_square(predictions, targets, beta=1.0):
    """A square, less the square of what is above β."""
    distance = torch.abs(targets - predictions)
    return (distance**2 - torch.relu(distance - beta) ** 2) / (2 * beta)


def by_masks(predictions, targets, beta=1.0):
    """Two cases, written into a tensor."""
    difference = predictions - targets
    near = difference.abs() < beta
    loss = torch.empty_like(difference)
    loss[near] = difference[near].square() / beta / 2
    loss[~near] = difference[~near].abs() - beta / 2
    return loss


def of_scaled_numbers(predictions, targets, beta=1.0):
    """In units of β."""
    scaled = (predictions - targets) / beta
    size = scaled.abs()
    return beta * torch.where(size < 1, 0.5 * scaled * scaled, size - 0.5)


def number_by_number(predictions, targets, beta=1.0):
    """A loop over all numbers."""
    losses = []
    for prediction, target in zip(predictions.flatten(), targets.flatten(), strict=True):
        d = prediction - target if prediction >= target else target - prediction
        losses.append(d * d / (2 * beta) if d < beta else d - beta / 2)
    return torch.stack(losses).view(predictions.shape)


class _Smooth(torch.autograd.Function):
    """Smooth L1 of a difference; its gradient is the difference over β, at most 1."""

    @staticmethod
    def forward(ctx, difference, beta):
        slope = (difference / beta).clamp(-1, 1)
        ctx.save_for_backward(slope)
        return slope * difference - beta * slope**2 / 2

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0], None


def with_its_own_backward(predictions, targets, beta=1.0):
    """A function with a gradient of its own."""
    return _Smooth.apply(predictions - targets, beta)


def by_multiplying_masks(predictions, targets, beta=1.0):
    """Both pieces, each times where it holds."""
    difference = predictions - targets
    inside = (difference.abs() < beta).to(difference.dtype)
    line = difference * difference.sign() - beta / 2
    return inside * difference * difference / (2 * beta) + (1 - inside) * line


def with_two_distances(predictions, targets, beta=1.0):
    """The distance without its sign, from maximum and minimum."""
    d = torch.maximum(predictions, targets) - torch.minimum(predictions, targets)
    quadratic = d.pow(2).mul(0.5 / beta)
    linear = d.sub(0.5 * beta)
    return torch.where(d >= beta, linear, quadratic)


def with_relu_on_both_sides(predictions, targets, beta=1.0):
    """A straight line on each side, a square between."""
    difference = predictions - targets
    above, below = torch.relu(difference - beta), torch.relu(-difference - beta)
    middle = difference.clamp(-beta, beta)
    return middle.square() / beta / 2 + above + below
