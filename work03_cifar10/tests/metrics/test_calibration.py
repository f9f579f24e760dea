"""Calibration bins and the calibration error."""

from __future__ import annotations

import pytest
import torch

from work03_cifar10.metrics.calibration import calibration_bins, calibration_error


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
