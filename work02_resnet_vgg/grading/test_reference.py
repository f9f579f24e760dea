"""The reference's refusals say what is wrong: the words are the reference's own, and no student's task."""

import pytest
import torch

from work02_resnet_vgg.layers.arithmetic import output_size
from work02_resnet_vgg.layers.batch_norm import BatchNorm
from work02_resnet_vgg.layers.locally_connected import LocallyConnected


def test_output_size_names_the_kernel() -> None:
    with pytest.raises(ValueError, match="a kernel of 7"):
        output_size(4, kernel=7, padding=1)


def test_batch_norm_names_the_shape() -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 2, 1, 1\)"):
        BatchNorm(2)(torch.ones(1, 2, 1, 1))


def test_the_layer_without_shared_weights_names_both_sizes() -> None:
    with pytest.raises(ValueError, match="4×5 places, not for images of 5×4"):
        LocallyConnected(2, 3, 3, 4, 5)(torch.zeros(1, 2, 5, 4))
