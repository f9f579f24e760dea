"""`python train.py`: a training run, and a picture of what its detector detects."""

from __future__ import annotations

from pathlib import Path

from final_ssd.training.config import TrainConfig


def train(config: TrainConfig) -> Path:
    """Train an R50-FPN-SSD detector, or a lighter one, and measure mAP on the test images once.

    By default a light network on composed scenes: about four minutes of one core.
    """
    from final_ssd.figures.boxes import draw_examples  # matplotlib, which --help does not need
    from final_ssd.training import loop

    return loop.train(config, draw_examples)
