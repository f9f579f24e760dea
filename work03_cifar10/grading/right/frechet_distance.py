"""The Fréchet distance in other forms."""

import numpy as np
import scipy.linalg
import torch

OBJECT = "work03_cifar10.generative.frechet:frechet_distance"


def from_complex_eigenvalues(first, second):
    """Take the roots of the eigenvalues of the product, which is not symmetric."""
    first, second = first.double(), second.double()
    a, b = torch.cov(first.T), torch.cov(second.T)
    roots = torch.linalg.eigvals(a @ b).sqrt().real.sum()
    apart = (first.mean(0) - second.mean(0)).pow(2).sum()
    return (apart + torch.trace(a + b) - 2 * roots).item()


def by_scipys_root(first, second):
    """Let SciPy take the root of the matrix; return a number of NumPy's."""
    a, b = (np.cov(x.double().numpy(), rowvar=False) for x in (first, second))
    root = scipy.linalg.sqrtm(a @ b).real
    apart = first.double().mean(0).sub(second.double().mean(0)).numpy()
    return apart @ apart + np.trace(a + b - 2 * root)


def in_numpy(first, second):
    """Take the symmetric way with NumPy."""
    x, y = first.numpy().astype(np.float64), second.numpy().astype(np.float64)
    a, b = np.cov(x.T), np.cov(y.T)
    values, vectors = np.linalg.eigh(b)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    joint = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ a @ root), 0)).sum()
    return np.sum((x.mean(0) - y.mean(0)) ** 2) + np.trace(a) + np.trace(b) - 2 * joint


def by_singular_values(first, second):
    """Add the singular values of the product of both roots; return a tensor without axes."""
    roots, total = [], (first.double().mean(0) - second.double().mean(0)).square().sum()
    for features in (first.double(), second.double()):
        covariance = features.T.cov()
        u, s, _ = torch.linalg.svd(covariance)
        roots.append(u @ torch.diag(s.clamp(min=0).sqrt()) @ u.T)
        total = total + s.sum()
    return total - 2 * torch.linalg.svdvals(roots[0] @ roots[1]).sum()


def from_the_centered_features(first, second):
    """Take the nuclear norm of the product of the features: no covariance is needed."""
    first, second = first.double(), second.double()
    x = (first - first.mean(dim=0)) / (len(first) - 1) ** 0.5
    y = (second - second.mean(dim=0)) / (len(second) - 1) ** 0.5
    joint = torch.linalg.matrix_norm(x @ y.T, ord="nuc")
    apart = torch.dist(first.mean(dim=0), second.mean(dim=0)) ** 2
    return float(apart + x.square().sum() + y.square().sum() - 2 * joint)


def covariances_by_loops(first, second):
    """Add outer products; return an array without axes."""
    means, covariances = [], []
    for features in (first.double(), second.double()):
        mean = sum(features) / len(features)
        outer = [torch.outer(row - mean, row - mean) for row in features]
        means.append(mean)
        covariances.append(sum(outer) / (len(features) - 1))
    values, vectors = torch.linalg.eigh(covariances[0])
    half = torch.diag(values.relu().sqrt()) @ vectors.T
    joint = torch.linalg.eigvalsh(half @ covariances[1] @ half.T)
    distance = sum((a - b) ** 2 for a, b in zip(*means, strict=True))
    distance += sum(c.diagonal().sum() for c in covariances) - 2 * joint.relu().sqrt().sum()
    return distance.numpy()


def by_einsum(first, second):
    """Name the axes; half the roots' eigenvectors are enough."""
    means = [x.double().mean(dim=0, keepdim=True) for x in (first, second)]
    centered = [x.double() - mean for x, mean in zip((first, second), means, strict=True)]
    a, b = (torch.einsum("ni,nj->ij", x, x) / (x.shape[0] - 1) for x in centered)
    values, vectors = torch.linalg.eigh(a)
    scales = values.clamp_min(0).sqrt()
    inner = torch.einsum("i,ki,kl,lj,j->ij", scales, vectors, b, vectors, scales)
    roots = torch.linalg.eigvalsh(inner).clamp_min(0).sqrt()
    return float((means[0] - means[1]).norm() ** 2 + torch.einsum("ii", a + b) - 2 * roots.sum())


def from_second_moments(first, second):
    """Subtract the means' products, correct the counts, and use SciPy's eigenvalues."""
    parts = []
    for features in (first, second):
        x = features.numpy().astype(np.float64)
        mean = x.mean(axis=0)
        parts.append((mean, (x.T @ x - len(x) * np.outer(mean, mean)) / (len(x) - 1)))
    (m1, a), (m2, b) = parts
    roots = np.sqrt(scipy.linalg.eigvals(a @ b).astype(complex)).real.sum()
    return float(np.dot(m1 - m2, m1 - m2) + a.trace() + b.trace() - 2 * roots)
