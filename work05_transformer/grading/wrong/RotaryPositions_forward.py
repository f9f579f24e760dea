"""Mistakes in RotaryPositions.forward: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"


def beyond_the_context(self, features, start=0):
    """Positions beyond the context take the last angles there are."""
    places = (start + torch.arange(features.shape[-2])).clamp(max=len(self.cosine) - 1)
    cosine, sine = self.cosine[places], self.sine[places]
    first, second = features.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)


def detached(self, features, start=0):
    """The turned features have no gradient."""
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    first, second = features.detach().chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)


def ignores_start(self, features, start=0):
    """The cache's length is forgotten: new tokens are turned as the first."""
    count = features.shape[-2]
    cosine, sine = self.cosine[:count], self.sine[:count]
    first, second = features.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)


def in_place(self, features, start=0):
    """The features that were handed over are changed."""
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    data, half = features.data, features.shape[-1] // 2
    first, second = data[..., :half].clone(), data[..., half:].clone()
    data[..., :half] = first * cosine - second * sine
    data[..., half:] = first * sine + second * cosine
    return features


def neighbors(self, features, start=0):
    """Feature i is paired with its neighbor."""
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    first, second = features[..., ::2], features[..., 1::2]
    turned = (first * cosine - second * sine, first * sine + second * cosine)
    return torch.stack(turned, dim=-1).flatten(-2)


def sign(self, features, start=0):
    """Both halves add: this is no rotation."""
    count = features.shape[-2]
    cosine, sine = self.cosine[start : start + count], self.sine[start : start + count]
    first, second = features.chunk(2, dim=-1)
    return torch.cat((first * cosine + second * sine, first * sine + second * cosine), dim=-1)


def silently_empty(self, features, start=0):
    """The tables are sliced without a look at their end."""
    end = start + features.shape[-2]
    cosine, sine = self.cosine[start:end], self.sine[start:end]
    first, second = features.chunk(2, dim=-1)
    return torch.cat((first * cosine - second * sine, first * sine + second * cosine), dim=-1)
