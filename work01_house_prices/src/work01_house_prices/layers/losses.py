"""Losses: each returns its value and its gradient with respect to the prediction.

The gradients are derived by hand and written in NumPy: no autograd, no differences.
"""

import numpy as np
from jaxtyping import Float, Int


def mean_squared_error(
    prediction: Float[np.ndarray, "..."], target: Float[np.ndarray, "..."]
) -> tuple[float, Float[np.ndarray, "..."]]:
    """Return L = mean (p − t)² over all n entries, and ∂L/∂p = 2 (p − t) / n.

    Raises:
        ValueError: the shapes differ (broadcasting (n, 1) with (n,) would average n² pairs).
    """
    _require_same_shape(prediction, target)
    error = prediction - target
    flat = error.ravel()
    loss = float(flat @ flat) / error.size
    error *= 2 / error.size
    return loss, error


def log_rmse(
    prediction: Float[np.ndarray, "..."], target: Float[np.ndarray, "..."]
) -> tuple[float, Float[np.ndarray, "..."]]:
    """Return Kaggle's score L = √(mean (ln p − ln t)²), and ∂L/∂p = (ln p − ln t) / (n p L).

    The mean is over all n entries, in any shape.
    It weighs relative errors, so that a cheap house counts as much as a dear one (House Prices'
    evaluation page; D2L, section 5.7.5). At L = 0 the root has a kink: its gradient is given as 0.
    A network that predicts ln p minimizes the same with `mean_squared_error`, at less risk.

    Raises:
        ValueError: the shapes differ, or a price is not above zero (NaN is not) and has no logarithm.
    """
    _require_same_shape(prediction, target)
    for name, prices in (("prediction", prediction), ("target", target)):
        if not np.all(prices > 0):
            raise ValueError(
                f"log-RMSE needs prices above 0, but the least {name} is {prices.min()}: "
                "clip predictions, or predict the logarithm of the price"
            )
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def softmax_cross_entropy(
    logits: Float[np.ndarray, "batch classes"], labels: Int[np.ndarray, " batch"]
) -> tuple[float, Float[np.ndarray, "batch classes"]]:
    """Return L = −mean ln softmax(z)[label], and ∂L/∂z = (softmax(z) − one-hot(label)) / batch.

    Softmax does not change when a row's largest logit is taken from all of the row; after that
    no exponential exceeds 1, and ln Σ eᶻ is finite (Goodfellow et al., "Deep Learning", 4.1). To be
    written in NumPy, without a ready softmax.
    """
    rows = np.arange(len(labels))
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_softmax = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = float(-log_softmax[rows, labels].mean())
    gradient = np.exp(log_softmax)
    gradient[rows, labels] -= 1
    gradient /= len(labels)
    return loss, gradient


def _require_same_shape(
    prediction: Float[np.ndarray, "..."], target: Float[np.ndarray, "..."]
) -> None:
    if prediction.shape != target.shape:
        raise ValueError(
            f"prediction has shape {prediction.shape}, target {target.shape}: reshape one of them"
        )
