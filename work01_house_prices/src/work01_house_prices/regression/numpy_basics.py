"""Broadcasting and vectorized code, against the loops that they replace.

NumPy compares two shapes from the right; an axis of length 1 (or a missing one) is repeated to fit
the other (NumPy user guide, "Broadcasting"). So `(rows, columns) - (columns,)` takes the same
vector from every row, and `(n, 1, d) - (1, m, d)` makes every pair of n and m points.

    python -m work01_house_prices.regression.numpy_basics      times the loops against the vectorized forms
"""

import math
import time
from collections.abc import Callable

import numpy as np
from jaxtyping import Float


def standardize_loops(
    table: Float[np.ndarray, "rows columns"],
) -> Float[np.ndarray, "rows columns"]:
    """Do what `standardize` does, one number at a time."""
    rows, columns = table.shape
    result = np.zeros_like(table)
    for j in range(columns):
        mean = sum(table[i, j] for i in range(rows)) / rows
        variance = sum((table[i, j] - mean) ** 2 for i in range(rows)) / rows
        if min(table[:, j]) == max(table[:, j]):
            continue  # the variance may be rounding
        for i in range(rows):
            result[i, j] = (table[i, j] - mean) / math.sqrt(variance) if variance > 0 else 0.0
    return result


def standardize(table: Float[np.ndarray, "rows columns"]) -> Float[np.ndarray, "rows columns"]:
    """Give each column mean 0 and (biased) standard deviation 1; a constant column becomes 0."""
    constant = table.min(axis=0) == table.max(axis=0)  # whose mean may be rounded
    centered = np.where(constant, 0.0, table - table.mean(axis=0))
    std = centered.std(axis=0)
    return centered / np.where(std > 0, std, 1.0)


def pairwise_distances_loops(
    a: Float[np.ndarray, "n d"], b: Float[np.ndarray, "m d"]
) -> Float[np.ndarray, "n m"]:
    """Do what `pairwise_distances` does, one number at a time."""
    result = np.empty((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            result[i, j] = math.sqrt(sum((a[i, k] - b[j, k]) ** 2 for k in range(a.shape[1])))
    return result


def pairwise_distances(
    a: Float[np.ndarray, "n d"], b: Float[np.ndarray, "m d"]
) -> Float[np.ndarray, "n m"]:
    """Return the Euclidean distance of every row of `a` to every row of `b`, by broadcasting.

    The differences fill an array of shape (n, m, d): simple and exact, also for points that lie close
    together far from zero, but heavy in memory. It needs no loop and no ready distance function.
    """
    differences = a[:, None, :] - b[None, :, :]
    return np.sqrt((differences**2).sum(axis=2))


def pairwise_distances_matmul(
    a: Float[np.ndarray, "n d"], b: Float[np.ndarray, "m d"]
) -> Float[np.ndarray, "n m"]:
    """Do what `pairwise_distances` does, by ‖a − b‖² = ‖a‖² − 2 a·b + ‖b‖².

    One matrix product in place of the (n, m, d) array. The price: for points that lie close
    together the large squares cancel, and about half of the digits of their distance are lost.
    """
    squared = (a**2).sum(axis=1)[:, None] - 2 * a @ b.T + (b**2).sum(axis=1)
    return np.sqrt(np.maximum(squared, 0.0))  # rounding can leave a tiny negative square


def seconds(function: Callable[[], object], repeats: int = 5) -> float:
    """Return the least processor time of `repeats` calls: the run that was disturbed least."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print how many times faster than its loop each vectorized form is."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(200, 30)), rng.normal(size=(150, 30))
    comparisons: list[tuple[Callable[[], object], list[tuple[str, Callable[[], object]]]]] = [
        (lambda: standardize_loops(a), [("standardize", lambda: standardize(a))]),
        (
            lambda: pairwise_distances_loops(a, b),
            [
                ("pairwise distances, broadcast", lambda: pairwise_distances(a, b)),
                ("pairwise distances, matmul", lambda: pairwise_distances_matmul(a, b)),
            ],
        ),
    ]
    print(f"{'':32}{'loops':>12}{'vectorized':>12}{'ratio':>8}")
    for loop, vectorized_forms in comparisons:
        slow = seconds(loop, repeats=2)
        for name, vectorized in vectorized_forms:
            fast = seconds(vectorized, repeats=20)
            print(f"{name:32}{slow * 1e3:9.2f} ms{fast * 1e3:9.3f} ms{slow / fast:8.0f}")


if __name__ == "__main__":
    main()
