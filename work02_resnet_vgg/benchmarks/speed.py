"""Our ResNet-50 on its fast path against torchvision's in a plain float32 loop.

Training: channels-last and bf16 autocast where a measurement shows them to be faster, as a Run has
them, and the fused optimizer. Inference: batch norm folded, too. A third candidate is ours without
bf16, as on a processor that lacks it. Images per second are the batch over the CPU time.
"""

from __future__ import annotations

from pathlib import Path

import torch
import torchvision
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.benchmark import compare
from shared.commands import run
from shared.training.machine.precision import bf16_is_faster, prefer_fast_matmul
from work02_resnet_vgg.layers.fused import fold_batch_norm, for_inference
from work02_resnet_vgg.models.resnet import resnet

RESULTS = Path(__file__).parents[1] / "results"
PLAIN, FAST = "torchvision, plain float32", "ours, fast path"
EXACT = "ours, fast path without bf16"


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, bf16: bool
) -> Tensor:
    """Make one step, and return the loss before it."""
    labels = torch.arange(len(images))
    optimizer.zero_grad()
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        loss = cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.detach()


def main(batch: int = 32, size: int = 224, rounds: int = 5, save: bool = False) -> None:
    """Time training and inference.

    Args:
        batch: images at once.
        size: pixels a side.
        rounds: how often each is timed.
        save: write the results files.
    """
    torch.manual_seed(0)
    plain = torchvision.models.resnet50()
    ours = resnet("resnet50")
    ours.load_state_dict(plain.state_dict())
    images = torch.randn(batch, 3, size, size)
    last = images.to(memory_format=torch.channels_last)
    bf16 = bf16_is_faster(torch.device("cpu"))

    fast, folded = for_inference(ours), fold_batch_norm(ours)
    folded.to(memory_format=torch.channels_last)
    ready = last.to(next(fast.parameters()).dtype)
    plain.eval()

    def agree(results: dict[str, object]) -> None:
        # 50 layers of bf16, 8 bits each; float32 differs by the order of its sums.
        for name, tolerance in ((FAST, 0.1), (EXACT, 1e-3)):
            expected, actual = results[PLAIN], results[name]
            assert isinstance(expected, Tensor)
            assert isinstance(actual, Tensor)
            assert (actual.float() - expected).abs().max() < tolerance * expected.abs().max()

    with torch.inference_mode():
        comparison = compare(
            {
                PLAIN: lambda: plain(images),
                FAST: lambda: fast(ready),
                EXACT: lambda: folded(last),
            },
            baseline=PLAIN, agree=agree, rounds=rounds,
        )  # fmt: skip
    comparison.show()
    if save:
        comparison.save(
            RESULTS / "benchmark_inference.json",
            about="Inference with ResNet-50, ours against torchvision's.",
            command="python benchmarks/speed.py --save",
        )

    plain.train()
    ours.train().to(memory_format=torch.channels_last)
    # A learning rate of 0 keeps the weights, and so the work of all rounds, the same.
    optimizers = [
        torch.optim.SGD(model.parameters(), 0.0, momentum=0.9, fused=fused)
        for model, fused in ((plain, False), (ours, True))
    ]
    prefer_fast_matmul()
    comparison = compare(
        {
            PLAIN: lambda: train_step(plain, optimizers[0], images, bf16=False),
            FAST: lambda: train_step(ours, optimizers[1], last, bf16=bf16),
            EXACT: lambda: train_step(ours, optimizers[1], last, bf16=False),
        },
        baseline=PLAIN, agree=agree, rounds=rounds,
    )  # fmt: skip
    comparison.show()
    if save:
        comparison.save(
            RESULTS / "benchmark_training.json",
            about="A training step of ResNet-50, ours against torchvision's.",
            command="python benchmarks/speed.py --save",
        )


if __name__ == "__main__":
    run(main)
