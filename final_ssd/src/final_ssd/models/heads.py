"""Heads: from each cell's features to the classes and offsets of its anchors.

A tower of n 3×3 convolutions, then one that predicts. Classes and boxes have towers of their own.
Shared heads (RetinaNet) apply the same weights to every level; separate heads (SSD) have their own at
each, and may have another number of anchors there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn


def make_tower(width: int, convolutions: int, normalized: bool) -> list[nn.Module]:
    """Make the hidden layers of a head: 3×3 convolutions that keep the width, each with its ReLU.

    Args:
        width: channels.
        convolutions: how many.
        normalized: with group norm in between; not batch norm, whose statistics would mix levels.
    """
    layers: list[nn.Module] = []
    for _ in range(convolutions):
        layers.append(nn.Conv2d(width, width, 3, padding=1, bias=not normalized))
        if normalized:
            layers.append(nn.GroupNorm(max(1, width // 16), width))
        layers.append(nn.ReLU(inplace=True))
    return layers


def by_anchor(
    maps: Float[Tensor, "batch anchors_times_numbers height width"], numbers: int
) -> Float[Tensor, "batch anchor numbers"]:
    """Return a level's predictions in the order of its anchors: by row, by cell, by anchor.

    Args:
        maps: for the k-th anchor of a cell the channels k · numbers to (k + 1) · numbers − 1.
        numbers: what is predicted of each anchor.
    """
    return maps.permute(0, 2, 3, 1).reshape(len(maps), -1, numbers)


class Head(nn.Module):
    """One kind of prediction (classes, or offsets) for all levels.

    Args:
        widths: channels of each level.
        anchors: of a cell of each level.
        numbers: what is predicted of each anchor.
        convolutions: hidden layers.
        shared: the same weights for all levels, whose widths and anchors must then be equal.
        normalized: group norm in the tower.
        prior: the probability that a sigmoid gives before training (Lin et al. 2017, section 3.3), or
            None for biases of 0.
    """

    def __init__(
        self,
        widths: Sequence[int],
        anchors: Sequence[int],
        numbers: int,
        *,
        convolutions: int,
        shared: bool,
        normalized: bool,
        prior: float | None = None,
    ) -> None:
        super().__init__()
        if shared and (len(set(widths)) > 1 or len(set(anchors)) > 1):
            raise ValueError(f"shared heads need equal levels, not {widths} and {anchors}")
        self.numbers, self.levels = numbers, len(widths)
        pairs = list(zip(widths, anchors, strict=True))[: 1 if shared else None]
        self.towers = nn.ModuleList(
            nn.Sequential(
                *make_tower(width, convolutions, normalized),
                nn.Conv2d(width, count * numbers, 3, padding=1),
            )
            for width, count in pairs
        )
        predicting = [tower[-1] for tower in self.towers]  # type: ignore[index]
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.normal_(module.weight, std=0.01)
                if module not in predicting:
                    nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        if prior is not None:
            for last in predicting:
                nn.init.constant_(last.bias, -math.log((1 - prior) / prior))

    def forward(self, maps: Sequence[Tensor]) -> Float[Tensor, "batch anchor numbers"]:
        """Return the predictions for all anchors of all levels."""
        predictions = []
        for level, features in enumerate(maps):
            tower = self.towers[level if len(self.towers) > 1 else 0]
            predictions.append(by_anchor(tower(features), self.numbers))
        return torch.cat(predictions, dim=1)
