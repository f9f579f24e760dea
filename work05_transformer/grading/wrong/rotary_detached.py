"""The turned features have no gradient."""

import torch

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"
CAUGHT_BY = "rotary"


def forward(self, features, start=0):
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    first, second = features.detach().chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)
