"""A recipe to begin the challenge with: each cell of a grid says whether an object's center is in it.

The judge calls `train` in a process of its own, with a budget of CPU seconds, and asks the function
that it returns for boxes. Change everything but the two signatures.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torch.nn import functional

Image = UInt8[np.ndarray, "height width 3"]

CELL = 8  # pixels a side
BATCH = 20
FOR_THE_END = 0.8
"""Share of the budget after which training stops."""


def train(
    given: str, cpu_seconds: float, seed: int
) -> Callable[[Image], Float[np.ndarray, "box 6"]]:
    """Learn from the scenes in `given`.

    Args:
        given: a folder with `images.npy`, bytes, and for each object `numbers.npy` (of its image),
            `classes.npy` and `boxes.npy` (x1 y1 x2 y2 in pixels).
        cpu_seconds: the budget; whoever passes it has no score.
        seed: for what is drawn.

    Returns:
        A function from an image to rows of x1, y1, x2, y2, class, score.
    """
    torch.manual_seed(seed)
    images, numbers, classes, boxes = (
        torch.from_numpy(np.load(f"{given}/{name}.npy", allow_pickle=False))
        for name in ("images", "numbers", "classes", "boxes")
    )
    inputs = _as_inputs(images)
    kinds = int(classes.max()) + 1
    side = inputs.shape[-1] // CELL
    labels = torch.zeros(len(images), side, side, dtype=torch.long)  # 0 is nothing
    sizes = torch.zeros(len(images), 4, side, side)
    centers = (boxes[:, :2] + boxes[:, 2:]) / 2
    columns, rows = (centers / CELL).long().clamp(max=side - 1).unbind(1)
    labels[numbers, rows, columns] = classes + 1
    corner = torch.stack([columns, rows], dim=1) * CELL
    sizes[numbers, :, rows, columns] = (
        torch.cat([boxes[:, :2] - corner, boxes[:, 2:] - corner], dim=1) / 32
    ).float()

    model = nn.Sequential(
        *_block(3, 32, 2), *_block(32, 64, 2), *_block(64, 64, 2), *_block(64, 64, 1),
        nn.Conv2d(64, 1 + kinds + 4, 3, padding=1),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    left = 1.0
    while left > 0:
        for chosen in torch.randperm(len(images)).split(BATCH):
            left = 1 - time.process_time() / (FOR_THE_END * cpu_seconds)
            if left <= 0:
                break
            optimizer.param_groups[0]["lr"] = 2e-3 * left
            output = model(inputs[chosen])
            there = labels[chosen] > 0
            loss = functional.cross_entropy(output[:, :-4], labels[chosen])
            loss = loss + functional.l1_loss(
                output[:, -4:].movedim(1, -1)[there], sizes[chosen].movedim(1, -1)[there]
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()

    @torch.no_grad()
    def predict(image: Image) -> Float[np.ndarray, "box 6"]:
        output = model(_as_inputs(torch.from_numpy(image)[None]))[0]
        scores, kind = output[:-4].softmax(0)[1:].max(dim=0)
        rows, columns = (scores > 0.1).nonzero(as_tuple=True)
        corner = torch.stack([columns, rows], dim=1).repeat(1, 2) * CELL
        found = corner + 32 * output[-4:, rows, columns].T
        more = torch.stack([kind[rows, columns].float(), scores[rows, columns]], dim=1)
        answers: np.ndarray = torch.cat([found, more], dim=1).numpy()
        return answers

    return predict


def _block(inputs: int, outputs: int, stride: int) -> tuple[nn.Module, ...]:
    convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
    return (convolution, nn.BatchNorm2d(outputs), nn.ReLU())


def _as_inputs(
    images: UInt8[Tensor, "image height width 3"],
) -> Float[Tensor, "image 3 height width"]:
    return images.movedim(-1, 1).float() / 128 - 1
