"""Right solutions of the exercise "Perplexity"."""

import math
import statistics

import numpy as np
import torch

OBJECT = "work04_grconv.metrics.perplexity:perplexity"


def pythons_own_sum(losses):
    """Add up Python's numbers without rounding."""
    return math.exp(math.fsum(losses.tolist()) / len(losses))


def with_numpy(losses):
    """NumPy's mean in float64; its number stays NumPy's."""
    return np.exp(np.mean(losses.numpy(), dtype=np.float64))


def a_tensor(losses):
    """A tensor without dimensions is a number too."""
    return losses.mean(dtype=torch.float64).exp()


def product_of_roots(losses):
    """Multiply the n-th roots of 1/P."""
    size = losses.numel()
    return math.prod(math.exp(loss / size) for loss in losses.tolist())


def mean_of_the_library(losses):
    """statistics has a mean for floats."""
    return math.e ** statistics.fmean(losses.tolist())


def running_mean(losses):
    """Move the mean a little with each loss."""
    mean = 0.0
    for number, loss in enumerate(losses.tolist(), start=1):
        mean += (loss - mean) / number
    return math.exp(mean)


def geometric_mean_of_probabilities(losses):
    """One over the geometric mean of the probabilities."""
    probabilities = np.exp(-losses.numpy().astype(np.float64))
    return float(1 / np.exp(np.log(probabilities).sum() / probabilities.size))


def through_bits(losses):
    """Change to bits, and raise 2 to their mean."""
    bits = losses.double() / math.log(2)
    return 2.0 ** float(bits.sum() / bits.numel())


def a_dot_product(losses):
    """The mean is a dot product with 1/n."""
    wide = losses.to(torch.float64)
    return torch.exp(wide @ torch.full_like(wide, 1 / wide.shape[0])).item()


def a_constant_in_single_precision(losses):
    """Bits by log 2, which is a tensor in single precision."""
    bits = losses.double().mean() / torch.tensor(2.0).log()
    return 2 ** bits.item()


def a_power_of_e_in_single_precision(losses):
    """Raise e, a tensor in single precision, to the mean."""
    return torch.tensor(math.e) ** losses.double().mean()


def rounded_at_the_end(losses):
    """Compute in double precision, and hand over a tensor in single precision."""
    return torch.tensor(math.exp(losses.double().mean()))
