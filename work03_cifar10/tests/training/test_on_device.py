"""Training on the device: the same images and steps as plain code gives."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn.functional import cross_entropy

from work03_cifar10.data.augmentation import flip_and_translate
from work03_cifar10.data.splits import Splits, load
from work03_cifar10.training import on_device
from work03_cifar10.training.on_device import OnDevice, OnDeviceConfig, cut_out, epoch_of

CPU = torch.device("cpu")
SMALL = OnDeviceConfig(
    data="sample", widths=(4, 8, 8), epochs=1.5, whitening_epochs=0.5, batch_size=100,
    flip="none", views=1, head_rate=0.01, precision="fp32",
)  # fmt: skip
SGD = OnDeviceConfig.by_sgd(
    9.0, 0.012, data="sample", widths=(4, 8, 8), epochs=2, warm_up=0.3, flip="none", views=1,
    precision="fp32",
)  # fmt: skip


@pytest.fixture(scope="module")
def few() -> Splits:
    splits = load("sample", held_out=200)
    rows = torch.arange(300)
    return replace(splits, train=splits.train.select(rows), test=splits.test.select(rows[:50]))


def test_one_look_up_shuffles_flips_and_translates_as_the_plain_augmentation_does() -> None:
    pixels = torch.randint(256, (6, 8, 10, 3), dtype=torch.uint8)
    order = torch.tensor([4, 0, 5, 5, 1])
    flipped = torch.tensor([True, False, True, False, False])
    moves = torch.randint(-3, 4, (5, 2), generator=torch.Generator().manual_seed(7))
    result = epoch_of(pixels, order, flipped, 3, torch.Generator().manual_seed(7))
    torch.testing.assert_close(result, flip_and_translate(pixels[order], moves, flipped))


def test_an_epoch_without_changes_is_the_images_in_order() -> None:
    images = torch.randn(5, 8, 8, 1)
    order = torch.randperm(5)
    none = torch.zeros(5, dtype=torch.bool)
    result = epoch_of(images, order, none, 0, torch.Generator())
    torch.testing.assert_close(result, images[order])


def test_a_square_inside_each_image_is_cut_out() -> None:
    images = torch.ones(50, 10, 12, 3)
    cut_out(images, 4, torch.Generator().manual_seed(0))
    black = images == 0
    assert (black.sum(dim=(1, 2, 3)) == 4 * 4 * 3).all()
    assert (black.any(dim=3).any(dim=2).sum(dim=1) == 4).all()  # rows
    assert len({tuple(one.flatten().tolist()) for one in black[..., 0]}) > 20


@pytest.mark.parametrize("config", [SMALL, replace(SGD, batch_size=100)])
def test_steps_are_those_of_the_plain_loop(config: OnDeviceConfig, few: Splits) -> None:
    network = OnDevice(replace(config, lookahead=False, translate=0), few, CPU)
    network.reset(3)
    plain = network.new_model(3)
    images = network.normalized()
    network.fit_whitening(images)
    plain.whitening.fit(images.movedim(-1, 1))
    shown = network.model.state_dict()
    optimizers = plain_optimizers(config, plain)
    network.model.train()
    for number in range(network.steps):
        batch = images[100 * number % 300 :][:100].movedim(-1, 1)
        labels = network.labels[100 * number % 300 :][:100]
        early = number < network.whitening_steps
        network.images.copy_(batch)
        network.targets.copy_(labels)
        (network.early if early else network.late)()

        for optimizer, peaks in optimizers:
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * plain_factor(config, number, network.steps)
        whitening = optimizers[0][0].param_groups[0]
        whitening["lr"] = config.whitening_rate * (1 - number / network.whitening_steps)
        plain.whitening_bias.requires_grad_(early)
        loss = cross_entropy(
            plain(batch), labels, label_smoothing=config.label_smoothing, reduction="sum"
        )
        for optimizer, _ in optimizers:
            optimizer.zero_grad()
        loss.backward()
        for optimizer, _ in optimizers:
            optimizer.step()
    for name, expected in plain.state_dict().items():
        torch.testing.assert_close(shown[name], expected, msg=name, rtol=1e-3, atol=1e-4)


def plain_factor(config: OnDeviceConfig, number: int, steps: int) -> float:
    if config.warm_up and number / steps < config.warm_up:
        falling = (1 - number / steps) / (1 - config.warm_up)
        return min(falling, 0.2 + 0.8 * number / steps / config.warm_up)
    return (1 - number / steps) / (1 - config.warm_up)


def plain_optimizers(
    config: OnDeviceConfig, model: torch.nn.Module
) -> list[tuple[torch.optim.Optimizer, list[float]]]:
    from work03_cifar10.training.muon import Muon

    filters = [p for n, p in model.named_parameters() if "convolutions" in n]
    biases = [p for n, p in model.named_parameters() if "norms" in n and n.endswith("bias")]
    groups = [
        ([model.whitening_bias], config.whitening_rate),
        (biases, config.bias_rate),
        ([model.head.weight], config.head_rate),
    ]
    if config.optimizer == "sgd":
        groups.append((filters, config.learning_rate))
    peaks = [peak for _, peak in groups]
    sgd = torch.optim.SGD(
        [{"params": p, "lr": peak, "weight_decay": config.decay / peak} for p, peak in groups],
        momentum=0.85, nesterov=True, foreach=False,
    )  # fmt: skip
    if config.optimizer == "sgd":
        return [(sgd, peaks)]
    return [(sgd, peaks), (Muon(filters, 0.0), [config.learning_rate])]  # type: ignore[arg-type]


def test_a_seed_gives_the_same_network_again_and_another_seed_another(few: Splits) -> None:
    network = OnDevice(SMALL, few, CPU)
    first, again, other = (network.fit(seed)["train/losses"] for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert OnDevice(SMALL, few, CPU).fit(1)["train/losses"] == first


@pytest.mark.parametrize("config", [SMALL, replace(SGD, batch_size=100, cutout=4)])
def test_it_learns(config: OnDeviceConfig, few: Splits) -> None:
    network = OnDevice(replace(config, epochs=5, held_out=200), few, CPU)
    measured = network.fit(0)
    losses = measured["train/losses"]
    assert len(losses) == 5
    assert losses[4] < losses[2] < losses[0]
    assert measured["valid/accuracy"] > 0.15
    assert measured["steps"] == 15
    assert not measured["recorded"]


def test_half_precision_learns_much_the_same(few: Splits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_device, "bf16_is_faster", lambda device: True)
    config = replace(SMALL, epochs=5)
    in_half = OnDevice(replace(config, precision="auto"), few, CPU)
    assert in_half.images.dtype == torch.bfloat16
    assert all(weight.dtype == torch.float32 for weight in in_half.model.parameters())
    full = OnDevice(config, few, CPU).fit(0)["train/losses"]
    assert in_half.fit(0)["train/losses"] == pytest.approx(full, rel=0.05)


def test_the_units_of_airbench_become_those_of_sgd() -> None:
    config = OnDeviceConfig.by_sgd(9.0, 0.012)
    scale = 1024 * (1 + 1 / 0.15)
    assert config.learning_rate == pytest.approx(9 / scale)
    assert config.bias_rate == pytest.approx(64 * 9 / scale)
    assert config.decay == pytest.approx(0.012 * 1024 / scale)
