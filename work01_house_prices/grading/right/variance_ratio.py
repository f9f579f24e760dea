"""The variance shift of dropout, in other forms."""

import itertools

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.variance_shift:variance_ratio"


def ratio_by_loops(x, weight, probability):
    """Go through outputs, rows and inputs, one number at a time."""
    result = []
    for w in weight.tolist():
        rows = [[a * b for a, b in zip(w, row, strict=True)] for row in x.tolist()]
        sums = [sum(row) for row in rows]
        mean = sum(sums) / len(sums)
        own = sum((s - mean) ** 2 for s in sums) / len(sums)
        squares = sum(product**2 for row in rows for product in row) / len(rows)
        total = own + probability / (1 - probability) * squares
        result.append(own / total if total > 0 else 1.0)
    return np.array(result)


def ratio_with_einsum(x, weight, probability):
    """Contract products of every row, output and input."""
    products = np.einsum("ri,oi->roi", x, weight)
    own = products.sum(axis=2).var(axis=0)
    masks = np.einsum("roi,roi->o", products, products) / len(x) * probability / (1 - probability)
    return np.where(own + masks > 0, own / np.where(own + masks > 0, own + masks, 1), 1.0)


def ratio_over_all_masks(x, weight, probability):
    """Add up over every mask that there is, with its probability."""
    second, first = np.zeros(len(weight)), np.zeros(len(weight))
    for mask in itertools.product((0.0, 1.0), repeat=x.shape[1]):
        kept = sum(mask)
        chance = (1 - probability) ** kept * probability ** (len(mask) - kept)
        outputs = (x * mask / (1 - probability)) @ weight.T
        first += chance * outputs.mean(axis=0)
        second += chance * ((outputs - (x @ weight.T).mean(axis=0)) ** 2).mean(axis=0)
    own = np.var(x @ weight.T, axis=0)
    training = second - (first - (x @ weight.T).mean(axis=0)) ** 2
    ratio = np.ones(len(weight))
    moves = training > 1e-14
    ratio[moves] = own[moves] / training[moves]
    return ratio


def ratio_from_covariances(x, weight, probability):
    """Add to the inputs' covariances, on the diagonal, what the masks do."""
    covariances = np.cov(x, rowvar=False, bias=True).reshape(x.shape[1], x.shape[1])
    of_masks = np.diag(np.mean(np.square(x), axis=0)) * (1 / (1 - probability) - 1)
    own = np.diag(weight @ covariances @ weight.T)
    training = np.diag(weight @ (covariances + of_masks) @ weight.T)
    still = training == 0
    return np.where(still, 1.0, own / np.where(still, 1.0, training))


def ratio_in_torch(x, weight, probability):
    """Compute with tensors, with constants in torch's default precision."""
    x, weight = torch.from_numpy(x), torch.from_numpy(weight)
    own = (x @ weight.T).var(dim=0, correction=0)
    factor = torch.tensor(probability) / (1 - torch.tensor(probability))
    training = own + factor * (weight.square() @ x.square().mean(dim=0))
    return torch.where(training > 0, own / training, 1.0).numpy()


def ratio_of_second_moments(x, weight, probability):
    """Subtract the squared mean from the mean square, in training and in evaluation."""
    outputs = x @ weight.T - (x @ weight.T).mean(axis=0)
    own = np.mean(outputs**2, axis=0)
    keep = 1 - probability
    added = (weight**2 @ (x**2).T).mean(axis=1) * (1 - keep) / keep
    with np.errstate(invalid="ignore"):
        ratio = own / (own + added)
    return np.nan_to_num(ratio, nan=1.0)


def ratio_by_share(x, weight, probability):
    """Take 1 less the masks' share of the variance."""
    masks = (x**2) @ (weight.T**2)
    masks = masks.sum(axis=0) / len(x) * (probability / (1 - probability))
    training = masks + np.var(np.inner(x, weight), axis=0)
    return 1 - np.divide(masks, training, out=np.zeros(len(weight)), where=training != 0)


def ratio_output_by_output(x, weight, probability):
    """Ask for one output at a time."""

    def of(w):
        own = float(np.var(x.dot(w)))
        training = own + float(((x * w) ** 2).sum(axis=1).mean()) * probability / (1 - probability)
        return 1.0 if training == 0 else own / training

    return np.array([of(w) for w in weight])


def ratio_from_pairs_of_rows(x, weight, probability):
    """Take the variance as half the mean squared difference of all pairs of rows."""
    outputs = np.matmul(x, weight.transpose())
    own = ((outputs[:, None] - outputs[None]) ** 2).mean(axis=(0, 1)) / 2
    odds = probability / (1 - probability)
    total = own + odds * np.average(x**2, axis=0) @ np.power(weight, 2).T
    ratio = np.ones_like(total)
    np.divide(own, total, out=ratio, where=total > 0)
    return ratio
