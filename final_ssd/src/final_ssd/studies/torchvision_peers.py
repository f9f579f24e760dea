"""torchvision's RetinaNet and Faster R-CNN beside the light network, on the same photos of blood cells.

All three have the same backbone with the same ImageNet weights, the same photos and augmentation, the same
optimizer and averaged weights. Pyramid, heads, matching, losses and NMS are torchvision's in the other two.
So more than the design differs:

- anchors: ours are clustered from the training boxes, three shapes a level. Theirs are set by hand:
  RetinaNet has three sizes and three ratios a level, Faster R-CNN one size and three ratios.
- the loss of the boxes: GIoU in ours and in RetinaNet, smooth L1 in both stages of Faster R-CNN. It has the
  weight 2 in ours and 1 in theirs.
- the learning rate: ours is that of a recipe made on these validation photos; theirs is the better of two.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset
from torchvision.models.detection import FasterRCNN, RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.retinanet import RetinaNetHead
from torchvision.ops import FeaturePyramidNetwork, MultiScaleRoIAlign

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import Target, collate
from final_ssd.data.splits import Splits, load
from final_ssd.metrics.evaluation import BATCH, SCORE_THRESHOLD, detect_all, evaluate
from final_ssd.models.backbones import Backbone, make_backbone
from final_ssd.models.detections import Detections, detect
from final_ssd.models.detector import parameters
from final_ssd.studies.blood_cells import LIGHT
from final_ssd.training.averaging import MovingAverage
from final_ssd.training.config import TrainConfig, anchor_levels, make_detector
from final_ssd.training.loop import fit, make_optimizer, make_schedule
from shared.studies import Study, study
from shared.training import Loop

WIDTH = 64  # the pyramid's channels, as the light network's
# Anchors' sides at strides 8, 16, 32: three strides, as `retinanet_levels` has them.
SIZES = (24, 48, 96)
RATIOS = (0.5, 1.0, 2.0)
RATES = (5e-4, 2e-3)  # of torchvision's; ours has the second, its default
OURS = "ours, light"
TRAINING = dataclasses.replace(LIGHT, precision="fp32", image_size=320, epochs=12)


class Features(nn.Module):
    """A backbone, and torchvision's pyramid on its maps of strides 8, 16 and 32."""

    out_channels = WIDTH

    def __init__(self, body: Backbone) -> None:
        super().__init__()
        self.body = body
        self.pyramid = FeaturePyramidNetwork(list(body.channels[1:]), WIDTH)

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        """Return the pyramid's maps of images of 0–255, by the names "0", "1", "2"."""
        maps = self.body(images)[1:]
        return self.pyramid({str(level): one for level, one in enumerate(maps)})


def retinanet(features: Features, classes: int, **options: Any) -> nn.Module:
    """Make torchvision's RetinaNet with the heads of its second version: group norm and GIoU."""
    octaves = [tuple(size * 2 ** (n / 3) for n in range(3)) for size in SIZES]
    anchors = AnchorGenerator(octaves, (RATIOS,) * len(SIZES))
    norm = partial(nn.GroupNorm, WIDTH // 4)
    head = RetinaNetHead(WIDTH, anchors.num_anchors_per_location()[0], classes, norm_layer=norm)
    head.regression_head._loss_type = "giou"
    return RetinaNet(
        features, classes, anchor_generator=anchors, head=head,
        score_thresh=SCORE_THRESHOLD, detections_per_img=100, **options,
    )  # fmt: skip


def faster_rcnn(features: Features, classes: int, **options: Any) -> nn.Module:
    """Make torchvision's Faster R-CNN, with fewer proposals than its defaults, which are for COCO.

    Its class 0 is the background.
    """
    anchors = AnchorGenerator(tuple((size,) for size in SIZES), (RATIOS,) * len(SIZES))
    return FasterRCNN(
        features, classes + 1, rpn_anchor_generator=anchors,
        box_roi_pool=MultiScaleRoIAlign(["0", "1", "2"], output_size=7, sampling_ratio=2),
        rpn_post_nms_top_n_train=500, rpn_post_nms_top_n_test=300, box_batch_size_per_image=128,
        box_score_thresh=SCORE_THRESHOLD, box_detections_per_img=100, **options,
    )  # fmt: skip


PEERS: Mapping[str, tuple[Callable[..., nn.Module], int]] = {  # and the number of their first class
    "RetinaNet (torchvision)": (retinanet, 0),
    "Faster R-CNN (torchvision)": (faster_rcnn, 1),
}


def make_peer(name: str, config: TrainConfig, classes: int) -> nn.Module:
    """Make one of `PEERS` for square images of 0–255, its first stages frozen as the configuration says."""
    make, _ = PEERS[name]
    body = make_backbone("mobilenet_v2", pretrained=config.pretrained, norm="running")
    for stage in body.stages[: config.frozen_stages]:
        stage.requires_grad_(False)
    side = config.image_size  # so nothing is resized; the backbone normalizes by itself
    sizes = {"min_size": side, "max_size": side}
    return make(Features(body), classes, **sizes, image_mean=[0.0] * 3, image_std=[1.0] * 3)


def to_theirs(targets: list[Target], first_class: int) -> list[dict[str, Tensor]]:
    """Return targets as torchvision takes them; it knows no ignored boxes, so those are left out."""
    return [
        {
            "boxes": target["boxes"][~target["ignored"]],
            "labels": target["classes"][~target["ignored"]] + first_class,
        }
        for target in targets
    ]


def fit_peer(
    loop: Loop, config: TrainConfig, peer: nn.Module, splits: Splits, first_class: int
) -> nn.Module:
    """Train one of torchvision's detectors as `fit` trains ours, and return it with averaged weights."""
    optimizer = make_optimizer(peer, peer.backbone.body, config.learning_rate, config.optimizer)  # type: ignore[union-attr, arg-type]
    loader = loop.loader(splits.train, config.batch_size, training=True, collate_fn=collate)
    schedule = make_schedule(optimizer, config.epochs * len(loader), config.optimizer)
    average = MovingAverage(peer.to(loop.device), config.optimizer.average)
    model, optimizer, schedule, average = loop.prepare(peer, optimizer, schedule, average)
    for _ in loop.epochs(config.epochs):
        model.train()
        for stage in peer.backbone.body.stages[: config.frozen_stages]:  # type: ignore[union-attr, index]
            stage.eval()
        for images, targets in loop.batches(loader):
            optimizer.zero_grad()
            losses = model(list(images.float()), to_theirs(targets, first_class))
            loop.backward(sum(losses.values()))
            loop.clip_gradients(config.optimizer.clip)
            optimizer.step()
            schedule.step()
            average.update(peer)
        loop.log({"train/loss": loop.epoch_loss()})
    return average.model


@torch.no_grad()
def detect_by(first_class: int, model: nn.Module, images: Tensor, **_: float) -> list[Detections]:
    """Return what one of torchvision's detectors finds in images of 0–255."""
    return [
        Detections(found["boxes"], found["scores"], found["labels"] - first_class)
        for found in model(list(images.float()))
    ]


def reached(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Train a detector on the training photos; measure its mAP on the others, one view of each photo."""
    training = dataclasses.replace(config["training"], seed=seed)
    splits = load(training.data_settings, Findings())
    loop = Loop(seed)
    start = time.process_time()
    if config["network"] == OURS:
        levels = anchor_levels(training, splits)
        detector = make_detector(training, splits.classes, levels, splits.category_ids)
        alone = dataclasses.replace(splits, valid=Subset(splits.valid, []))  # none after an epoch
        model: nn.Module = fit(loop, training, detector, alone)
        method: Callable[..., list[Detections]] = detect
        trained = parameters(detector)
    else:
        first_class = PEERS[config["network"]][1]
        peer = make_peer(config["network"], training, len(splits.classes))
        trained = parameters(peer)
        model = fit_peer(loop, training, peer, splits, first_class)
        method = partial(detect_by, first_class)
    scores: dict[str, float] = {
        "parameters": trained,
        "train/core_seconds": time.process_time() - start,
    }
    for name, images in (("valid", splits.valid), ("test", splits.test)):
        batches = DataLoader(images, BATCH, collate_fn=collate)
        pairs = detect_all(model.cpu(), batches, method, score_threshold=SCORE_THRESHOLD)
        result = evaluate(pairs, len(splits.classes))
        scores[f"{name}/mAP"] = result.average_precision()
        scores[f"{name}/mAP50"] = result.average_precision(0.5)
    return scores


@study(seeds=(0, 1, 2))
def blood_cells_peers(s: Study) -> None:
    """Compare the light network with two of torchvision's, whose learning rates the first seed chooses."""

    def labels_of(network: str, rate: float) -> dict[str, Any]:
        return {"network": network, "learning rate": rate}

    def measure(network: str, rate: float, seeds: Sequence[int]) -> None:
        training = dataclasses.replace(TRAINING, learning_rate=rate)
        for seed in seeds:
            config = {"network": network, "training": training}
            s.measure(labels_of(network, rate), reached, config, seed)

    measure(OURS, TRAINING.learning_rate, s.seeds)
    for network in PEERS:
        for rate in RATES:
            measure(network, rate, s.seeds[:1])
        by_rate = {
            rate: one["valid/mAP"]
            for rate in RATES
            for one in s.metrics(labels_of(network, rate))[:1]
        }
        if len(by_rate) == len(RATES):  # else there is nothing to choose by
            measure(network, max(RATES, key=by_rate.__getitem__), s.seeds[1:])
