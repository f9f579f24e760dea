"""Linear regression as one writes it with `torch.nn`: layer, loss, optimizer and loader are ready-made.

What `linear_regression.stochastic_gradient_descent` does by hand: `nn.Linear` is X w, `nn.MSELoss` twice
the data term of the loss, `torch.optim.SGD` the step, with the gradient λ w of weight decay, and
`DataLoader` the shuffled batches. (D2L, section 3.5.)
"""

import numpy as np
import torch
from jaxtyping import Float
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from work01_house_prices.regression.linear_regression import LeastSquares


def train(
    problem: LeastSquares, learning_rate: float, epochs: int, batch_size: int, seed: int
) -> Float[np.ndarray, " features"]:
    """Return the weights that SGD reaches from zero on the loss of `linear_regression`, in float64."""
    features = torch.from_numpy(problem.features)
    data = TensorDataset(features, torch.from_numpy(problem.targets)[:, None])
    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(data, batch_size, shuffle=True, generator=generator)
    model = nn.Linear(features.shape[1], 1, bias=False, dtype=features.dtype)
    nn.init.zeros_(model.weight)
    loss_function = nn.MSELoss()
    optimizer = torch.optim.SGD(
        model.parameters(), lr=learning_rate, weight_decay=problem.weight_decay
    )
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = loss_function(model(x), y) / 2
            loss.backward()
            optimizer.step()
    weights: Float[np.ndarray, " features"] = model.weight.detach().numpy()[0]
    return weights
