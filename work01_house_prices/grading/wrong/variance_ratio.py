"""Mistakes in variance_ratio: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.layers.variance_shift:variance_ratio"


def _ratio(evaluation, training):
    return np.divide(evaluation, training, out=np.ones_like(training), where=training > 0)


def inverse(x, weight, probability):
    """Training over evaluation."""
    evaluation = (x @ weight.T).var(axis=0)
    masks = probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    return _ratio(evaluation + masks, evaluation)


def kept_for_dropped(x, weight, probability):
    """`probability` is taken for that of being kept."""
    evaluation = (x @ weight.T).var(axis=0)
    odds = (1 - probability) / max(probability, 1e-9)
    return _ratio(evaluation, evaluation + odds * (x**2).mean(axis=0) @ (weight**2).T)


def centered(x, weight, probability):
    """The masks act on the inputs' variance: their means are forgotten."""
    evaluation = (x @ weight.T).var(axis=0)
    masks = probability / (1 - probability) * x.var(axis=0) @ (weight**2).T
    return _ratio(evaluation, evaluation + masks)


def strangers(x, weight, probability):
    """The inputs are taken for independent: their covariances are forgotten."""
    evaluation = x.var(axis=0) @ (weight**2).T
    masks = probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    return _ratio(evaluation, evaluation + masks)


def unbiased(x, weight, probability):
    """The rows' variance divides by n − 1."""
    evaluation = (x @ weight.T).var(axis=0, ddof=1) if len(x) > 1 else np.zeros(len(weight))
    masks = probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    return _ratio(evaluation, evaluation + masks)


def unscaled(x, weight, probability):
    """The survivors are not scaled by 1 / (1 − p)."""
    evaluation, keep = (x @ weight.T).var(axis=0), 1 - probability
    masks = probability * keep * (x**2).mean(axis=0) @ (weight**2).T
    return _ratio(evaluation, keep**2 * evaluation + masks)


def weights_not_squared(x, weight, probability):
    """The weights are not squared."""
    evaluation = (x @ weight.T).var(axis=0)
    masks = probability / (1 - probability) * (x**2).mean(axis=0) @ np.abs(weight).T
    return _ratio(evaluation, evaluation + masks)


def of_standard_deviations(x, weight, probability):
    """The ratio is that of standard deviations."""
    evaluation = (x @ weight.T).var(axis=0)
    masks = probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    return np.sqrt(_ratio(evaluation, evaluation + masks))


def no_number(x, weight, probability):
    """0 / 0 is no number."""
    evaluation = (x @ weight.T).var(axis=0)
    masks = probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    with np.errstate(invalid="ignore"):
        return evaluation / (evaluation + masks)


def zero_where_nothing_varies(x, weight, probability):
    """0 / 0 is 0."""
    evaluation = (x @ weight.T).var(axis=0)
    training = evaluation + probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    return np.divide(evaluation, training, out=np.zeros_like(training), where=training > 0)


def one_mask_for_a_row(x, weight, probability):
    """All inputs of a row are dropped together."""
    outputs = x @ weight.T
    masks = probability / (1 - probability) * (outputs**2).mean(axis=0)
    return _ratio(outputs.var(axis=0), outputs.var(axis=0) + masks)


def sampled(x, weight, probability):
    """The masks are sampled: right only up to chance."""
    rng = np.random.default_rng(0)
    kept = rng.random((2000, *x.shape)) >= probability
    outputs = (kept * x / (1 - probability)) @ weight.T
    return _ratio((x @ weight.T).var(axis=0), outputs.reshape(-1, len(weight)).var(axis=0))


def no_shift(x, weight, probability):
    """Nothing shifts."""
    return np.ones(len(weight))
