"""Muon: momentum whose matrices are made orthogonal before the step (Jordan et al. 2024).

A gradient's matrix is dominated by a few directions; replacing all its singular values by about 1
lets the rare directions learn as fast. Only for the matrices inside the blocks: embeddings, logits,
norms and biases stay with AdamW.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

# A quintic whose iteration drives every singular value in (0, 1] to somewhere around 1; it is
# chosen for its slope at 0, not for reaching 1 exactly (Jordan et al. 2024).
QUINTIC = (3.4445, -4.7750, 2.0315)
ITERATIONS = 5


def orthogonalize(
    matrices: Float[Tensor, "batch rows columns"], iterations: int = ITERATIONS
) -> Float[Tensor, "batch rows columns"]:
    """Bring all singular values of each matrix near 1, by Newton–Schulz iteration.

    Each matrix X is divided by its own Frobenius norm; an iteration makes a X + (b G + c G²) X of it,
    G = X Xᵀ, with the numbers of `QUINTIC`. A matrix of zeros stays one. The matrices of a batch are
    multiplied together: many small products cost little more than one. An optimizer calls this: no
    gradient is asked.

    Args:
        matrices: at most as many rows as columns, for the cheaper product.
        iterations: of the quintic; five bring singular values above 0.01 into 0.7 … 1.2, none leaves
            the division alone.
    """
    a, b, c = QUINTIC
    # The Frobenius norm is at least the largest singular value.
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, made orthogonal, for weight matrices of linear layers.

    A matrix that holds several projections one above the other, as the queries', keys' and values'
    of d features do in 3d × d, is cut into squares, each made orthogonal on its own.

    Args:
        matrices: parameters of two dimensions.
        learning_rate: every step changes a matrix by this spectral norm, times √(rows / columns)
            for tall ones.
        momentum: share of the old in the running mean of gradients.
        weight_decay: decoupled, as in AdamW.

    Raises:
        ValueError: a parameter is no matrix.
    """

    def __init__(
        self,
        matrices: Iterable[Tensor],
        learning_rate: float = 0.02,
        momentum: float = 0.95,
        weight_decay: float = 0.0,
    ) -> None:
        settings = {"lr": learning_rate, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(matrices, settings)
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.dim() != 2:
                    raise ValueError(f"Muon takes matrices, not shape {tuple(parameter.shape)}")

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Change the parameters by one step; `closure` is not used."""
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[tuple[Tensor, Tensor, float]]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                mean = self.state[parameter].setdefault("mean", torch.zeros_like(parameter))
                mean.lerp_(parameter.grad, 1 - group["momentum"])
                update = parameter.grad.lerp(mean, group["momentum"])  # Nesterov's look ahead
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                rows, columns = parameter.shape
                parts = 3 if rows == 3 * columns else 1
                for target, part in zip(parameter.chunk(parts), update.chunk(parts), strict=True):
                    scale = max(1.0, part.shape[0] / part.shape[1]) ** 0.5
                    if part.shape[0] > part.shape[1]:
                        target, part = target.T, part.T
                    by_shape[part.shape[0], part.shape[1]].append((target, part, scale))
            for members in by_shape.values():
                steps = orthogonalize(torch.stack([part for _, part, _ in members]))
                for (target, _, scale), step in zip(members, steps, strict=True):
                    target.add_(step, alpha=-group["lr"] * scale)
