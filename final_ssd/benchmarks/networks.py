"""Training and inference of the R50-FPN-SSD at 300 pixels, and of torchvision's detectors beside it.

Training: the same network in a plain float32 loop (channels first, no autocast) and on the fast path
(channels last, bf16 where a measurement shows it to be faster, fused optimizer, oneDNN products). The
rivals run as torchvision gives them, at the same input size. Images per second are the batch over the
CPU time. Losses of the two ways must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torchvision.models.detection import retinanet_resnet50_fpn, ssd300_vgg16

from final_ssd.data.samples import Target, make_target
from final_ssd.models.detections import detect
from final_ssd.models.detector import Detector
from final_ssd.training.config import TrainConfig, example
from final_ssd.training.detection_loss import detection_loss
from shared.benchmark import compare
from shared.commands import run as run_command
from shared.training.machine.precision import bf16_is_faster, prefer_fast_matmul
from shared.training.settings.ranges import AtLeast, check

RESULTS = Path(__file__).parents[1] / "results"
PLAIN, FAST = "ours, plain float32", "ours, fast path"


def random_targets(count: int, side: int) -> list[Target]:
    """Draw seven objects an image."""
    corner = torch.rand(count, 7, 2) * side * 0.6
    boxes = torch.cat([corner, corner + 20 + torch.rand(count, 7, 2) * side * 0.3], dim=2)
    return [make_target(own, torch.randint(20, (7,))) for own in boxes]


def step(
    detector: Detector, images: Tensor, targets: list[Target], bf16: bool
) -> Callable[[], Any]:
    """Return one training step; a learning rate of 0 keeps the work of all rounds the same."""
    optimizer = torch.optim.SGD(detector.parameters(), 0.0, momentum=0.9, fused=bf16)
    config = TrainConfig.configurations()["default"].loss

    def run() -> Tensor:
        detector.train()
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            logits, offsets = detector(images)
        parts = detection_loss(logits, offsets, targets, detector.anchors, detector.config, config)
        loss = parts.classes + parts.boxes
        loss.backward()
        optimizer.step()
        return loss.detach()

    return run


def rival_step(model: torch.nn.Module, images: Tensor, targets: list[Target]) -> Callable[[], Any]:
    """Return one training step of a torchvision detector."""
    optimizer = torch.optim.SGD(model.parameters(), 0.0, momentum=0.9)
    labeled = [{"boxes": t["boxes"], "labels": t["classes"] + 1} for t in targets]
    inputs = list(images.float() / 255)

    def run() -> Tensor:
        model.train()
        optimizer.zero_grad()
        loss = torch.stack(list(model(inputs, labeled).values())).sum()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return run


def main(batch: int = 8, side: int = 300, rounds: int = 3, save: bool = False) -> None:
    """Time training steps, then inference.

    Args:
        batch: images at once.
        side: pixels a side; both rivals are told to keep it.
        rounds: how often each is timed.
        save: write the results files.
    """
    for name, value, least in (("batch", batch, 1), ("side", side, 64), ("rounds", rounds, 1)):
        check(f"--{name}", value, AtLeast(least))
    torch.manual_seed(0)
    images = torch.randint(0, 256, (batch, 3, side, side), dtype=torch.uint8)
    targets = random_targets(batch, side)
    plain, ours = example("default"), example("default")
    ours.load_state_dict(plain.state_dict())
    ours.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    last = images.to(memory_format=torch.channels_last)
    bf16 = bf16_is_faster(torch.device("cpu"))
    names = {
        "torchvision, retinanet_resnet50_fpn": retinanet_resnet50_fpn(
            weights=None, weights_backbone=None, num_classes=21, min_size=side, max_size=side
        ),
        "torchvision, ssd300_vgg16": ssd300_vgg16(
            weights=None, weights_backbone=None, num_classes=21
        ),
    }

    def agree(results: dict[str, Any]) -> None:
        # bf16 has 8 bits; the untrained rivals have losses of their own.
        assert abs(results[PLAIN] - results[FAST]) < 0.05 * results[PLAIN]

    training = {PLAIN: step(plain, images, targets, bf16=False)}
    training |= {name: rival_step(model, images, targets) for name, model in names.items()}
    result = compare(
        {**training, FAST: _prepared(step(ours, last, targets, bf16=bf16))},
        baseline=PLAIN, agree=agree, rounds=rounds, warmup=1,
    )  # fmt: skip
    result.show()
    if save:
        result.save(
            RESULTS / "benchmark_training.json",
            about="A training step of the R50-FPN-SSD at 300 pixels.",
            command="python benchmarks/networks.py --save",
        )

    def infer(detector: Detector, inputs: Tensor, low: bool) -> Callable[[], Any]:
        def run() -> list[int]:
            detector.eval()
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=low):
                return [len(one) for one in detect(detector, inputs)]

        return run

    def rival(model: torch.nn.Module) -> Callable[[], Any]:
        inputs = list(images.float() / 255)

        def run() -> list[int]:
            model.eval()
            with torch.inference_mode():
                return [len(one["boxes"]) for one in model(inputs)]

        return run

    result = compare(
        {
            PLAIN: infer(plain, images, False),
            **{name: rival(model) for name, model in names.items()},
            FAST: infer(ours, last, bf16),
        },
        baseline=PLAIN, agree=lambda results: None, rounds=rounds, warmup=1,
    )  # fmt: skip
    result.show()
    if save:
        result.save(
            RESULTS / "benchmark_inference.json",
            about="Detections of the R50-FPN-SSD at 300 pixels, untrained.",
            command="python benchmarks/networks.py --save",
        )


def _prepared(call: Callable[[], Any]) -> Callable[[], Any]:
    """Return the call with oneDNN's products, which the others do without."""
    setting = torch.backends.mkldnn.matmul  # type: ignore[attr-defined]

    def run() -> Any:
        before = setting.fp32_precision
        prefer_fast_matmul()
        try:
            return call()
        finally:
            setting.fp32_precision = before

    return run


if __name__ == "__main__":
    run_command(main)
