"""Check a gradient that was derived by hand against finite differences, written out here."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.layers import Layer


def numerical_gradient(
    function: Callable[[Float[np.ndarray, "..."]], float],
    x: Float[np.ndarray, "..."],
    step: float = 1e-5,
) -> Float[np.ndarray, "..."]:
    """Return the gradient by central differences, (f(x + h e) − f(x − h e)) / 2h for each entry.

    Their error falls with h², that of one-sided differences with h only; rounding adds some
    1e-16 · |f| / h. In float64 the sum is least near h = 1e-5. `x` is left as it was.
    """
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        shifted = x.copy()
        shifted[index] = x[index] + step
        above = function(shifted)
        shifted[index] = x[index] - step
        below = function(shifted)
        gradient[index] = (above - below) / (2 * step)
    return gradient


def relative_error(a: Float[np.ndarray, "..."], b: Float[np.ndarray, "..."]) -> float:
    """Return max |a − b| / max(|a|, |b|), the maxima over all entries; 0 where both are zero."""
    scale = max(np.abs(a).max(), np.abs(b).max())
    return float(np.abs(a - b).max() / scale) if scale > 0 else 0.0


def layer_errors(
    layer: Layer, x: Float[np.ndarray, "batch in"], rng: np.random.Generator
) -> dict[str, float]:
    """Return the relative error of a layer's gradients: of "input" and of each parameter.

    The loss is Σ output · c for random c, so that ∂L/∂output = c. In float64 a right gradient
    comes out below 1e-7, a wrong one near 1. The layer must repeat itself (no dropout).
    """
    weights_of_output = rng.normal(size=layer.forward(x).shape)
    errors = {}

    def loss(inputs: Float[np.ndarray, "batch in"]) -> float:
        return float((layer.forward(inputs) * weights_of_output).sum())

    numerical = numerical_gradient(loss, x)
    layer.forward(x)
    errors["input"] = relative_error(layer.backward(weights_of_output), numerical)
    analytical = {name: gradient.copy() for name, gradient in layer.gradients.items()}

    for name, parameter in layer.parameters.items():
        original = parameter.copy()

        def loss_of_parameter(
            value: Float[np.ndarray, "..."], parameter: Float[np.ndarray, "..."] = parameter
        ) -> float:
            parameter[...] = value
            return loss(x)

        numerical = numerical_gradient(loss_of_parameter, original)
        parameter[...] = original
        errors[name] = relative_error(analytical[name], numerical)
    return errors
