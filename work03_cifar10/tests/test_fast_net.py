"""The whitened first layer, the fast net, look-ahead, evaluation by several views."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work03_cifar10.evaluation import moved, multi_crop_logits
from work03_cifar10.fast_net import FastNet, Whitening, whitening_filters
from work03_cifar10.look_ahead import LookAhead


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


def test_look_ahead_averages_as_the_paper_says() -> None:
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    ahead = LookAhead(model, steps=4, every=2, decay=0.5)
    expected = 0.0
    for step in range(1, 5):
        with torch.no_grad():
            model.weight += 1
        before = model.weight.item()
        ahead.step()
        if step % 2 == 0:
            kept = 0.25 * (step / 4) ** 3
            expected = kept * expected + (1 - kept) * before
            assert model.weight.item() == pytest.approx(expected)
        else:
            assert model.weight.item() == before
    with torch.no_grad():
        model.weight += 1
    ahead.finish()
    assert model.weight.item() == pytest.approx(expected)


def test_look_ahead_continues_from_a_checkpoint() -> None:
    torch.manual_seed(0)
    models = [nn.BatchNorm1d(3), nn.BatchNorm1d(3)]
    aheads = [LookAhead(model, 10) for model in models]
    models[0].bias.data += 1
    aheads[0].step()
    models[1].load_state_dict(models[0].state_dict())
    aheads[1].load_state_dict(aheads[0].state_dict())
    for model, ahead in zip(models, aheads, strict=True):
        for _ in range(9):
            model.bias.data += 0.5
            ahead.step()
    torch.testing.assert_close(models[0].state_dict(), models[1].state_dict())


def test_views_are_moved_by_one_pixel() -> None:
    images = torch.arange(16.0).view(1, 1, 4, 4)
    assert torch.equal(moved(images, 0, 0), images)
    assert torch.equal(moved(images, 1, 0)[:, :, 1:], images[:, :, :-1])
    assert torch.equal(moved(images, 0, -1)[..., :-1], images[..., 1:])


def test_several_views_of_a_linear_model_are_their_weighted_mean() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 3))
    images = torch.randn(2, 1, 4, 4)
    found = multi_crop_logits(model, images, mirror=False)
    mean = 0.5 * images + 0.25 * moved(images, 1, 1) + 0.25 * moved(images, -1, -1)
    torch.testing.assert_close(found, model(mean))
    both = multi_crop_logits(model, images, mirror=True)
    torch.testing.assert_close(both, multi_crop_logits(model, images.flip(3), mirror=True))
