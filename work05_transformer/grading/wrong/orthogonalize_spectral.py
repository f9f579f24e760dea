"""Matrices are divided by their largest singular value."""

import torch

OBJECT = "work05_transformer.layers.muon:orthogonalize"
CAUGHT_BY = "orthogonalize"


def orthogonalize(matrices, iterations=5):
    a, b, c = QUINTIC
    x = matrices / (torch.linalg.matrix_norm(matrices, 2, keepdim=True) + 1e-7)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x
