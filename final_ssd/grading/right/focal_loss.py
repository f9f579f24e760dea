"""Right ways to the focal loss."""

import torch
from torch.nn import functional

OBJECT = "final_ssd.training.losses:focal_loss"


def from_signed_logits(logits, targets, alpha=0.25, gamma=2.0):
    """A one and a zero differ by the sign of the logit."""
    sign = 2 * targets - 1
    log_right = functional.logsigmoid(sign * logits)
    weight = torch.where(targets == 1, alpha, 1 - alpha)
    return -weight * (1 - log_right.exp()) ** gamma * log_right


def by_two_cases(logits, targets, alpha=0.25, gamma=2.0):
    """The loss of ones and that of zeros, and where."""
    p = torch.sigmoid(logits)
    one = -alpha * (1 - p) ** gamma * functional.logsigmoid(logits)
    zero = -(1 - alpha) * p**gamma * functional.logsigmoid(-logits)
    return torch.where(targets > 0.5, one, zero)


def with_softplus(logits, targets, alpha=0.25, gamma=2.0):
    """−ln p is a softplus."""
    wrong_way = torch.where(targets == 1, -logits, logits)
    entropy = functional.softplus(wrong_way)
    return (
        (alpha * targets + (1 - alpha) * (1 - targets))
        * torch.sigmoid(wrong_way) ** gamma
        * entropy
    )


def from_cross_entropy(logits, targets, alpha=0.25, gamma=2.0):
    """p_t from the cross-entropy."""
    entropy = functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    right = torch.exp(-entropy)
    factor = targets * alpha + (1 - targets) * (1 - alpha)
    return factor * torch.pow(1 - right, gamma) * entropy


def as_a_softmax_of_two(logits, targets, alpha=0.25, gamma=2.0):
    """A sigmoid is a softmax over the logit and 0."""
    both = torch.stack([torch.zeros_like(logits), logits], dim=-1)
    chosen = targets.long()[..., None]
    log_right = both.log_softmax(-1).gather(-1, chosen)[..., 0]
    wrong = both.softmax(-1).gather(-1, 1 - chosen)[..., 0]
    weights = logits.new_tensor([1 - alpha, alpha])[targets.long()]
    return -weights * wrong**gamma * log_right


def number_by_number(logits, targets, alpha=0.25, gamma=2.0):
    """A loop over all numbers."""
    values = []
    for logit, target in zip(logits.flatten(), targets.flatten(), strict=True):
        z = logit if target == 1 else -logit
        weight = alpha if target == 1 else 1 - alpha
        entropy = functional.relu(-z) + torch.log1p(torch.exp(-z.abs()))
        values.append(weight * torch.sigmoid(-z) ** gamma * entropy)
    return torch.stack(values).reshape(logits.shape)


def with_logaddexp(logits, targets, alpha=0.25, gamma=2.0):
    """ln(1 + e^z) by logaddexp."""
    z = logits * (1 - 2 * targets)
    entropy = torch.logaddexp(torch.zeros_like(z), z)
    alpha_t = (1 - alpha) + (2 * alpha - 1) * targets
    return alpha_t * entropy * z.sigmoid().pow(gamma)


def written_into_a_tensor(logits, targets, alpha=0.25, gamma=2.0):
    """Ones and zeros by masks."""
    loss = torch.zeros_like(logits)
    ones = targets == 1
    positive, negative = logits[ones], logits[~ones]
    loss[ones] = alpha * torch.sigmoid(-positive) ** gamma * functional.softplus(-positive)
    loss[~ones] = (1 - alpha) * torch.sigmoid(negative) ** gamma * functional.softplus(negative)
    return loss


def with_a_module(logits, targets, alpha=0.25, gamma=2.0):
    """A module's cross-entropy; what is right, by the distance from the target."""
    entropy = torch.nn.BCEWithLogitsLoss(reduction="none")(logits, targets)
    wrong = (torch.sigmoid(logits) - targets).abs()
    return torch.lerp(
        torch.full_like(logits, 1 - alpha), torch.full_like(logits, alpha), targets
    ) * (wrong**gamma * entropy)
