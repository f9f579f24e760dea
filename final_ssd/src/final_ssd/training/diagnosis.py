"""Why is the mAP 0? What to look at, in this order: each step supposes that those before it are right.

An mAP of 0 gives no hint, since a dozen things must be right together before it is above 0. So each is
asked alone, on a handful of training images: are the boxes where the objects are, has each an anchor,
does the metric give 1 to the truth, would outputs that make the loss small decode to the truth, do the
objects have a say in the gradient, does it reach all weights, and can one batch be learned by heart
(Karpathy 2019, "A Recipe for Training Neural Networks")? The first step that fails is where to look.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from final_ssd.data.samples import Target
from final_ssd.geometry.anchors import coverage
from final_ssd.metrics.evaluation import Pairs, evaluate
from final_ssd.models.detections import Detections, detect, detections
from final_ssd.models.detector import Detector, DetectorConfig
from final_ssd.training.config import TrainConfig
from final_ssd.training.detection_loss import BatchLoss, detection_loss
from final_ssd.training.loop import make_optimizer, to_training_mode
from final_ssd.training.targets import MatchingConfig, anchor_targets, assign

FREE_STEPS, FREE_RATE = 200, 0.3
SILENT = 5.0  # a logit so far on the side of "nothing" that no detection comes of it
SHOWN = 0.3  # score of detections that count as said

Loss = Callable[..., BatchLoss]
# Of each step what is measured, what it must reach, and where to look if it does not.
STEPS = (
    ("objects inside the image, of a known class", 1.0,
     "the reader of annotations: x y w h for x1 y1 x2 y2, a size that was not scaled along"),
    ("objects that an anchor overlaps enough", 0.5,
     "the anchors' sizes: geometry/clustering.py finds them in the data"),
    ("objects that an anchor answers for", 1.0,
     "matching: every object needs an anchor, if only by force"),
    ("mAP50 of the truth itself", 0.999,
     "the metric, or what it is given: class numbers from 0 or 1, boxes of another scale"),
    ("mAP50 of outputs with a small loss", 0.95,
     "targets, coder, NMS: what the loss asks for does not decode to the objects"),
    ("share of the gradient that objects have", 0.05,
     "the class loss: 3:1 hard negatives or focal loss, over the number of positives"),
    ("share of the weights that the loss reaches", 0.999,
     "detach, no_grad, or a layer that is not used"),
    ("loss of one batch, share that was unlearned", 0.8,
     "the learning rate, frozen weights, the capacity of the network"),
    ("mAP50 on that batch", 0.9,
     "batch norm in training and in use, score threshold, more steps"),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing that must be right.

    Attributes:
        name: what is measured.
        value: the measurement.
        least: what it must reach.
        look: where to look if it does not.
    """

    name: str
    value: float
    least: float
    look: str

    @property
    def good(self) -> bool:
        """Whether it is right."""
        return self.value >= self.least


def right_labels(targets: Sequence[Target], classes: int, side: float) -> float:
    """Return the share of objects with an area inside the image and a class that there is."""
    boxes = torch.cat([target["boxes"] for target in targets])
    labels = torch.cat([target["classes"] for target in targets])
    inside = (boxes >= 0).all(dim=1) & (boxes <= side).all(dim=1)
    area = (boxes[:, 2:] > boxes[:, :2]).all(dim=1)
    return float((inside & area & (labels >= 0) & (labels < classes)).float().mean())


def overlapped(
    anchors: Float[Tensor, "anchor 4"], targets: Sequence[Target], positive: float
) -> float:
    """Return the share of objects that some anchor overlaps by `positive`, so that none is forced.

    Ignored ones do not count: nothing is learned from them.
    """
    best = torch.cat([coverage(anchors, target["boxes"][~target["ignored"]]) for target in targets])
    return float((best >= positive).float().mean())


def answered(
    anchors: Float[Tensor, "anchor 4"], targets: Sequence[Target], matching: MatchingConfig
) -> float:
    """Return the share of objects that at least one anchor answers for; ignored ones do not count."""
    owners = [assign(anchors, target, matching).unique() for target in targets]
    objects = sum(int((~target["ignored"]).sum()) for target in targets)
    return sum(int((own >= 0).sum()) for own in owners) / objects


def score(found: Sequence[Detections], targets: Sequence[Target], classes: int) -> float:
    """Return the mAP at an IoU of 0.5 of detections on the images themselves."""
    pairs: Pairs = [(one.cpu(), target) for one, target in zip(found, targets, strict=True)]
    return evaluate(pairs, classes).average_precision(0.5)


def truth(targets: Sequence[Target]) -> list[Detections]:
    """Return the objects as if they had been detected."""
    return [
        Detections(target["boxes"], torch.ones(len(target["boxes"])), target["classes"])
        for target in targets
    ]


def perfect_outputs(
    targets: Sequence[Target],
    anchors: Float[Tensor, "anchor 4"],
    detector: DetectorConfig,
    config: TrainConfig,
    loss: Loss = detection_loss,
) -> tuple[Float[Tensor, "image anchor logit"], Float[Tensor, "image anchor 4"]]:
    """Return the logits and offsets that make the loss small, found without a network.

    Every number of the outputs is free, and moved by Adam down the loss. What comes out is what the
    loss asks for, by whatever code: decoded, it must be the objects.
    """
    background = detector.network.scores == "softmax"
    logits = torch.zeros(len(targets), len(anchors), len(detector.classes) + background)
    if background:
        logits[..., 0] = SILENT
    else:
        logits -= SILENT
    logits.requires_grad_()
    offsets = torch.zeros(len(targets), len(anchors), 4, requires_grad=True)
    optimizer = torch.optim.Adam([logits, offsets], FREE_RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, FREE_STEPS)
    for _ in range(FREE_STEPS):
        optimizer.zero_grad()
        classes, boxes, _ = loss(logits, offsets, targets, anchors, detector, config.loss)
        (classes + boxes).backward()
        optimizer.step()
        schedule.step()
    return logits.detach(), offsets.detach()


def say_of_objects(
    detector: Detector,
    images: UInt8[Tensor, "image 3 side side"],
    targets: Sequence[Target],
    config: TrainConfig,
    loss: Loss = detection_loss,
) -> float:
    """Return the share of the gradient on the logits that anchors with an object have, at the start.

    Averaged over all anchors the background has nearly all of it: the network learns to say nothing,
    is right nearly everywhere, and its loss is small.
    """
    with torch.no_grad():
        logits, offsets = detector(images)
    logits.requires_grad_()
    classes, _, _ = loss(logits, offsets, targets, detector.anchors, detector.config, config.loss)
    (gradient,) = torch.autograd.grad(classes, logits)
    size = gradient.abs().sum(dim=2)
    asked = anchor_targets(detector.anchors, targets, config.loss.matching)
    return float(size[asked.positive].sum() / size.sum())


def learn_by_heart(
    detector: Detector,
    images: UInt8[Tensor, "image 3 side side"],
    targets: Sequence[Target],
    config: TrainConfig,
    loss: Loss = detection_loss,
    steps: int = 100,
) -> tuple[list[float], float]:
    """Train on one batch, at a constant learning rate.

    Returns:
        the loss before each step, and the share of the trained numbers that had a gradient in the first.
    """
    optimizer = make_optimizer(detector, detector.backbone, config.learning_rate, config.optimizer)
    trained = [p for p in detector.parameters() if p.requires_grad]
    losses, reached = [], 0.0
    for step in range(steps):
        to_training_mode(detector, config)
        optimizer.zero_grad()
        logits, offsets = detector(images)
        classes, boxes, _ = loss(
            logits, offsets, targets, detector.anchors, detector.config, config.loss
        )
        (classes + boxes).backward()
        if not step:
            # A level without an object of this batch has gradients of 0: it is reached all the same.
            counts = [(p.numel(), p.grad is not None) for p in trained]
            reached = sum(n for n, has in counts if has) / sum(n for n, _ in counts)
        optimizer.step()
        losses.append(float((classes + boxes).detach()))
    detector.eval()
    return losses, reached


def diagnose(
    detector: Detector,
    samples: Sequence[tuple[UInt8[Tensor, "3 side side"], Target]],
    config: TrainConfig,
    loss: Loss = detection_loss,
    steps: int = 100,
) -> tuple[list[Step], list[float]]:
    """Go through all steps.

    Args:
        detector: before its training; it is trained on the samples.
        samples: a few training images with objects that are not ignored.
        config: how it is to be trained.
        loss: of a batch; takes what `detection_loss` takes.
        steps: on the batch that is learned by heart.

    Returns:
        the steps in their order, and the losses of the batch; NaN behind the first step where an object
        has a class that there is not.
    """
    classes = len(detector.config.classes)
    targets = [target for _, target in samples]
    labels = torch.cat([target["classes"] for target in targets])
    values, losses = [math.nan] * (len(STEPS) - 1), [math.nan]
    if ((labels >= 0) & (labels < classes)).all():
        values, losses = _after_labels(detector, samples, config, loss, steps)
    right = right_labels(targets, classes, float(detector.config.image_size))
    rows = [
        Step(name, value, least, look)
        for (name, least, look), value in zip(STEPS, [right, *values], strict=True)
    ]
    return rows, losses


def _after_labels(
    detector: Detector,
    samples: Sequence[tuple[UInt8[Tensor, "3 side side"], Target]],
    config: TrainConfig,
    loss: Loss,
    steps: int,
) -> tuple[list[float], list[float]]:
    """Measure all steps but the first, and the losses of the batch."""
    images = torch.stack([image for image, _ in samples])
    targets = [target for _, target in samples]
    described, anchors = detector.config, detector.anchors
    classes, matching = len(described.classes), config.loss.matching
    outputs = perfect_outputs(targets, anchors, described, config, loss)
    decoded = detections(*outputs, anchors, described, score_threshold=SHOWN)
    said = say_of_objects(detector, images, targets, config, loss)
    losses, reached = learn_by_heart(detector, images, targets, config, loss, steps)
    # Where no anchor answers for an object there is nothing to unlearn.
    unlearned = 1 - min(losses) / losses[0] if losses[0] else 0.0
    found = detect(detector, images)
    values = [
        overlapped(anchors, targets, matching.positive),
        answered(anchors, targets, matching),
        score(truth(targets), targets, classes),
        score(decoded, targets, classes),
        said,
        reached,
        unlearned,
        score(found, targets, classes),
    ]
    return values, losses


def first_failure(steps: Sequence[Step]) -> Step | None:
    """Return where to look; None where all is right."""
    return next((step for step in steps if not step.good), None)
