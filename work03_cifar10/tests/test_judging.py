"""Votes, confusion, calibration, targets, losses and distances against libraries."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import sklearn.metrics
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from work03_cifar10.augmentation import smoothed
from work03_cifar10.ensembles import majority_vote, mean_probabilities
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.losses import (
    discriminator_loss,
    generator_loss,
    minimax_generator_loss,
)
from work03_cifar10.judging import calibration_bins, calibration_error, confusion_matrix


@given(models=st.integers(1, 7), classes=st.integers(1, 5))
def test_a_majority_is_torchs_mode(models: int, classes: int) -> None:
    predictions = torch.randint(0, classes, (models, 40))
    assert torch.equal(majority_vote(predictions, classes), predictions.mode(dim=0).values)


def test_a_sure_model_outweighs_two_doubtful_ones() -> None:
    logits = torch.tensor([[[9.0, 0]], [[0, 0.1]], [[0, 0.1]]])
    assert majority_vote(logits.argmax(dim=2), 2).tolist() == [1]
    assert mean_probabilities(logits).argmax(dim=1).tolist() == [0]


def test_the_confusion_matrix_is_scikit_learns() -> None:
    labels, predictions = torch.randint(0, 4, (2, 100))
    expected = sklearn.metrics.confusion_matrix(labels, predictions, labels=range(5))
    np.testing.assert_array_equal(confusion_matrix(labels, predictions, 5), expected)


def test_calibration_bins_hold_what_numpy_finds() -> None:
    probabilities = torch.randn(300, 3).mul(2).softmax(dim=1).double()
    labels = torch.randint(0, 3, (300,))
    confidence, accuracy, counts = calibration_bins(probabilities, labels, 10)
    top, right = probabilities.numpy().max(1), (probabilities.argmax(1) == labels).numpy()
    for number in range(10):
        inside = (top > number / 10) & (top <= (number + 1) / 10)
        assert counts[number] == inside.sum()
        if inside.any():
            assert confidence[number] == pytest.approx(top[inside].mean())
            assert accuracy[number] == pytest.approx(right[inside].mean())


def test_a_calibrated_model_has_no_error_and_a_boaster_has_one() -> None:
    probabilities = torch.tensor([[0.75, 0.25]] * 4)
    assert calibration_error(probabilities, torch.tensor([0, 0, 0, 1])) == pytest.approx(0)
    sure = torch.tensor([[1.0, 0]] * 4)
    assert calibration_error(sure, torch.tensor([0, 0, 1, 1])) == pytest.approx(0.5)


def test_smoothed_targets_give_torchs_loss() -> None:
    logits, labels = torch.randn(6, 5, dtype=torch.float64), torch.randint(0, 5, (6,))
    torch.testing.assert_close(
        F.cross_entropy(logits, smoothed(labels, 5, 0.2)),
        F.cross_entropy(logits, labels, label_smoothing=0.2),
    )


def test_adversarial_losses_are_binary_cross_entropies() -> None:
    real, fake = torch.randn(2, 9, dtype=torch.float64) * 5
    yes, no = torch.ones_like(fake), torch.zeros_like(fake)
    bce = F.binary_cross_entropy_with_logits
    torch.testing.assert_close(discriminator_loss(real, fake), bce(real, yes) + bce(fake, no))
    torch.testing.assert_close(generator_loss(fake), bce(fake, yes))
    torch.testing.assert_close(minimax_generator_loss(fake), -bce(fake, no))


def test_only_the_non_saturating_loss_has_a_gradient_where_the_discriminator_is_sure() -> None:
    fake = torch.tensor([-20.0], requires_grad=True)
    slopes = [
        torch.autograd.grad(loss(fake), fake)[0].abs().item()
        for loss in (generator_loss, minimax_generator_loss)
    ]
    assert slopes[0] > 0.99
    assert slopes[1] < 1e-6


def test_the_frechet_distance_is_the_formula_with_scipys_root() -> None:
    first = torch.randn(60, 4, dtype=torch.float64) @ torch.randn(4, 4, dtype=torch.float64)
    second = 1 + torch.randn(50, 4, dtype=torch.float64)
    a, b = np.cov(first.numpy().T), np.cov(second.numpy().T)
    expected = (first.mean(0) - second.mean(0)).square().sum().item() + np.trace(
        a + b - 2 * scipy.linalg.sqrtm(a @ b).real
    )
    assert frechet_distance(first, second) == pytest.approx(expected)
    assert frechet_distance(first, first) == pytest.approx(0, abs=1e-9)


def test_of_two_gaussians_apart_it_is_the_squared_distance() -> None:
    points = torch.randn(100, 3)
    moved = points + torch.tensor([3.0, 0, 4])
    assert frechet_distance(points, moved) == pytest.approx(25, rel=1e-4)
