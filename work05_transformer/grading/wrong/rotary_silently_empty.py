"""The tables are sliced without a look at their end."""

import torch

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"
CAUGHT_BY = "rotary"


def forward(self, features, start=0):
    end = start + features.shape[-2]
    cosine, sine = self.cosine[start:end], self.sine[start:end]
    first, second = features.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)
