"""Mistakes in frechet_distance: each function is one, and its docstring says which."""

import torch

OBJECT = "work03_cifar10.generative.frechet:frechet_distance"


def biased(first, second):
    """Divides the covariances by the number of images."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    a, b = first.T.cov(correction=0), second.T.cov(correction=0)
    values, vectors = torch.linalg.eigh(a)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ b @ root).clamp(min=0).sqrt().sum()
    return float(apart + a.trace() + b.trace() - 2 * joint)


def means_alone(first, second):
    """Compares the means alone."""
    return float((first.mean(dim=0) - second.mean(dim=0)).square().sum())


def means_not_squared(first, second):
    """Adds the distance of the means unsquared."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).norm()
    a, b = first.T.cov(), second.T.cov()
    values, vectors = torch.linalg.eigh(a)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ b @ root).clamp(min=0).sqrt().sum()
    return float(apart + a.trace() + b.trace() - 2 * joint)


def once(first, second):
    """Takes the joint root once."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    a, b = first.T.cov(), second.T.cov()
    values, vectors = torch.linalg.eigh(a)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ b @ root).clamp(min=0).sqrt().sum()
    return float(apart + a.trace() + b.trace() - joint)


def root(first, second):
    """Takes the root of the distance."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    a, b = first.T.cov(), second.T.cov()
    values, vectors = torch.linalg.eigh(a)
    root = vectors * values.clamp(min=0).sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ b @ root).clamp(min=0).sqrt().sum()
    return float((apart + a.trace() + b.trace() - 2 * joint).clamp(min=0).sqrt())


def roots_apart(first, second):
    """Multiplies the roots of the covariances, as if they commuted."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    roots = []
    for features in (first, second):
        values, vectors = torch.linalg.eigh(features.T.cov())
        roots.append(vectors * values.clamp(min=0).sqrt() @ vectors.T)
    traces = first.T.cov().trace() + second.T.cov().trace()
    return float(apart + traces - 2 * (roots[0] @ roots[1]).trace())


def singular(first, second):
    """Takes roots of what rounding made negative."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    a, b = first.T.cov(), second.T.cov()
    values, vectors = torch.linalg.eigh(a)
    root = vectors * values.sqrt() @ vectors.T
    joint = torch.linalg.eigvalsh(root @ b @ root).sqrt().sum()
    return float(apart + a.trace() + b.trace() - 2 * joint)


def variances(first, second):
    """Takes variances alone, as if features were independent."""
    apart = (first.mean(dim=0) - second.mean(dim=0)).square().sum()
    return float(apart + (first.std(dim=0) - second.std(dim=0)).square().sum())


def zero(first, second):
    """Answers 0."""
    return 0.0
