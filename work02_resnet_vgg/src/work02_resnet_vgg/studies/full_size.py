"""Plain against residual networks on images of 32×32, as in the paper."""

from __future__ import annotations

from shared.studies import Study, study
from work02_resnet_vgg.studies.degradation import side_by_side
from work02_resnet_vgg.training.config import TrainConfig

CONFIG = TrainConfig(image_size=32, depths=(20, 44), epochs=10)


@study(seeds=(0, 1))
def degradation_full_size(s: Study) -> None:
    """Train plain and residual networks of 20 and 44 layers on CIFAR-10 at 32×32: an hour and a half."""
    for seed in s.seeds:
        s.measure("20 and 44 layers", side_by_side, CONFIG, seed)
