"""The detector: trunk, pyramid, heads, anchors; and what its outputs mean.

`Detector` gives logits and offsets of every anchor. Training turns truths into targets
(`targets.py`), use turns outputs into boxes (`detections.py`). Its description, `DetectorConfig`, is
plain data: with the weights it is all that a saved detector needs.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jaxtyping import Float
from torch import Tensor, nn

from final_ssd.anchors import AnchorLevel, all_anchors
from final_ssd.coder import VARIANCES
from final_ssd.fpn import FeaturePyramid
from final_ssd.heads import Head
from final_ssd.trunks import Norm, TrunkName, make_trunk
from shared.data.weights.loading import load_state_dict
from shared.errors import UserError
from shared.files import write_text_atomically


class DetectorError(UserError):
    """A description that no detector fits."""


@dataclass(frozen=True)
class DetectorConfig:
    """What a detector is made of.

    Attributes:
        classes: their names, without background.
        image_size: pixels a side of its square input.
        levels: strides and anchors, finest first; strides are powers of 2 from 4 on.
        trunk: see trunks.py.
        norm: what batch norm in the trunk does.
        pyramid: feature pyramid's channels; 0 puts the heads on the trunk's own maps.
        head_convolutions: hidden layers of each head.
        shared_heads: the same weights for all levels.
        head_norm: group norm in the heads.
        scores: softmax has a background class, sigmoid has none (and is what focal loss expects).
        variances: of the coder.
    """

    classes: tuple[str, ...]
    image_size: int
    levels: tuple[AnchorLevel, ...]
    trunk: TrunkName = "resnet50"
    norm: Norm = "frozen"
    pyramid: int = 256
    head_convolutions: int = 4
    shared_heads: bool = True
    head_norm: bool = False
    scores: Literal["softmax", "sigmoid"] = "softmax"
    variances: tuple[float, float] = VARIANCES


class Detector(nn.Module):
    """A single-shot detector.

    Args:
        config: its description.
        pretrained: start the trunk with ImageNet weights.

    Raises:
        DetectorError: levels that the trunk and its pyramid do not have.
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
        self.trunk = make_trunk(config.trunk, pretrained=pretrained, norm=config.norm)
        self.first = (4, 8, 16, 32).index(strides[0])
        self.last = min(4, self.first + len(strides))
        del self.trunk.stages[self.last :]
        used = self.trunk.channels[self.first : self.last]
        extra = len(strides) - len(used)
        if config.pyramid:
            self.neck: nn.Module = FeaturePyramid(used, config.pyramid, extra)
            widths = [config.pyramid] * len(strides)
        elif extra:
            raise DetectorError(f"without a pyramid there is no stride {strides[-1]}")
        else:
            self.neck = nn.Identity()
            widths = list(used)
        counts = [len(level.shapes) for level in config.levels]
        sigmoid = config.scores == "sigmoid"
        options: dict[str, Any] = {
            "convolutions": config.head_convolutions,
            "shared": config.shared_heads,
            "normalised": config.head_norm,
        }
        outputs = len(config.classes) + (0 if sigmoid else 1)
        self.class_head = Head(widths, counts, outputs, prior=0.01 if sigmoid else None, **options)
        self.box_head = Head(widths, counts, 4, **options)
        self.register_buffer(
            "anchors", all_anchors(config.levels, config.image_size), persistent=False
        )

    def features(self, images: Tensor) -> list[Tensor]:
        """The maps that the heads see, finest first."""
        maps: list[Tensor] = self.neck(self.trunk(images)[self.first :])
        return maps

    def forward(
        self, images: Tensor
    ) -> tuple[Float[Tensor, "batch anchor class"], Float[Tensor, "batch anchor 4"]]:
        """Logits and offsets of every anchor, for square images of 0–255 (RGB, bytes or floats)."""
        levels = self.features(images)
        return self.class_head(levels), self.box_head(levels)


def save_config(config: DetectorConfig, folder: Path) -> None:
    """Write detector.json beside the weights."""
    text = json.dumps(dataclasses.asdict(config), indent=1, ensure_ascii=False)
    write_text_atomically(folder / "detector.json", text + "\n")


def load_detector(folder: Path) -> Detector:
    """The detector of a run folder, in evaluation mode.

    Raises:
        DetectorError: the folder holds none, or a damaged one.
        FormatError: its weights cannot be read.
    """
    path = folder / "detector.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        levels = tuple(
            AnchorLevel(
                int(level["stride"]), tuple((float(w), float(h)) for w, h in level["shapes"])
            )
            for level in values.pop("levels")
        )
        values["classes"] = tuple(str(name) for name in values["classes"])
        first, second = values["variances"]
        config = DetectorConfig(**{**values, "levels": levels, "variances": (first, second)})
        detector = Detector(config)
    except FileNotFoundError:
        raise DetectorError(
            f"{folder} holds no detector: name the folder of a run, such as runs/…-ssd"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise DetectorError(f"{path} is damaged ({error!r}): train again") from None
    weights = load_state_dict(folder / "model.safetensors")
    try:
        detector.load_state_dict(weights)
    except RuntimeError as error:
        reason = str(error).splitlines()[1].strip()
        raise DetectorError(f"the weights in {folder} do not fit detector.json: {reason}") from None
    return detector.eval()


def parameters(model: nn.Module) -> int:
    """How many numbers a model learns."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
