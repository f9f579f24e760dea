"""What stands behind train.py: a training run, and pictures of what it learned."""

from __future__ import annotations

from pathlib import Path

from work04_grconv.training.config import TrainConfig


def train(config: TrainConfig) -> Path:
    """Train a translator and show what it makes of held-out sentences.

    The default learns numbers, amounts, dates and times from English to French with a gated
    recursive convolutional network, and draws the trees that its gates make.
    """
    from work04_grconv.figures.trees import draw_trees  # takes a while: not for --help
    from work04_grconv.training import loop

    return loop.train(config, draw_trees)
