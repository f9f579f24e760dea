"""Perplexity."""

from __future__ import annotations

import math

import pytest
import torch

from work04_grconv.metrics.perplexity import perplexity


def test_perplexity_of_a_uniform_model_is_the_vocabularys_size() -> None:
    assert perplexity(torch.full((10,), math.log(7))) == pytest.approx(7)
