"""The networks of a finished run of `train.py`, to classify other images with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from torchvision.transforms import v2

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, normalize
from shared.training import SavedModelError
from shared.training.folder.saved import load_weights, read_json
from shared.training.settings.config import from_json
from work02_resnet_vgg.data import averaged, classes_of
from work02_resnet_vgg.models.pretrained import Classifier, WeightsError
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import NAME, make_networks


def is_run(folder: Path) -> bool:
    """Tell whether a folder is one that `train.py` made."""
    try:
        return bool(read_json(folder / "config.json").get("name") == NAME)
    except SavedModelError:
        return False  # none there, or a config.json of something else


def load_trained(folder: Path, name: str) -> Classifier:
    """Load one of the networks that a run trained side by side.

    Args:
        folder: of the finished run.
        name: such as resnet56 or resnet-56.

    Raises:
        WeightsError: the run has no such network.
        SavedModelError: the run is not finished, or damaged.
    """
    saved = read_json(folder / "config.json").get("config")
    if not saved or not isinstance(saved, dict):  # no settings are not all the default ones
        raise SavedModelError(
            f"{folder / 'config.json'} is damaged (it has no settings): "
            f"`python train.py --resume {folder}` writes it again"
        )
    config = from_json(TrainConfig, saved)
    twins = make_networks(config)
    by_name = {key.replace("-", ""): key for key in twins.networks}
    if (plain := name.replace("-", "")) not in by_name:
        raise WeightsError(
            f"{folder} has no {name}, but {', '.join(by_name)}: choose one with --model"
        )
    model = load_weights(twins, folder).networks[by_name[plain]]
    # As the images of the training were made: 32×32 first, then averages of patches.
    crop = v2.Compose(
        [
            v2.RGB(),
            v2.ToImage(),
            v2.Resize(32),
            v2.CenterCrop(32),
            partial(averaged, size=config.image_size),
        ]
    )
    scale = partial(normalize, mean=IMAGENET_MEAN, std=IMAGENET_STD)
    return Classifier(model, crop, scale, classes_of(config.data))
