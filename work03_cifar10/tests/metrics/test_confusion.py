"""The confusion matrix against scikit-learn, and the errors a model is surest of."""

from __future__ import annotations

import numpy as np
import sklearn.metrics
import torch

from work03_cifar10.metrics.confusion import confusion_matrix, most_confident_errors


def test_the_confusion_matrix_is_scikit_learns() -> None:
    labels, predictions = torch.randint(0, 4, (2, 100))
    expected = sklearn.metrics.confusion_matrix(labels, predictions, labels=range(5))
    np.testing.assert_array_equal(confusion_matrix(labels, predictions, 5), expected)


def test_the_most_confident_errors_come_first() -> None:
    probabilities = torch.tensor([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
    labels = torch.tensor([1, 1, 1, 0])
    assert most_confident_errors(probabilities, labels, 2).tolist() == [0, 3]
