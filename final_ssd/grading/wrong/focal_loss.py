"""Mistakes in focal_loss: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

OBJECT = "final_ssd.training.losses:focal_loss"


def alpha_for_all(logits, targets, alpha=0.25, gamma=2.0):
    """Weights the zeros by α, too."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right) ** gamma * entropy


def alpha_of_the_zeros(logits, targets, alpha=0.25, gamma=2.0):
    """Weighs the zeros by α."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * (1 - targets) + (1 - alpha) * targets
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right) ** gamma * entropy


def clips(logits, targets, alpha=0.25, gamma=2.0):
    """Cuts logits off, so that they stay finite."""
    logits = logits.clamp(-10, 10)
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right) ** gamma * entropy


def constant_weight(logits, targets, alpha=0.25, gamma=2.0):
    """Takes the weight of a case for a constant."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right).detach() ** gamma * entropy


def favors_the_easy(logits, targets, alpha=0.25, gamma=2.0):
    """Weights by p_t where 1 − p_t is meant."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * right**gamma * entropy


def mean(logits, targets, alpha=0.25, gamma=2.0):
    """Averages over all numbers."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (weight * (1 - right) ** gamma * entropy).mean()


def overflows(logits, targets, alpha=0.25, gamma=2.0):
    """Takes the logarithm of a sigmoid: infinite for a logit of −1000."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    return -weight * (1 - right) ** gamma * right.log()


def own_alpha(logits, targets, alpha=0.25, gamma=2.0):
    """Always weighs by a quarter."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = 0.25 * targets + 0.75 * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right) ** gamma * entropy


def own_gamma(logits, targets, alpha=0.25, gamma=2.0):
    """Always squares."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right) ** 2 * entropy


def ready(logits, targets, alpha=0.25, gamma=2.0):
    """Calls torchvision's."""
    from torchvision.ops import sigmoid_focal_loss

    return sigmoid_focal_loss(logits, targets, alpha, gamma)


def without_gradient(logits, targets, alpha=0.25, gamma=2.0):
    """Returns a new tensor."""
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (weight * (1 - right) ** gamma * entropy).detach().clone()


def gradient_of_an_infinity(logits, targets, alpha=0.25, gamma=2.0):
    """Chooses by `where`, whose other branch has an infinite exponential, and so no gradient."""

    def softplus(x):
        return torch.where(x > 30, x, (1 + x.exp()).log())

    entropy = torch.where(targets > 0.5, softplus(-logits), softplus(logits))
    right = torch.where(targets > 0.5, logits.sigmoid(), (-logits).sigmoid())
    return torch.where(targets > 0.5, alpha, 1 - alpha) * (1 - right) ** gamma * entropy


def in_float64(logits, targets, alpha=0.25, gamma=2.0):
    """Gives float64 for float32."""
    logits, targets = logits.double(), targets.double()
    wrong = (1 - 2 * targets) * logits
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * wrong.sigmoid() ** gamma * entropy
