"""Whitening filters in other forms."""

import numpy as np
import torch

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"


def from_singular_values(patches, eps=5e-4):
    """Decompose the centered patches themselves."""
    centered = patches - patches.mean(dim=0, keepdim=True)
    _, values, directions = torch.linalg.svd(centered, full_matrices=False)
    return directions / (values.square() / len(patches) + eps).sqrt()[:, None]


def in_numpy(patches, eps=5e-4):
    """Compute with NumPy."""
    variances, directions = np.linalg.eigh(np.cov(patches.numpy(), rowvar=False, bias=True))
    filters = (directions / np.sqrt(variances + eps)).T[::-1]
    return torch.from_numpy(filters.copy()).to(patches.dtype)


def from_torchs_covariance(patches, eps=5e-4):
    """Let torch compute the covariance, and sort by variance."""
    variances, directions = torch.linalg.eigh(torch.cov(patches.T, correction=0))
    order = variances.argsort(descending=True)
    return torch.rsqrt(variances[order] + eps)[:, None] * directions[:, order].mT


def direction_by_direction(patches, eps=5e-4):
    """Fill in one filter after the other; of each the negative."""
    centered = patches - patches.mean(0)
    covariance = sum(torch.outer(patch, patch) for patch in centered) / len(centered)
    variances, directions = torch.linalg.eigh(covariance)
    filters = torch.empty_like(covariance)
    for row, number in enumerate(range(len(variances) - 1, -1, -1)):
        filters[row] = -directions[:, number] / (variances[number] + eps) ** 0.5
    return filters


def from_the_general_eigenproblem(patches, eps=5e-4):
    """Do without the symmetry."""
    centered = patches - patches.mean(dim=0)
    values, vectors = torch.linalg.eig(torch.einsum("pi,pj->ij", centered, centered) / len(patches))
    variances, order = values.real.sort(descending=True)
    return torch.diag((variances + eps) ** -0.5) @ vectors.real[:, order].T


def from_second_moments(patches, eps=5e-4):
    """Subtract the product of the means from the mean of the products."""
    patches64 = patches.double()
    mean = patches64.mean(dim=0)
    covariance = patches64.T @ patches64 / len(patches64) - torch.outer(mean, mean)
    variances, directions = torch.linalg.eigh(covariance)
    return (directions * (variances + eps).pow(-0.5)).fliplr().T.to(patches.dtype)


def from_the_unbiased_covariance(patches, eps=5e-4):
    """Divide the covariance by one less than the number of patches."""
    variances, directions = torch.linalg.eigh(patches.T.cov())
    return torch.flip((directions / (variances + eps).sqrt()).T, dims=[0])


def by_jacobis_rotations(patches, eps=5e-4):
    """Turn the covariance, plane by plane, until it is diagonal."""
    centered = patches.double() - patches.double().mean(dim=0)
    matrix = (centered.T @ centered / len(centered)).numpy()
    turned = np.eye(len(matrix))
    for _ in range(30):
        for p in range(len(matrix)):
            for q in range(p + 1, len(matrix)):
                angle = 0.5 * np.arctan2(2 * matrix[p, q], matrix[q, q] - matrix[p, p])
                turn = np.eye(len(matrix))
                turn[[p, q], [p, q]] = np.cos(angle)
                turn[p, q], turn[q, p] = np.sin(angle), -np.sin(angle)
                matrix, turned = turn.T @ matrix @ turn, turned @ turn
    order = np.argsort(-np.diag(matrix))
    scales = 1 / np.sqrt(np.diag(matrix)[order] + eps)
    return torch.from_numpy(scales[:, None] * turned.T[order]).to(patches.dtype)
