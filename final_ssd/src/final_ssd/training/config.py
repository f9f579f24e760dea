"""The configurations of a training run, by name: what network, on which data, trained how.

`light` is the default, minutes on two cores. `default` is the R50-FPN-SSD, `small` has a finer level
for small objects, `gpu` a recipe for a GPU, and `tiny` is a first lesson.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
import torch
from torch import nn

from final_ssd.data.annotations import Policy
from final_ssd.data.augmentation import Kind
from final_ssd.data.splits import FILES, SCENES, DataName, DataSettings, Splits
from final_ssd.data.voc import VOC_CLASSES
from final_ssd.geometry.anchors import AnchorLevel, shapes_of
from final_ssd.geometry.boxes import to_corner_and_size
from final_ssd.geometry.clustering import clustered_levels, equal_classes
from final_ssd.models.detector import Detector, DetectorConfig, NetworkConfig
from final_ssd.training.detection_loss import LossConfig
from shared.training import RunConfig
from shared.training.settings.ranges import Above, AtLeast, Below, Between, Checked, SettingsError

PresetName = Literal["light", "tiny", "default", "small", "gpu"]
CLUSTERED_IMAGES = 500  # training images whose boxes the anchors are made of


@dataclass(frozen=True)
class OptimizerConfig(Checked):
    """How the weights are moved.

    Attributes:
        name: AdamW, or SGD with momentum 0.9, or Adam.
        backbone_factor: the backbone's learning rate is so many times the other one.
        weight_decay: of all but biases and norms.
        schedule: cosine to 0, step (÷10 after 60 % and 85 %), or constant.
        warmup: share of the steps in which the learning rate rises from 0.
        clip: norm of all gradients at most; 0 for no limit.
        average: decay of the moving average of the weights; 0 for none.
    """

    name: Literal["adamw", "sgd", "adam"] = "adamw"
    backbone_factor: Annotated[float, AtLeast(0)] = 0.3
    weight_decay: Annotated[float, AtLeast(0)] = 1e-4
    schedule: Literal["cosine", "step", "constant"] = "cosine"
    warmup: Annotated[float, Between(0, 1)] = 0.05
    clip: Annotated[float, AtLeast(0)] = 10.0
    average: Annotated[float, AtLeast(0), Below(1)] = 0.998


@dataclass(frozen=True)
class TrainConfig(RunConfig):
    """Settings of a detector's training.

    The defaults take about four minutes of one core: a light network on composed scenes of digits.
    """

    preset: PresetName = "light"
    """light (MobileNetV2), tiny (a first lesson), default (R50-FPN), small (with P2), gpu."""
    data: DataName = "scenes"
    """scenes are composed; bccd is fetched; voc and coco need --folder."""
    folder: Path | None = None
    """One's own data in Pascal VOC's or COCO's layout (README, "Your own data"), or VOC's devkit."""
    classes: tuple[str, ...] = ()
    """Of --folder, those to be detected; all that it has where none is named."""
    epochs: Annotated[int, AtLeast(1)] = 4
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(1)] = 16
    """Images in a step, of all processes together; all training images where there are fewer."""
    learning_rate: Annotated[float, Above(0)] = 2e-3
    """At its highest."""
    image_size: Annotated[int, Between(64, 2048)] = 128
    """Pixels a side of the network's input."""
    pretrained: bool = True
    """Start the backbone with ImageNet weights."""
    scenes: Annotated[int, AtLeast(2)] = SCENES
    """Composed scenes in an epoch."""
    object_sizes: Annotated[tuple[int, int], AtLeast(2)] = (12, 48)
    """Longer sides of composed objects, in pixels: from, to; half of --image-size is the most."""
    bad_boxes: Policy = "drop"
    """Boxes and images that cannot be right are dropped and counted, or end the run."""
    augment: Kind = "full"
    """Images from files: none, light (flip, color), full (IoU crop, expand, too)."""
    mosaic: bool = False
    """Four training images in one, half of the time."""
    train_on_valid: bool = False
    """Train on the validation photos, too: for the end, when all is chosen by them."""
    download: bool = False
    """Let torchvision fetch Pascal VOC into --folder first."""
    workers: Annotated[int, Between(0, 64)] = 0
    """Processes that load images."""
    finest_stride: Literal[4, 8, 16, 32] = 4
    """Of the finest level; the others follow, each twice the one before."""
    levels: Annotated[int, Between(1, 8)] = 3
    """How many levels have anchors."""
    anchors: Literal["clustered", "retinanet"] = "clustered"
    """Three shapes a level by k-means on the training boxes, or RetinaNet's nine, a quarter smaller."""
    frozen_stages: Annotated[int, Between(0, 4)] = 0
    """How many of the backbone's four stages, from the first on, keep their weights and norms; 4: all."""
    network: NetworkConfig = field(
        default_factory=lambda: NetworkConfig(
            backbone="mobilenet_v2",
            norm="running",
            pyramid=64,
            head_convolutions=2,
            head_norm=True,
            scores="sigmoid",
        )
    )
    loss: LossConfig = field(
        default_factory=lambda: LossConfig(classes="focal", boxes="giou", box_weight=2.0)
    )
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)

    chosen_by: ClassVar[str] = "preset"

    def __post_init__(self) -> None:
        """Check each setting, and those that go together.

        Raises:
            SettingsError: one is out of range, or contradicts another.
        """
        super().__post_init__()
        own_data = self.data in ("voc", "coco")
        network, scores = self.network, {"focal": "sigmoid", "hard_negatives": "softmax"}
        smallest, largest = self.object_sizes
        for wrong, problem in (
            (
                own_data and not self.folder,
                f"--data {self.data} needs --folder, where the data are",
            ),
            (self.folder and not own_data, "--folder needs --data voc or --data coco"),
            (self.classes and not own_data, "--classes needs --data voc or --data coco"),
            (len(set(self.classes)) < len(self.classes), "--classes names a class twice"),
            (
                self.train_on_valid and self.data not in FILES,
                "--train-on-valid needs --data bccd, voc or coco",
            ),
            (self.download and self.data != "voc", "--download needs --data voc"),
            (
                smallest > largest,
                f"--object-sizes {smallest} {largest}: give the smaller one first",
            ),
            (
                smallest > self.image_size // 2 and self.data not in FILES,
                f"--object-sizes {smallest} {largest}: begin with at most half of --image-size "
                f"{self.image_size}",
            ),
            (
                network.backbone == "tiny" and self.pretrained,
                "--network.backbone tiny needs --no-pretrained: it has no published weights",
            ),
            (
                network.scores != scores[self.loss.classes],
                f"--loss.classes {self.loss.classes} needs --network.scores "
                f"{scores[self.loss.classes]}",
            ),
            (
                not network.pyramid and network.shared_heads,
                "--network.pyramid 0 needs --network.no-shared-heads: its levels differ in width",
            ),
            (
                not network.pyramid and self.strides[-1] > 32,
                f"--network.pyramid 0 has no stride {self.strides[-1]}: give fewer --levels",
            ),
            (
                network.head_norm and network.pyramid % 16,
                f"--network.pyramid {network.pyramid} with --network.head-norm: give a multiple of 16",
            ),
        ):
            if wrong:
                raise SettingsError(problem)

    @classmethod
    def configurations(cls) -> dict[str, Self]:
        """Return the named configurations."""
        tiny = cls(
            preset="tiny",
            epochs=10,
            pretrained=False,
            network=NetworkConfig(
                backbone="tiny",
                norm="running",
                pyramid=0,
                head_convolutions=0,
                shared_heads=False,
            ),
            loss=LossConfig(),
            optimizer=OptimizerConfig(backbone_factor=1.0),
        )
        default = cls(
            preset="default",
            epochs=10,
            batch_size=8,
            learning_rate=2e-4,
            image_size=300,
            finest_stride=8,
            levels=5,
            anchors="retinanet",
            network=NetworkConfig(),
            loss=LossConfig(),
        )
        small = dataclasses.replace(default, preset="small", finest_stride=4)
        gpu = dataclasses.replace(
            default,
            preset="gpu",
            epochs=65,
            batch_size=64,
            learning_rate=2.6e-3 * 2,
            optimizer=OptimizerConfig(name="sgd", backbone_factor=1.0, schedule="step"),
        )
        return {"light": cls(), "tiny": tiny, "default": default, "small": small, "gpu": gpu}

    @classmethod
    def smoke_test(cls) -> Self:
        """Return settings of a few steps of the tiny network, without a download."""
        return dataclasses.replace(
            cls.configurations()["tiny"],
            smoke=True,
            precision="fp32",
            data="sample",
            epochs=2,
            scenes=48,
            batch_size=8,
            image_size=64,
        )

    @property
    def strides(self) -> tuple[int, ...]:
        """Pixels of the image between two cells, of each level, finest first."""
        return tuple(self.finest_stride * 2**level for level in range(self.levels))

    @property
    def data_settings(self) -> DataSettings:
        """What `load` needs to know."""
        return DataSettings(
            name=self.data,
            image_size=self.image_size,
            folder=self.folder,
            classes=self.classes,
            seed=self.seed,
            scenes=self.scenes,
            augment=self.augment,
            mosaic=self.mosaic,
            train_on_valid=self.train_on_valid,
            download=self.download,
            smallest=self.object_sizes[0],
            largest=self.object_sizes[1],
        )


def retinanet_levels(
    strides: tuple[int, ...], scale: float = 3.0, octaves: int = 3
) -> tuple[AnchorLevel, ...]:
    """Return `octaves` sizes from `scale` strides on, three ratios, at each level.

    As in RetinaNet (Lin et al. 2017, focal loss, section 4), whose sizes begin at four strides (32 pixels
    at stride 8), not at three.
    """
    return tuple(
        AnchorLevel(
            stride,
            shapes_of(
                [scale * stride * 2 ** (n / octaves) for n in range(octaves)], [0.5, 1.0, 2.0]
            ),
        )
        for stride in strides
    )


def anchor_levels(config: TrainConfig, splits: Splits) -> tuple[AnchorLevel, ...]:
    """Return the anchors that a configuration asks for, clustered ones from the training boxes."""
    if config.anchors == "retinanet":
        return retinanet_levels(config.strides)
    count = len(splits.train)  # type: ignore[arg-type]
    order: Iterable[int] = range(count)
    if splits.entries and count > CLUSTERED_IMAGES:  # lists of files are often sorted by class
        order = np.random.default_rng(0).permutation(count).tolist()
    boxes, classes = [torch.empty(0, 4)], [torch.empty(0, dtype=torch.long)]
    for index in order:
        target = splits.train[index][1]
        learned = ~target["ignored"]
        if learned.any():
            boxes.append(target["boxes"][learned])
            classes.append(target["classes"][learned].long())
        if len(boxes) > CLUSTERED_IMAGES:
            break
    sizes = to_corner_and_size(torch.cat(boxes))[:, 2:]
    shapes = equal_classes(sizes, torch.cat(classes))
    return clustered_levels(shapes, config.strides, per_level=3)


def make_detector(
    config: TrainConfig,
    classes: tuple[str, ...],
    levels: tuple[AnchorLevel, ...],
    category_ids: tuple[int | str, ...] = (),
) -> Detector:
    """Make the network that a configuration describes, for these classes and anchors."""
    described = DetectorConfig(
        classes, config.image_size, levels, config.network, category_ids=category_ids
    )
    detector = Detector(described, pretrained=config.pretrained)
    for stage in frozen(detector, config):
        stage.requires_grad_(False)
    return detector


def frozen(detector: Detector, config: TrainConfig) -> Sequence[nn.Module]:
    """Return the stages of a detector's backbone that keep their weights."""
    return list(detector.backbone.stages)[: config.frozen_stages]


def example(name: PresetName) -> Detector:
    """Make a configuration's network before training, with VOC's 20 classes.

    Three shapes a level stand in for clustered anchors. For diagrams and timings.
    """
    config = TrainConfig.configurations()[name]
    octaves = 3 if config.anchors == "retinanet" else 1
    levels = retinanet_levels(config.strides, octaves=octaves)
    return make_detector(dataclasses.replace(config, pretrained=False), VOC_CLASSES, levels)
