"""Feature i is paired with its neighbor."""

import torch

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"
CAUGHT_BY = "rotary"


def forward(self, features, start=0):
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    first, second = features[..., ::2], features[..., 1::2]
    turned = (first * cosine - second * sine, first * sine + second * cosine)
    return torch.stack(turned, dim=-1).flatten(-2)
