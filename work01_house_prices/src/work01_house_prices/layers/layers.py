"""The layers of a neural network, each with its forward and its backward pass.

`forward(x)` keeps what `backward` will need; `backward(grad_output)` takes ∂L/∂output, writes ∂L/∂θ
into `gradients`, and returns ∂L/∂input. Chaining the second through the layers, last to first, is
back-propagation (Rumelhart, Hinton & Williams 1986, "Learning representations by back-propagating
errors"). Weights have torch's shape, (out, in), so that they can be handed over as they are. All of it
is NumPy: neither torch's layers nor its autograd are used.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float

Arrays = dict[str, Float[np.ndarray, "..."]]


class Layer:
    """What every layer has: parameters, their gradients under the same names, and a mode.

    `training` matters to batch norm and dropout alone; `Sequential.train` and `eval` set it.
    """

    def __init__(self) -> None:
        self.parameters: Arrays = {}
        self.gradients: Arrays = {}
        self.training = True

    def add_parameter(self, name: str, value: Float[np.ndarray, "..."]) -> None:
        """Register a parameter, and room for its gradient."""
        self.parameters[name] = value
        self.gradients[name] = np.zeros_like(value)

    def forward(self, x: Float[np.ndarray, "batch in"]) -> Float[np.ndarray, "batch out"]:
        """Return the layer's output."""
        raise NotImplementedError

    def backward(
        self, grad_output: Float[np.ndarray, "batch out"]
    ) -> Float[np.ndarray, "batch in"]:
        """Write ∂L/∂θ into `gradients` and return ∂L/∂input, for the last `forward`'s input."""
        raise NotImplementedError

    def backward_parameters(self, grad_output: Float[np.ndarray, "batch out"]) -> None:
        """Write ∂L/∂θ alone: all that a network's first layer needs, as nobody changes the data."""
        self.backward(grad_output)


class Linear(Layer):
    """y = x Wᵀ + b, a bias of zeros unless one is given.

    `forward` keeps `inputs`.
    """

    def __init__(
        self, weight: Float[np.ndarray, "out in"], bias: Float[np.ndarray, " out"] | None = None
    ) -> None:
        super().__init__()
        self.add_parameter("weight", weight)
        self.add_parameter("bias", np.zeros_like(weight[:, 0]) if bias is None else bias)
        self.inputs: Float[np.ndarray, "batch in"]

    def forward(self, x: Float[np.ndarray, "batch in"]) -> Float[np.ndarray, "batch out"]:
        """Return x Wᵀ + b."""
        self.inputs = x
        output = x @ self.parameters["weight"].T
        output += self.parameters["bias"]
        return output

    def backward_parameters(self, grad_output: Float[np.ndarray, "batch out"]) -> None:
        """Write ∂L/∂W = gᵀ x and ∂L/∂b = Σ g over the batch, where g = ∂L/∂y, in place.

        Of what `forward` kept it uses `inputs` alone, which stay as they are.
        """
        np.matmul(grad_output.T, self.inputs, out=self.gradients["weight"])
        np.sum(grad_output, axis=0, out=self.gradients["bias"])

    def backward(
        self, grad_output: Float[np.ndarray, "batch out"]
    ) -> Float[np.ndarray, "batch in"]:
        """Write the parameters' gradients and return ∂L/∂x = g W.

        Of what `forward` kept it uses `inputs` alone; they and the parameters stay as they are.
        """
        self.backward_parameters(grad_output)
        return grad_output @ self.parameters["weight"]


class ReLU(Layer):
    """max(x, 0), with the derivative 0 at 0. `forward` keeps `positive`, where x > 0."""

    def forward(self, x: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Return max(x, 0)."""
        self.positive: Bool[np.ndarray, "batch d"] = x > 0
        return np.maximum(x, 0)

    def backward(self, grad_output: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Let the gradient through where the input was positive."""
        return grad_output * self.positive


class Sigmoid(Layer):
    """σ(x) = 1 / (1 + e⁻ˣ). `forward` keeps `outputs`."""

    def forward(self, x: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Return σ(x), from e^−|x|, which cannot overflow."""
        small = np.exp(-np.abs(x))
        self.outputs: Float[np.ndarray, "batch d"] = np.where(x >= 0, 1, small) / (1 + small)
        return self.outputs

    def backward(self, grad_output: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Multiply by σ′ = σ (1 − σ), at most ¼: the reason why deep sigmoid nets learn badly.

        Of what `forward` kept it uses `outputs` alone, which stay as they are.
        """
        return grad_output * self.outputs * (1 - self.outputs)


class Tanh(Layer):
    """tanh(x). `forward` keeps `outputs`."""

    def forward(self, x: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Return tanh(x)."""
        self.outputs: Float[np.ndarray, "batch d"] = np.tanh(x)
        return self.outputs

    def backward(self, grad_output: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Multiply by tanh′ = 1 − tanh²."""
        return grad_output * (1 - self.outputs**2)


class BatchNorm(Layer):
    """Normalize each feature over the batch, then scale by γ and shift by β.

    Source: Ioffe & Szegedy 2015, "Batch Normalization", algorithm 1 and section 3.1. As in torch,
    the running statistics are an exponential average with weight `momentum` on the newest batch
    (the paper averages over many batches after training).

    `forward` keeps `normalized` (x̂) and `inverse_std` (1 / √(variance + ε)).
    """

    def __init__(
        self, features: int, momentum: float = 0.1, eps: float = 1e-5, dtype: type = np.float64
    ) -> None:
        super().__init__()
        self.add_parameter("weight", np.ones(features, dtype))  # γ
        self.add_parameter("bias", np.zeros(features, dtype))  # β
        self.running_mean: Float[np.ndarray, " features"] = np.zeros(features, dtype)
        self.running_var: Float[np.ndarray, " features"] = np.ones(features, dtype)
        self.momentum = momentum
        self.eps = eps
        self.normalized: Float[np.ndarray, "batch features"]
        self.inverse_std: Float[np.ndarray, " features"]

    def forward(
        self, x: Float[np.ndarray, "batch features"]
    ) -> Float[np.ndarray, "batch features"]:
        """Return γ x̂ + β; in training mode, update the running statistics too.

        Training normalizes by the batch's mean and biased variance (divided by n), while the
        running variance takes the unbiased one (by n − 1), the better estimate for new data.
        Evaluation normalizes by the running statistics.

        Raises:
            ValueError: a training batch of one row, whose variance is zero whatever it holds.
        """
        if self.training:
            rows = len(x)
            if rows < 2:
                raise ValueError("batch norm needs at least 2 rows to train on, got 1: drop it")
            mean, variance = x.mean(axis=0), x.var(axis=0)
            self.running_mean += self.momentum * (mean - self.running_mean)
            unbiased = variance * (rows / (rows - 1))
            self.running_var += self.momentum * (unbiased - self.running_var)
        else:
            mean, variance = self.running_mean, self.running_var
        self.inverse_std = 1 / np.sqrt(variance + self.eps)
        self.normalized = (x - mean) * self.inverse_std
        return self.parameters["weight"] * self.normalized + self.parameters["bias"]

    def backward(
        self, grad_output: Float[np.ndarray, "batch features"]
    ) -> Float[np.ndarray, "batch features"]:
        """Write ∂L/∂γ and ∂L/∂β in place, and return ∂L/∂x.

        In training, mean and variance depend on x too. Carried through the paper's equations of
        section 3, that leaves, with g = γ ∂L/∂y and means over the batch:
        ∂L/∂x = (g − mean(g) − x̂ mean(g x̂)) / √(variance + ε). In evaluation they are constants.

        Of what `forward` kept it uses `normalized` and `inverse_std` alone. They, the running
        statistics and the parameters stay as they are.
        """
        np.sum(grad_output * self.normalized, axis=0, out=self.gradients["weight"])
        np.sum(grad_output, axis=0, out=self.gradients["bias"])
        grad = grad_output * self.parameters["weight"]
        if self.training:
            along_output = self.normalized * (grad * self.normalized).mean(axis=0)
            grad = grad - grad.mean(axis=0) - along_output
        return grad * self.inverse_std


class Dropout(Layer):
    """In training, zero each input with `probability` p and scale the others by 1 / (1 − p).

    The scale keeps the expected output, so that evaluation is the identity (Srivastava et al. 2014,
    "Dropout", section 10; their own experiments scale the weights at test time instead).

    `forward` keeps `mask`, the factor of each input in the dtype of x: 0 or 1 / (1 − p) in training, 1
    in evaluation. Each entry is drawn by itself, from `rng` alone, so that a seed repeats the masks.
    """

    def __init__(self, probability: float, rng: np.random.Generator | int) -> None:
        super().__init__()
        if not 0 <= probability < 1:
            raise ValueError(f"dropout probability must be in [0, 1), got {probability}")
        self.probability = probability
        self.rng = np.random.default_rng(rng)
        self.mask: Float[np.ndarray, "batch d"]

    def forward(self, x: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Return x times a fresh mask in training, x itself in evaluation; in the dtype of x."""
        if not self.training:
            self.mask = np.ones_like(x)
            return x
        kept = self.rng.random(x.shape) >= self.probability
        self.mask = kept.astype(x.dtype) / (1 - self.probability)
        return x * self.mask

    def backward(self, grad_output: Float[np.ndarray, "batch d"]) -> Float[np.ndarray, "batch d"]:
        """Multiply by the mask of the forward pass."""
        return grad_output * self.mask


class Sequential:
    """Layers in a row, their parameters side by side in one flat vector.

    `parameters` and `gradients` are vectors; the layers' own entries become views into them. So an
    optimizer changes every layer by one operation on one array, instead of one for each weight.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = list(layers)
        arrays = [array for layer in self.layers for array in layer.parameters.values()]
        self.parameters: Float[np.ndarray, " parameters"] = np.concatenate(
            [array.ravel() for array in arrays]
        )
        self.gradients: Float[np.ndarray, " parameters"] = np.zeros_like(self.parameters)
        start = 0
        for layer in self.layers:
            for name, array in layer.parameters.items():
                span = slice(start, start + array.size)
                layer.parameters[name] = self.parameters[span].reshape(array.shape)
                layer.gradients[name] = self.gradients[span].reshape(array.shape)
                start += array.size

    def train(self) -> None:
        """Put every layer into training mode, the mode a network starts in."""
        for layer in self.layers:
            layer.training = True

    def eval(self) -> None:
        """Put every layer into evaluation mode."""
        for layer in self.layers:
            layer.training = False

    def forward(self, x: Float[np.ndarray, "batch in"]) -> Float[np.ndarray, "batch out"]:
        """Pass x through the layers, first to last."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(
        self, grad_output: Float[np.ndarray, "batch out"]
    ) -> Float[np.ndarray, "batch in"]:
        """Pass ∂L/∂output back, last layer to first; fill `gradients`, return ∂L/∂input."""
        for layer in reversed(self.layers):
            grad_output = layer.backward(grad_output)
        return grad_output

    def backward_parameters(self, grad_output: Float[np.ndarray, "batch out"]) -> None:
        """Fill `gradients` alone, and save the product that ∂L/∂input would cost: for training."""
        for layer in reversed(self.layers[1:]):
            grad_output = layer.backward(grad_output)
        self.layers[0].backward_parameters(grad_output)
