"""The whitened first layer and the fast net."""

from __future__ import annotations

import pytest
import torch

from work03_cifar10.models.fast_net import FastNet, Whitening, whitening_filters


def test_answers_to_whitening_filters_are_uncorrelated_with_variance_1() -> None:
    patches = torch.randn(5000, 6, dtype=torch.float64) @ torch.randn(6, 6, dtype=torch.float64) + 3
    answers = patches @ whitening_filters(patches, eps=0.0).T
    torch.testing.assert_close(answers.T.cov(correction=0), torch.eye(6, dtype=torch.float64))


def test_filters_are_ordered_by_variance_and_noise_stays_small() -> None:
    patches = torch.randn(2000, 3) * torch.tensor([1.0, 10.0, 1e-4])
    filters = whitening_filters(patches, eps=1e-3)
    assert filters.abs().argmax(dim=1).tolist() == [1, 0, 2]
    assert (patches @ filters.T)[:, 2].std() < 0.01


def test_the_layer_whitens_the_images_it_was_fitted_to() -> None:
    images = torch.nn.functional.avg_pool2d(torch.randn(200, 3, 18, 18), 3, 1, 1)
    layer = Whitening(3, 2)
    layer.fit(images)
    answers = layer(images)
    assert answers.shape == (200, 24, 17, 17)
    torch.testing.assert_close(answers[:, :12], -answers[:, 12:])
    covariance = answers[:, :12].movedim(1, 0).flatten(1).cov()
    assert (covariance - covariance.diag().diag()).abs().max() < 0.01
    assert not layer.weight.requires_grad


@pytest.mark.parametrize(("channels", "size", "patch"), [(3, 32, 2), (1, 28, 3), (3, 48, 2)])
def test_the_net_takes_images_of_several_sizes(channels: int, size: int, patch: int) -> None:
    net = FastNet(channels, 7, (4, 6, 8), patch)
    assert net(torch.randn(2, channels, size, size)).shape == (2, 7)


def test_a_stage_starts_near_the_identity() -> None:
    stage = FastNet(3, 10, (32, 32, 32)).stages[1]
    x = torch.randn(1, 32, 8, 8)
    torch.testing.assert_close(stage.widen(x)[:, :32], x)


def test_parameters_stay_below_what_the_report_claims() -> None:
    mnist, fashion = FastNet(1, 10, (16, 32, 48), 3), FastNet(1, 10, (24, 40, 64), 3)
    counts = [sum(p.numel() for p in model.parameters()) for model in (mnist, fashion)]
    assert counts[0] <= 62_000
    assert counts[1] <= 100_000
