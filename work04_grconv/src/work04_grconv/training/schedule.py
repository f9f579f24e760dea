"""How the learning rate falls in both kinds of training."""

from __future__ import annotations

import math


def half_cosine(step: int, *, steps: int) -> float:
    """Return what the learning rate is multiplied by: from 1 along half a cosine to 0."""
    return 0.5 + 0.5 * math.cos(math.pi * min(1.0, step / steps))
