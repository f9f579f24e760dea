"""Optimizers: each changes one flat vector of parameters, in place, by its gradient.

Definitions and defaults are torch's, where the papers differ it is said. θ stands for the
parameters, g for the gradient, η for the learning rate; every operation is element by element, and
NumPy's: `torch.optim` is only what the tests compare with.
"""

import math

import numpy as np
from jaxtyping import Float


class Optimizer:
    """What every optimizer has: the parameters, which `step` changes in place, and η."""

    def __init__(self, parameters: Float[np.ndarray, " n"], learning_rate: float) -> None:
        self.parameters = parameters
        self.learning_rate = learning_rate

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Make one step; the gradient stays as it is. A network hands over the same array in each."""
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent with weight decay λ: θ ← θ − η (g + λ θ).

    The gradient is "stochastic" when it comes from a batch. λ θ is the gradient of λ/2 ‖θ‖².
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1e-3,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.weight_decay = weight_decay

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do θ ← θ − η (g + λ θ)."""
        self.parameters -= self.learning_rate * (gradient + self.weight_decay * self.parameters)


class Momentum(Optimizer):
    """A ball that rolls: v ← μ v + g, θ ← θ − η v.

    Polyak 1964, in the form of Sutskever et al. 2013, "On the importance of initialization and
    momentum", equations 1 and 2. There η is inside v; the paths part only when η changes.
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1e-3,
        momentum: float = 0.9,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.momentum = momentum
        self.velocity = np.zeros_like(parameters)

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do v ← μ v + g, then θ ← θ − η v."""
        self.velocity *= self.momentum
        self.velocity += gradient
        self.parameters -= self.learning_rate * self.velocity


class Nesterov(Momentum):
    """Momentum that looks ahead: v ← μ v + g, θ ← θ − η (g + μ v).

    Sutskever et al. 2013, equations 3 and 4, take the gradient at the point ahead, θ − η μ v. Here,
    as in torch, the parameters are that point already (Bengio et al. 2012, "Advances in optimizing
    recurrent networks", section 3.5): then the gradient is where it is at hand.
    """

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do v ← μ v + g, then θ ← θ − η (g + μ v)."""
        self.velocity *= self.momentum
        self.velocity += gradient
        self.parameters -= self.learning_rate * (gradient + self.momentum * self.velocity)


class AdaGrad(Optimizer):
    """A smaller step for a parameter that has moved much: s ← s + g², θ ← θ − η g / (√s + ε).

    Duchi, Hazan & Singer 2011, "Adaptive Subgradient Methods", figure 1 (their δ is ε).
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1e-2,
        eps: float = 1e-10,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.eps = eps
        self.sum_of_squares = np.zeros_like(parameters)

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do s ← s + g², then θ ← θ − η g / (√s + ε)."""
        self.sum_of_squares += gradient**2
        self.parameters -= self.learning_rate * gradient / (np.sqrt(self.sum_of_squares) + self.eps)


class RMSProp(Optimizer):
    """AdaGrad that forgets: s ← α s + (1 − α) g², θ ← θ − η g / (√s + ε).

    Hinton's Coursera lecture 6e (2012) has α = 0.9 and no ε.
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.alpha = alpha
        self.eps = eps
        self.mean_square = np.zeros_like(parameters)

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do s ← α s + (1 − α) g², then θ ← θ − η g / (√s + ε)."""
        self.mean_square *= self.alpha
        self.mean_square += (1 - self.alpha) * gradient**2
        self.parameters -= self.learning_rate * gradient / (np.sqrt(self.mean_square) + self.eps)


class AdaDelta(Optimizer):
    """Steps with the parameters' own units: Δ = g √(d + ε) / √(s + ε), θ ← θ − η Δ.

    s and d are running means of g² and Δ². Zeiler 2012, "ADADELTA", algorithm 1: there is no η, and
    ρ = 0.95; ε is inside both roots, since d starts at zero and something has to start moving.
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.rho = rho
        self.eps = eps
        self.mean_square_gradient = np.zeros_like(parameters)
        self.mean_square_delta = np.zeros_like(parameters)

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do s ← ρ s + (1 − ρ) g², Δ from the old d, d ← ρ d + (1 − ρ) Δ², then θ ← θ − η Δ."""
        self.mean_square_gradient *= self.rho
        self.mean_square_gradient += (1 - self.rho) * gradient**2
        delta = gradient * np.sqrt(
            (self.mean_square_delta + self.eps) / (self.mean_square_gradient + self.eps)
        )
        self.mean_square_delta *= self.rho
        self.mean_square_delta += (1 - self.rho) * delta**2
        self.parameters -= self.learning_rate * delta


class Adam(Optimizer):
    """Momentum over RMSProp, both corrected for their start at zero.

    m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  and in step t, from 1 on,
    θ ← θ − η m̂ / (√v̂ + ε)  with  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ).

    Kingma & Ba 2015, "Adam", algorithm 1.
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.betas = betas
        self.eps = eps
        self.steps = 0
        self.first_moment = np.zeros_like(parameters)
        self.second_moment = np.zeros_like(parameters)
        self.scratch = np.empty_like(parameters)

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do the update of the class's formulas.

        Written with one scratch array, since new arrays in each line would cost more than the
        arithmetic: this step is most of the time of a small network.
        """
        self.steps += 1
        beta1, beta2 = self.betas
        m, v, scratch = self.first_moment, self.second_moment, self.scratch

        np.multiply(gradient, 1 - beta1, out=scratch)
        m *= beta1
        m += scratch

        np.multiply(gradient, gradient, out=scratch)
        scratch *= 1 - beta2
        v *= beta2
        v += scratch

        np.sqrt(v, out=scratch)
        scratch /= math.sqrt(1 - beta2**self.steps)
        scratch += self.eps
        np.divide(m, scratch, out=scratch)
        scratch *= self.learning_rate / (1 - beta1**self.steps)
        self.parameters -= scratch


class AdamW(Adam):
    """Adam with decoupled weight decay: θ ← (1 − η λ) θ, then Adam's step.

    As an L2 term in the gradient, decay would be divided by √v̂, and act least where gradients are
    large. Loshchilov & Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2: there the
    decay is λ times a schedule, without the η that torch multiplies it by.
    """

    def __init__(
        self,
        parameters: Float[np.ndarray, " n"],
        learning_rate: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(parameters, learning_rate, betas, eps)
        self.weight_decay = weight_decay

    def step(self, gradient: Float[np.ndarray, " n"]) -> None:
        """Do θ ← (1 − η λ) θ, then Adam's step with a gradient that knows nothing of the decay."""
        self.parameters *= 1 - self.learning_rate * self.weight_decay
        super().step(gradient)
