"""Muon: steps in which no direction of a weight matrix is left behind (Jordan et al. 2024).

The gradient of a layer is often near to a matrix of low rank: a few directions get all of the step.
Muon takes the nearest orthogonal matrix instead. With the singular value decomposition
M = U Σ Vᵀ of the momentum that is U Vᵀ: the same directions, each with the same weight. The
decomposition itself would be slow. An odd polynomial p(x) = a x + b x³ + c x⁵ acts on the singular
values alone, since p(M) = a M + b (M Mᵀ) M + c (M Mᵀ)² M = U p(Σ) Vᵀ. Applied a few times, it moves
all of them near 1 by matrix products only (a Newton–Schulz iteration).

Source: Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks"
(kellerjordan.github.io/posts/muon); the settings for CIFAR-10 are those of cifar10-airbench.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""a, b, c: steep at 0, so that small singular values grow fast. They end between 0.7 and 1.2, not at 1."""


def orthogonalized(
    matrices: Float[Tensor, "*batch rows columns"], steps: int = 5
) -> Float[Tensor, "*batch rows columns"]:
    """Return about U Vᵀ for each matrix U Σ Vᵀ; its scale does not matter.

    Args:
        matrices: those of one shape at once, so that a GPU has enough to do.
        steps: of the iteration; each multiplies small singular values by about 3.4.
    """
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices  # the products below are squares of the shorter side
    # By the Frobenius norm no singular value is above 1, where the iteration would diverge.
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    a, b, c = COEFFICIENTS
    for _ in range(steps):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    """Nesterov's momentum, orthogonalized, for convolutions' filters.

    A bank of filters is a matrix with a row for each filter. Before a step it is brought to the norm
    √rows, as in airbench94: under batch norm its scale has no meaning, and the learning rate is then a
    share of the weights. All state is changed in place and nothing waits for the device, so that a
    step can be recorded as a CUDA graph.

    Args:
        params: weights, (filters, …).
        lr: a tensor of no axis on their device; who changes it in place changes the next steps.
        momentum: share of the sum of earlier gradients that remains.
        steps: of the orthogonalization.
        dtype: in which it is computed.
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: Float[Tensor, ""],
        momentum: float = 0.6,
        steps: int = 3,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})
        self.iterations, self.dtype = steps, dtype
        for group in self.param_groups:
            for weight in group["params"]:
                self.state[weight]["momentum_buffer"] = torch.zeros_like(weight)

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Change all weights by their gradients; those without one stay."""
        for group in self.param_groups:
            by_shape: dict[tuple[int, int], list[tuple[nn.Parameter, Tensor]]] = {}
            for weight in group["params"]:
                if weight.grad is None:
                    continue
                buffer = self.state[weight]["momentum_buffer"]
                buffer.mul_(group["momentum"]).add_(weight.grad)
                direction = weight.grad + group["momentum"] * buffer
                shape = (len(weight), weight.numel() // len(weight))
                by_shape.setdefault(shape, []).append((weight, direction.reshape(shape)))
            for pairs in by_shape.values():
                stack = torch.stack([direction for _, direction in pairs])
                updates = orthogonalized(stack.to(self.dtype), self.iterations)
                for (weight, _), update in zip(pairs, updates, strict=True):
                    weight.mul_(len(weight) ** 0.5 / weight.norm())
                    weight.sub_(group["lr"] * update.view_as(weight).to(weight.dtype))
