"""Mistakes in perplexity: each function is one, and its docstring says which."""

import math

import torch

OBJECT = "work04_grconv.metrics.perplexity:perplexity"


def base_two(losses):
    """Takes losses in nats for bits."""
    return 2 ** losses.double().mean().item()


def echo_of_the_mean(losses):
    """Returns the mean loss."""
    return losses.double().mean().item()


def in_single_precision(losses):
    """Takes the mean in the losses' own precision."""
    return math.exp(losses.mean().item())


def in_float32(losses):
    """Takes the mean in single precision."""
    return math.exp(losses.float().mean().item())


def inverse(losses):
    """Forgets the sign."""
    return math.exp(-losses.double().mean().item())


def mean_of_exponentials(losses):
    """Averages after exp."""
    return losses.double().exp().mean().item()


def median(losses):
    """Takes the median."""
    return math.exp(losses.double().median().item())


def one(losses):
    """Returns 1."""
    return 1.0


def rounded(losses):
    """Rounds to whole numbers."""
    return float(round(math.exp(losses.double().mean().item())))


def perplexity_sum(losses):
    """Adds the losses up."""
    return math.exp(min(losses.double().sum().item(), 700))


def without_the_last(losses):
    """Leaves the last loss out."""
    return math.exp(losses[: max(len(losses) - 1, 1)].double().mean().item())


def tensor_in_float32(losses):
    """Takes the mean in single precision, and returns a tensor that has no more digits."""
    return losses.float().mean().exp()


def running_sum_in_float32(losses):
    """Adds the losses up one by one in single precision, and returns a tensor."""
    total = torch.zeros(())
    for loss in losses:
        total = total + loss.float()
    return (total / len(losses)).exp()
