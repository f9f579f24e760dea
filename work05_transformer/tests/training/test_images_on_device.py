"""Images on a device: crops are crops, a step is the plain one, mixup is mixup."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import cross_entropy, pad

from work05_transformer.studies.vision_longer import BUILD, VIT, made_up_images
from work05_transformer.training.images import normalize
from work05_transformer.training.images_on_device import (
    BORDER,
    ImagesOnDevice,
    OnDeviceImages,
    crops,
)

CONFIG = OnDeviceImages(VIT, 50, 4, batch_size=10, learning_rate=3e-3)


@pytest.fixture(scope="module")
def learner() -> ImagesOnDevice:
    data = made_up_images(50), made_up_images(20)
    return ImagesOnDevice(CONFIG, BUILD["tiny"][VIT], *data, torch.device("cpu"))


def test_a_crop_is_a_window_of_its_own_image_perhaps_mirrored() -> None:
    images = torch.randint(1, 256, (6, 3, 5, 5), dtype=torch.uint8)
    bordered = pad(images, (BORDER,) * 4)
    rows = torch.tensor([4, 1, 1, 0])
    cropped = crops(bordered, rows, torch.Generator().manual_seed(0))
    for crop, row in zip(cropped, rows, strict=True):
        windows = bordered[row].unfold(1, 5, 1).unfold(2, 5, 1)  # channel, top, left, 5, 5
        found = [
            (windows == one[:, None, None]).all(dim=(0, 3, 4)).any() for one in (crop, crop.flip(2))
        ]
        assert any(found)


def test_a_step_blends_neighbors(learner: ImagesOnDevice) -> None:
    plain = learner.new_network(3)
    learner.network.load_state_dict(plain.state_dict())
    learner.share.fill_(0.7)
    learner.step()
    learner.step()  # gradients do not add up
    images, labels = (part[:10] for part in made_up_images(50))
    pixels = normalize(images)
    one_hot = torch.eye(10)[labels]
    logits = plain(0.7 * pixels + 0.3 * pixels.roll(1, 0))
    cross_entropy(logits, 0.7 * one_hot + 0.3 * one_hot.roll(1, 0), label_smoothing=0.1).backward()
    for mine, theirs in zip(learner.weights, plain.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad)


def test_colors_are_learned_and_a_seed_decides_everything(learner: ImagesOnDevice) -> None:
    first, again = learner.fit(0), learner.fit(0)
    assert first["train/losses"] == again["train/losses"]
    assert first["train/losses"][-1] < first["train/losses"][0]
    assert first["steps"] == 20


def test_the_rate_rises_and_falls_to_nothing(learner: ImagesOnDevice) -> None:
    rates = [learner.rate(step, 100) for step in range(100)]
    assert max(rates) == rates[9] or max(rates) == rates[10]
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.001 * max(rates)
