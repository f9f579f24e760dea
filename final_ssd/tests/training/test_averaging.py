"""The moving average follows its model, and is continued."""

from __future__ import annotations

import torch

from final_ssd.training.averaging import MovingAverage


def test_the_average_follows_and_is_continued() -> None:
    model = torch.nn.Linear(2, 1)
    average = MovingAverage(model, 0.5)
    with torch.no_grad():
        model.weight.fill_(1.0)
    for _ in range(60):
        average.update(model)
    torch.testing.assert_close(average.model.weight, model.weight)
    other = MovingAverage(torch.nn.Linear(2, 1), 0.5)
    other.load_state_dict(average.state_dict())
    assert other.steps == 60
    assert torch.equal(other.model.weight, average.model.weight)
