"""Our suppression against torchvision's, on the CPU: the same list, or it fails.

8,732 boxes are what SSD300 has. Random boxes of up to 100 pixels in an image of 300 hardly overlap; the
crowded ones are a detector's, some dozens on each object.
"""

from __future__ import annotations

from pathlib import Path

import torch
import tyro
from torch import Tensor
from torchvision.ops import batched_nms
from torchvision.ops import nms as torchvision_nms

from final_ssd.fast_nms import fast_nms
from shared.benchmark import compare

RESULTS = Path(__file__).parents[1] / "results"
PEER, OURS = "torchvision", "ours"


def random_boxes(count: int, generator: torch.Generator) -> Tensor:
    """Boxes of 2 to 102 pixels a side around places in 300 × 300."""
    centres = 300 * torch.rand(count, 2, generator=generator)
    sides = 100 * torch.rand(count, 2, generator=generator) + 2
    return torch.cat([centres - sides / 2, centres + sides / 2], dim=1)


def main(count: int = 8732, classes: int = 20, rounds: int = 15, save: bool = False) -> None:
    """Time suppression of one image's boxes, of all together and by class.

    Args:
        count: boxes.
        classes: for suppression by class.
        rounds: how often each is timed.
        save: write the results files.
    """
    generator = torch.Generator().manual_seed(0)
    scattered = random_boxes(count, generator)
    objects = random_boxes(120, generator)
    owner = torch.randint(len(objects), (count,), generator=generator)
    crowded = objects[owner] + 2 * torch.randn(count, 4, generator=generator)
    crowded[:, 2:] = torch.maximum(crowded[:, 2:], crowded[:, :2] + 1)
    scores = torch.randperm(count, generator=generator) / count  # no ties: batched_nms breaks them
    labels = torch.randint(classes, (count,), generator=generator)

    def agree(results: dict[str, object]) -> None:
        assert torch.equal(results[PEER], results[OURS])  # type: ignore[arg-type]

    for name, boxes in (("scattered", scattered), ("crowded", crowded)):
        alone = compare(
            {
                PEER: lambda boxes=boxes: torchvision_nms(boxes, scores, 0.5),
                OURS: lambda boxes=boxes: fast_nms(boxes, scores, 0.5),
            },
            baseline=PEER, agree=agree, rounds=rounds,
        )  # fmt: skip
        by_class = compare(
            {
                PEER: lambda boxes=boxes: batched_nms(boxes, scores, labels, 0.5),
                OURS: lambda boxes=boxes: fast_nms(boxes, scores, 0.5, labels),
            },
            baseline=PEER, agree=agree, rounds=rounds,
        )  # fmt: skip
        for kind, found in (("nms", alone), ("batched_nms", by_class)):
            print(f"{kind}, {name}")
            found.show()
            if save:
                found.save(
                    RESULTS / f"benchmark_{kind}_{name}.json",
                    command="python benchmarks/suppression.py --save",
                )


if __name__ == "__main__":
    tyro.cli(main)
