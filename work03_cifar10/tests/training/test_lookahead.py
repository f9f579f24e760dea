"""Slow weights that follow the fast ones."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work03_cifar10.training.lookahead import Lookahead


def test_lookahead_averages_as_the_paper_says() -> None:
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    lookahead = Lookahead(model, steps=4, every=2, decay=0.5)
    expected = 0.0
    for step in range(1, 5):
        with torch.no_grad():
            model.weight += 1
        before = model.weight.item()
        lookahead.step()
        if step % 2 == 0:
            kept = 0.25 * (step / 4) ** 3
            expected = kept * expected + (1 - kept) * before
            assert model.weight.item() == pytest.approx(expected)
        else:
            assert model.weight.item() == before
    with torch.no_grad():
        model.weight += 1
    lookahead.finish()
    assert model.weight.item() == pytest.approx(expected)


def test_lookahead_continues_from_a_checkpoint() -> None:
    torch.manual_seed(0)
    models = [nn.BatchNorm1d(3), nn.BatchNorm1d(3)]
    lookaheads = [Lookahead(model, 10) for model in models]
    models[0].bias.data += 1
    lookaheads[0].step()
    models[1].load_state_dict(models[0].state_dict())
    lookaheads[1].load_state_dict(lookaheads[0].state_dict())
    for model, lookahead in zip(models, lookaheads, strict=True):
        for _ in range(9):
            model.bias.data += 0.5
            lookahead.step()
    torch.testing.assert_close(models[0].state_dict(), models[1].state_dict())
