"""From outputs to detections: scores, the best candidates, boxes, suppression. No loop over boxes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torchvision.ops import batched_nms

from final_ssd.boxes import clip
from final_ssd.coder import decode
from final_ssd.detector import DetectorConfig
from final_ssd.fast_nms import fast_nms


@dataclass(frozen=True)
class Detections:
    """What was found in one image, best first: boxes in pixels, scores from 0 to 1, class numbers."""

    boxes: Float[Tensor, "found 4"]
    scores: Float[Tensor, " found"]
    classes: Int[Tensor, " found"]

    def __len__(self) -> int:
        return len(self.scores)

    def above(self, score: float) -> Detections:
        """Those that score at least `score`."""
        good = self.scores >= score
        return Detections(self.boxes[good], self.scores[good], self.classes[good])


def class_scores(
    logits: Float[Tensor, "*batch logit"], scores: str
) -> Float[Tensor, "*batch class"]:
    """Probabilities of the classes, without background."""
    return logits.sigmoid() if scores == "sigmoid" else logits.softmax(dim=-1)[..., 1:]


def detections(
    logits: Float[Tensor, "image anchor logit"],
    offsets: Float[Tensor, "image anchor 4"],
    anchors: Float[Tensor, "anchor 4"],
    config: DetectorConfig,
    *,
    lowest_score: float = 0.05,
    candidates: int = 400,
    overlap: float = 0.5,
    most: int = 100,
) -> list[Detections]:
    """Detections of each image of a batch.

    Args:
        logits, offsets, anchors: of the detector.
        config: how scores and offsets are meant.
        lowest_score: of a pair of anchor and class.
        candidates: the best pairs of an image that go into suppression.
        overlap: IoU above which the worse of two boxes of one class goes.
        most: detections of an image.
    """
    images, count, _ = logits.shape
    scores = class_scores(logits.float(), config.scores).flatten(1)
    best, chosen = scores.topk(min(candidates, scores.shape[1]), dim=1)
    good = best > lowest_score
    image = good.nonzero()[:, 0]
    score, pair = best[good], chosen[good]
    classes = scores.shape[1] // count
    anchor, label = pair // classes, pair % classes
    side = float(config.image_size)
    boxes = decode(offsets[image, anchor].float(), anchors[anchor], config.variances)
    boxes = clip(boxes, side, side)

    group = image * classes + label
    suppress = batched_nms if boxes.is_cuda else _suppress
    kept = suppress(boxes, score, group, overlap)
    found = []
    for number in range(images):
        own = kept[image[kept] == number][:most]
        found.append(Detections(boxes[own], score[own], label[own]))
    return found


def _suppress(boxes: Tensor, scores: Tensor, groups: Tensor, overlap: float) -> Tensor:
    return fast_nms(boxes, scores, overlap, groups)


@torch.no_grad()
def detect(model: torch.nn.Module, images: Tensor, **options: float) -> list[Detections]:
    """Run a detector on a batch of square images of 0–255; `options` as those of `detections`."""
    logits, offsets = model(images)
    return detections(logits, offsets, model.anchors, model.config, **options)  # type: ignore[arg-type]
