"""Linear regression with weight decay, solved in five ways: one loss, one minimum.

    L(w) = 1/(2n) ‖X w − y‖² + λ/2 ‖w‖²

A column of ones in X makes an intercept; polynomial features make a curve of a line. Source:
Hastie, Tibshirani & Friedman, "The Elements of Statistical Learning", sections 3.2 and 3.4.1 (their
ridge penalty is n·λ here, so that λ means the same for a batch as for all rows).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from work01_house_prices.optimization import schedules


def polynomial_features(
    x: Float[np.ndarray, " rows"], degree: int
) -> Float[np.ndarray, "rows degree+1"]:
    """Return the columns x⁰, x¹, …, x^degree; the first one is the intercept's, 1 even where x is 0.

    They are written out: no ready function such as `np.vander` makes them.
    """
    return x[:, None] ** np.arange(degree + 1)


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """The data and the weight decay λ that define the loss of the module's first line.

    Weight decay acts on every weight, the intercept's too: center the targets where that matters.
    """

    features: Float[np.ndarray, "rows features"]
    targets: Float[np.ndarray, " rows"]
    weight_decay: float = 0.0

    def loss(self, weights: Float[np.ndarray, " features"]) -> float:
        """Return L(w)."""
        residuals = self.features @ weights - self.targets
        penalty = self.weight_decay * (weights @ weights)
        return float(0.5 * (residuals @ residuals / len(residuals) + penalty))

    def gradient(self, weights: Float[np.ndarray, " features"]) -> Float[np.ndarray, " features"]:
        """Return ∇L(w) = Xᵀ(X w − y) / n + λ w, from the formula: no autograd, no differences.

        The problem's data stay as they are.
        """
        residuals = self.features @ weights - self.targets
        return self.features.T @ residuals / len(residuals) + self.weight_decay * weights

    def hessian(self) -> Float[np.ndarray, "features features"]:
        """Return ∇²L = XᵀX / n + λ I; it depends on no weight, since the loss is quadratic."""
        rows, columns = self.features.shape
        return self.features.T @ self.features / rows + self.weight_decay * np.eye(columns)


def normal_equations(problem: LeastSquares) -> Float[np.ndarray, " features"]:
    """Return the minimum from ∇L(w) = 0, that is (XᵀX / n + λ I) w = Xᵀy / n.

    Fast, but XᵀX squares the condition number of X: use `closed_form` for high polynomials.

    Raises:
        numpy.linalg.LinAlgError: X has dependent columns and there is no weight decay.
    """
    moments = problem.features.T @ problem.targets / len(problem.targets)
    return np.linalg.solve(problem.hessian(), moments)


def closed_form(problem: LeastSquares) -> Float[np.ndarray, " features"]:
    """Return the minimum by the singular value decomposition inside `numpy.linalg.lstsq`.

    Weight decay becomes rows of data: λ/2 ‖w‖² = 1/(2n) ‖√(nλ) I w − 0‖². XᵀX is never formed, so
    that nearly dependent columns cost few digits. Where columns are dependent and λ = 0, this is the
    solution of least norm. It needs neither `normal_equations` nor a ready ridge regression. The
    problem's data stay as they are.
    """
    rows, columns = problem.features.shape
    decay_rows = np.sqrt(rows * problem.weight_decay) * np.eye(columns)
    features = np.vstack([problem.features, decay_rows])
    targets = np.concatenate([problem.targets, np.zeros(columns)])
    weights: Float[np.ndarray, " features"] = np.linalg.lstsq(features, targets)[0]
    return weights


def gradient_descent(
    problem: LeastSquares,
    start: Float[np.ndarray, " features"],
    learning_rate: float,
    steps: int,
) -> Float[np.ndarray, "steps+1 features"]:
    """Repeat w ← w − η ∇L(w); return the whole path, `start` first.

    It converges for η < 2 / (largest eigenvalue of the Hessian), and diverges above. The step is
    written out, without a ready optimizer. The problem's data stay as they are.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * problem.gradient(path[-1]))
    return np.stack(path)


def stochastic_gradient_descent(
    problem: LeastSquares,
    start: Float[np.ndarray, " features"],
    learning_rate: float,
    epochs: int,
    batch_size: int,
    seed: int,
    decay: float = 0.0,
) -> Float[np.ndarray, "steps+1 features"]:
    """Step along the gradient of one batch of rows at a time; return the path, `start` first.

    Each epoch visits the rows once, in the order `rng.permutation(rows)` of one generator
    `np.random.default_rng(seed)`, cut into consecutive batches (the last one may be smaller).
    Step t, counted from 0 over all epochs, has the learning rate η / (1 + decay · t), the
    schedule `schedules.inverse_time`. The step is written out, without a ready optimizer. The
    problem's data stay as they are.
    """
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            batch_problem = LeastSquares(
                problem.features[batch], problem.targets[batch], problem.weight_decay
            )
            decayed = schedules.inverse_time(len(path) - 1, peak=learning_rate, decay=decay)
            path.append(path[-1] - decayed * batch_problem.gradient(path[-1]))
    return np.stack(path)


def newton(
    problem: LeastSquares, start: Float[np.ndarray, " features"], steps: int = 1
) -> Float[np.ndarray, "steps+1 features"]:
    """Repeat w ← w − (∇²L)⁻¹ ∇L(w); return the path, `start` first.

    A quadratic loss is its own second-order Taylor polynomial, so the first step reaches the
    minimum from anywhere (Boyd & Vandenberghe, "Convex Optimization", section 9.5). The minimum itself
    is not to be computed in another way. The problem's data stay as they are.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - np.linalg.solve(problem.hessian(), problem.gradient(path[-1])))
    return np.stack(path)
