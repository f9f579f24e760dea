"""The mean of checkpoints is torch's."""

from __future__ import annotations

import torch
from torch import nn

from work05_transformer.training.checkpoint_average import CheckpointAverage


def test_an_average_of_checkpoints_is_torchs_of_the_last_ones() -> None:
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    ours = CheckpointAverage(3)
    theirs = torch.optim.swa_utils.AveragedModel(model)
    for number in range(5):
        nn.init.normal_(model.weight)
        ours.add(model)
        if number >= 2:
            theirs.update_parameters(model)
    resumed = CheckpointAverage(3)
    resumed.load_state_dict(ours.state_dict())
    resumed.load_into(model)
    torch.testing.assert_close(model.weight, theirs.module.weight)
