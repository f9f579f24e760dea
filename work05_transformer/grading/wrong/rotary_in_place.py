"""The features that were handed over are changed."""

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"
CAUGHT_BY = "rotary"


def forward(self, features, start=0):
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    data, half = features.data, features.shape[-1] // 2
    first, second = data[..., :half].clone(), data[..., half:].clone()
    data[..., :half] = first * cosine - second * sine
    data[..., half:] = first * sine + second * cosine
    return features
