"""The cache's length is forgotten: new tokens are turned as the first."""

import torch

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"
CAUGHT_BY = "rotary"


def forward(self, features, start=0):
    count = features.shape[-2]
    cosine, sine = self.cosine[:count], self.sine[:count]
    first, second = features.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)
