"""XOR: four points that no line separates, and the smallest network that does.

A single layer cannot represent XOR (Minsky & Papert 1969, "Perceptrons"); one hidden layer, trained
by back-propagation, can (Rumelhart, Hinton & Williams 1986).

    python -m work01_house_prices.networks.xor       prints the truth table that the network has learned
"""

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.initialization import xavier_uniform
from work01_house_prices.layers.layers import Linear, Sequential, Tanh
from work01_house_prices.layers.losses import softmax_cross_entropy
from work01_house_prices.optimization.optimizers import Adam

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LABELS = np.array([0, 1, 1, 0])


def solve(
    hidden: int = 8, steps: int = 500, learning_rate: float = 0.05, seed: int = 0
) -> tuple[Sequential, Float[np.ndarray, " steps"]]:
    """Train a network 2 → hidden → 2 on all four points; return it and the loss of each step."""
    rng = np.random.default_rng(seed)
    network = Sequential(
        [Linear(xavier_uniform(2, hidden, rng)), Tanh(), Linear(xavier_uniform(hidden, 2, rng))]
    )
    optimizer = Adam(network.parameters, learning_rate)
    losses = np.empty(steps)
    for step in range(steps):
        logits = network.forward(INPUTS)
        losses[step], grad_logits = softmax_cross_entropy(logits, LABELS)
        network.backward_parameters(grad_logits)
        optimizer.step(network.gradients)
    return network, losses


def main() -> None:
    """Train, and print the four answers."""
    network, losses = solve()
    print(f"loss {losses[0]:.3f} → {losses[-1]:.6f} in {len(losses)} steps")
    for (a, b), answer in zip(INPUTS, network.forward(INPUTS).argmax(axis=1), strict=True):
        print(f"{a:.0f} xor {b:.0f} = {answer}")


if __name__ == "__main__":
    main()
