"""The Fréchet distance between two sets of features (Heusel et al. 2017, section 4)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def frechet_distance(
    first: Float[Tensor, "image1 feature"], second: Float[Tensor, "image2 feature"]
) -> float:
    """Return |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½), as if both were Gaussian.

    (Dowson & Landau 1982.) Means and unbiased covariances are those of the features. The trace of
    the root is the sum of the roots of the eigenvalues of Σ₁^½ Σ₂ Σ₁^½, which is symmetric. With
    fewer images than features, covariances are singular: rounding must not make NaN of roots of 0.
    """
    first, second = first.double(), second.double()
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    covariances = [torch.atleast_2d(features.T.cov()) for features in (first, second)]
    values, vectors = torch.linalg.eigh(covariances[0])
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ covariances[1] @ root).clamp(min=0).sqrt().sum()
    return float(apart + covariances[0].trace() + covariances[1].trace() - 2 * joint)
