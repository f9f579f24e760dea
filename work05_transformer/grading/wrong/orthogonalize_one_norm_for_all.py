"""The batch is divided by one norm: small matrices do not converge."""

import torch

OBJECT = "work05_transformer.layers.muon:orthogonalize"
CAUGHT_BY = "orthogonalize"


def orthogonalize(matrices, iterations=5):
    x = matrices / (matrices.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return torch.as_tensor(x)
