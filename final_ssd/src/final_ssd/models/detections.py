"""From outputs to detections: scores, the best candidates, boxes, NMS. No loop over boxes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from final_ssd.geometry.boxes import clip
from final_ssd.geometry.coder import decode
from final_ssd.models.detector import DetectorConfig


@dataclass(frozen=True)
class Detections:
    """The detections of one image, best first: boxes in pixels, scores from 0 to 1, class numbers."""

    boxes: Float[Tensor, "detection 4"]
    scores: Float[Tensor, " detection"]
    classes: Int[Tensor, " detection"]

    def __len__(self) -> int:
        return len(self.scores)

    def above(self, score: float) -> Detections:
        """Return those that score at least `score`."""
        good = self.scores >= score
        return Detections(self.boxes[good], self.scores[good], self.classes[good])

    def cpu(self) -> Detections:
        """Return the same on the CPU."""
        return Detections(self.boxes.cpu(), self.scores.cpu(), self.classes.cpu())


def class_scores(
    logits: Float[Tensor, "*batch logit"], scores: str
) -> Float[Tensor, "*batch class"]:
    """Return the probabilities of the classes, without background."""
    return logits.sigmoid() if scores == "sigmoid" else logits.softmax(dim=-1)[..., 1:]


def detections(
    logits: Float[Tensor, "image anchor logit"],
    offsets: Float[Tensor, "image anchor 4"],
    anchors: Float[Tensor, "anchor 4"],
    config: DetectorConfig,
    *,
    score_threshold: float = 0.05,
    candidates: int = 400,
    nms_threshold: float = 0.5,
    max_detections: int = 100,
) -> list[Detections]:
    """Return the detections of each image of a batch.

    Args:
        logits: of every anchor, as the detector gives them.
        offsets: likewise.
        anchors: all of them, `x1 y1 x2 y2`.
        config: how scores and offsets are meant.
        score_threshold: a pair of anchor and class must score more than this.
        candidates: the best pairs of an image that go into NMS.
        nms_threshold: IoU above which the worse of two boxes of one class goes.
        max_detections: of an image.
    """
    from torchvision.ops import batched_nms  # a second, which --help does not need

    scores = class_scores(logits.float(), config.network.scores)
    classes, side = scores.shape[2], float(config.image_size)
    best, pairs = scores.flatten(1).topk(min(candidates, scores[0].numel()), dim=1)
    result = []
    for image in range(len(logits)):
        good = best[image] > score_threshold
        score, pair = best[image, good], pairs[image, good]
        anchor, label = pair // classes, pair % classes
        boxes = decode(offsets[image, anchor].float(), anchors[anchor], config.variances)
        boxes = clip(boxes, side, side)
        kept = batched_nms(boxes, score, label, nms_threshold)[:max_detections]
        result.append(Detections(boxes[kept], score[kept], label[kept]))
    return result


@torch.no_grad()
def detect(model: nn.Module, images: Tensor, **options: float) -> list[Detections]:
    """Run a detector on a batch of square images of 0–255; `options` as those of `detections`."""
    logits, offsets = model(images)
    return detections(logits, offsets, model.anchors, model.config, **options)  # type: ignore[arg-type]
