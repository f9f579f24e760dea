"""The detector: backbone, pyramid, heads, anchors; and what its outputs mean.

`Detector` gives logits and offsets of every anchor. Training says what each anchor
should have given (`training/targets.py`), use turns outputs into boxes (`detections.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from jaxtyping import Float
from torch import Tensor, nn

from final_ssd.geometry.anchors import AnchorLevel, all_anchors
from final_ssd.geometry.coder import VARIANCES
from final_ssd.models.backbones import BackboneName, Norm, make_backbone
from final_ssd.models.fpn import FeaturePyramid
from final_ssd.models.heads import Head
from shared.errors import UserError
from shared.training.settings.ranges import Between, Checked


class DetectorError(UserError):
    """A description that no detector fits."""


@dataclass(frozen=True)
class NetworkConfig(Checked):
    """What a detector's network is made of.

    Attributes:
        backbone: a ResNet, MobileNetV2 for CPUs, or a small one that is trained from nothing.
        norm: batch norm in the backbone: frozen keeps its statistics and scales, running trains them.
        pyramid: feature pyramid's channels; 0 puts the heads on the backbone's own maps.
        head_convolutions: hidden layers of each head.
        shared_heads: the same weights for all levels.
        head_norm: group norm in the heads.
        scores: softmax has a background class, sigmoid has none (and is what focal loss expects).
    """

    backbone: BackboneName = "resnet50"
    norm: Norm = "frozen"
    pyramid: Annotated[int, Between(0, 4096)] = 256
    head_convolutions: Annotated[int, Between(0, 16)] = 4
    shared_heads: bool = True
    head_norm: bool = False
    scores: Literal["softmax", "sigmoid"] = "softmax"


@dataclass(frozen=True)
class DetectorConfig:
    """A network, and what its outputs mean: with the weights all that a saved detector needs.

    Attributes:
        classes: their names, without background.
        image_size: pixels a side of its square input.
        levels: strides and anchors, finest first; strides are powers of 2 from 4 on.
        network: what it is made of.
        variances: of the coder.
        category_ids: what the data set calls the classes; 1, 2, … where nothing is said.
    """

    classes: tuple[str, ...]
    image_size: int
    levels: tuple[AnchorLevel, ...]
    network: NetworkConfig
    variances: tuple[float, float] = VARIANCES
    category_ids: tuple[int | str, ...] = ()

    @property
    def ids(self) -> tuple[int | str, ...]:
        """What the data set calls each class."""
        return self.category_ids or tuple(range(1, len(self.classes) + 1))


class Detector(nn.Module):
    """A single-shot detector.

    Args:
        config: its description.
        pretrained: start the backbone with ImageNet weights.

    Raises:
        DetectorError: levels that the backbone and its pyramid do not have.
    """

    anchors: Float[Tensor, "anchor 4"]

    def __init__(self, config: DetectorConfig, *, pretrained: bool = False) -> None:
        super().__init__()
        self.config = config
        strides = [level.stride for level in config.levels]
        if not strides or strides != [strides[0] * 2**n for n in range(len(strides))]:
            raise DetectorError(f"strides {strides}: each must be twice the one before")
        if strides[0] not in (4, 8, 16, 32):
            raise DetectorError(f"the finest stride is {strides[0]}: choose 4, 8, 16 or 32")
        network = config.network
        self.backbone = make_backbone(network.backbone, pretrained=pretrained, norm=network.norm)
        self.first = (4, 8, 16, 32).index(strides[0])
        self.last = min(4, self.first + len(strides))
        del self.backbone.stages[self.last :]
        used = self.backbone.channels[self.first : self.last]
        extra = len(strides) - len(used)
        if network.pyramid:
            self.neck: nn.Module = FeaturePyramid(used, network.pyramid, extra)
            widths = [network.pyramid] * len(strides)
        elif extra:
            raise DetectorError(f"without a pyramid there is no stride {strides[-1]}")
        else:
            self.neck = nn.Identity()
            widths = list(used)
        counts = [len(level.shapes) for level in config.levels]
        sigmoid = network.scores == "sigmoid"
        options: dict[str, Any] = {
            "convolutions": network.head_convolutions,
            "shared": network.shared_heads,
            "normalized": network.head_norm,
        }
        outputs = len(config.classes) + (0 if sigmoid else 1)
        self.class_head = Head(widths, counts, outputs, prior=0.01 if sigmoid else None, **options)
        self.box_head = Head(widths, counts, 4, **options)
        self.register_buffer(
            "anchors", all_anchors(config.levels, config.image_size), persistent=False
        )

    def forward(
        self, images: Tensor
    ) -> tuple[Float[Tensor, "batch anchor class"], Float[Tensor, "batch anchor 4"]]:
        """Return logits and offsets of every anchor, for square images of 0–255 (RGB, bytes or floats)."""
        levels = self.neck(self.backbone(images)[self.first :])
        return self.class_head(levels), self.box_head(levels)


def parameters(model: nn.Module) -> int:
    """Count the numbers of a model that are trained."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
