"""CIFAR-10 by the speed records' recipes: in seconds on a GPU, in minutes on a CPU; each part's worth.

Each network is measured once on the test images, by recipes that were chosen by others.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.on_device import OnDevice, OnDeviceConfig

# airbench94_muon takes 8 epochs for a mean of 94.01 %; one more makes the mean safe.
MUON = OnDeviceConfig(epochs=9)
# airbench94 of April 2024, before Muon.
SGD = OnDeviceConfig.by_sgd(11.5, 0.0153, epochs=9.9, warm_up=0.23)
CHANGES = {
    "the recipe": MUON,
    "8 epochs": replace(MUON, epochs=8),
    "SGD instead of Muon: airbench94's recipe, 9.9 epochs": SGD,
    "random flips": replace(MUON, flip="random"),
    "kernel by kernel": replace(MUON, how="eager"),
}

# airbench96 of June 2024 takes 31 epochs for a mean of 96.01 %.
WIDE = OnDeviceConfig.by_sgd(
    9.0, 0.012, epochs=36, warm_up=0.1, widths=(128, 512, 512), refinements=2, norm_momentum=0.1,
    translate=4, cutout=12,
)  # fmt: skip


@functools.cache
def network_on_device(config: OnDeviceConfig) -> OnDevice:
    """Move data and network to the device, and record the steps; all seeds share it."""
    splits = splits_of(config.data, config.held_out)
    return OnDevice(config, splits, fastest_device())


def reached_on_device(config: OnDeviceConfig, seed: int) -> dict[str, Any]:
    """Train a network of this seed from the start, and measure accuracy and seconds."""
    return network_on_device(config).fit(seed)


def tiny(config: OnDeviceConfig) -> OnDeviceConfig:
    """Return settings that go the same way on a few digits in a second."""
    return replace(
        config, data="sample", widths=(8, 16, 16), epochs=1.2, whitening_epochs=0.5, batch_size=200,
        flip="none" if config.flip == "alternating" else config.flip, views=min(config.views, 3),
    )  # fmt: skip


def ask(s: Study, name: str, config: OnDeviceConfig) -> None:
    """Ask for a network of each seed; a rehearsal trains two tiny ones."""
    for seed in s.seeds[:2] if s.rehearsal else s.seeds:
        s.measure(name, reached_on_device, tiny(config) if s.rehearsal else config, seed)


@study(seeds=tuple(range(50)))
def gpu_94(s: Study) -> None:
    """Learn CIFAR-10 to 94 % in seconds on a GPU, by Muon."""
    ask(s, "airbench94_muon's recipe, 9 epochs", MUON)


@study(seeds=tuple(range(5)))
def cpu_94(s: Study) -> None:
    """Learn CIFAR-10 to 94 % on one core of a CPU, by the same recipe: at most 1,200 core-seconds."""
    ask(s, "airbench94_muon's recipe, 9 epochs", MUON)


@study(seeds=tuple(range(5)))
def gpu_96(s: Study) -> None:
    """Learn CIFAR-10 to 96 % in half a minute on a GPU, by a wider and deeper net."""
    ask(s, "airbench96's recipe, 36 epochs", WIDE)


@study(seeds=tuple(range(5)))
def gpu_94_parts(s: Study) -> None:
    """Change one thing at a time in the recipe for 94 % on a GPU."""
    for change, config in CHANGES.items():
        ask(s, change, config)


@study(seeds=tuple(range(5)))
def gpu_94_compiled(s: Study) -> None:
    """Learn CIFAR-10 on a GPU with kernels that torch.compile fuses in about a minute."""
    ask(s, "kernels fused by torch.compile", replace(MUON, how="compiled"))
