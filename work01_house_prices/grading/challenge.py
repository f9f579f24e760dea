"""The challenge: prices of houses that the recipe has not seen.

A fifth of the competition's houses with known prices is hidden, another one for each seed.
"""

from typing import Any

import numpy as np

from shared.grading.challenge.task import Drawn
from work01_house_prices.data.house_prices import load


def draw(rng: np.random.Generator) -> Drawn:
    """Hide a fifth of the houses."""
    data = load("kaggle")
    order = rng.permutation(len(data.prices))
    hidden, known = np.split(order, [len(order) // 5])
    return Drawn(
        given={
            "houses.csv": data.train.iloc[known].to_csv(index=False),
            "prices": data.prices[known],
        },
        questions=[data.train.iloc[hidden].to_csv(index=False)],
        answers=data.log_prices[hidden],
    )


def score(answers: np.ndarray, predictions: list[Any]) -> float:
    """Return the root mean squared error of the logarithms, the competition's own."""
    (prices,) = predictions
    prices = np.asarray(prices, dtype=float)
    assert prices.shape == answers.shape, f"expected {len(answers)} prices, got {prices.shape}"
    assert (prices > 0).all(), "a price is positive"
    return float(np.sqrt(np.mean((np.log(prices) - answers) ** 2)))
