"""Right solutions of rotary positions."""

import torch

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.layers.positional:RotaryPositions.forward"


def by_rotating_half(self, features, start=0):
    """Multiply with cosines, and the halves exchanged with sines."""
    count, half = features.shape[2], features.shape[3] // 2
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    turned = torch.cat((-features[..., half:], features[..., :half]), dim=-1)
    return features * torch.cat((cosine, cosine), -1) + turned * torch.cat((sine, sine), -1)


def by_complex_numbers(self, features, start=0):
    """Multiply complex numbers made of the two halves."""
    cosine = rows(self.cosine, start, features.shape[-2])
    sine = rows(self.sine, start, features.shape[-2])
    real, imaginary = features.chunk(2, dim=-1)
    product = torch.complex(real, imaginary) * torch.complex(cosine, sine)
    return torch.cat((product.real, product.imag), dim=-1)


def by_matrices(self, features, start=0):
    """Multiply each pair with its rotation matrix."""
    count = features.shape[-2]
    cosine, sine = rows(self.cosine, start, count), rows(self.sine, start, count)
    rotation = torch.stack((torch.stack((cosine, -sine), -1), torch.stack((sine, cosine), -1)), -2)
    pairs = features.unflatten(-1, (2, -1))
    return torch.einsum("tiab,nhtbi->nhtai", rotation, pairs).flatten(-2)


def by_positions(self, features, start=0):
    """Loop over the positions."""
    if start + features.shape[2] > len(self.cosine):
        raise ModelError("beyond the context")
    half, turned = features.shape[3] // 2, []
    for place in range(features.shape[2]):
        c, s = self.cosine[start + place], self.sine[start + place]
        x, y = features[:, :, place, :half], features[:, :, place, half:]
        turned.append(torch.cat([x * c - y * s, y * c + x * s], -1))
    return torch.stack(turned, 2)


def by_features(self, features, start=0):
    """Loop over the pairs of features."""
    count, half = features.shape[-2], features.shape[-1] // 2
    c, s = rows(self.cosine, start, count), rows(self.sine, start, count)
    first = [features[..., i] * c[:, i] - features[..., i + half] * s[:, i] for i in range(half)]
    second = [features[..., i] * s[:, i] + features[..., i + half] * c[:, i] for i in range(half)]
    return torch.stack(first + second, dim=-1)


def by_filling(self, features, start=0):
    """Write both halves into an empty tensor."""
    end = start + features.shape[-2]
    if end > self.cosine.shape[0]:
        raise ModelError(f"{end} positions are beyond the context")
    cosine, sine = self.cosine[start:end], self.sine[start:end]
    half = cosine.shape[1]
    out = torch.empty_like(features)
    out[..., :half] = features[..., :half] * cosine - features[..., half:] * sine
    out[..., half:] = features[..., :half] * sine + features[..., half:] * cosine
    return out


def by_angles(self, features, start=0):
    """Compute the angles again, in float64."""
    count, width = features.shape[-2:]
    if start + count > self.cosine.shape[0]:
        raise ModelError("positions beyond the context")
    rate = 10000.0 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angle = torch.arange(start, start + count).double()[:, None] * rate
    x, y = features.double().split(width // 2, dim=-1)
    first, second = x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos()
    return torch.cat((first, second), -1).to(features.dtype)


def by_polar_form(self, features, start=0):
    """Add the angle to the one that each pair has."""
    count = features.shape[-2]
    c, s = rows(self.cosine, start, count), rows(self.sine, start, count)
    x, y = features.tensor_split(2, dim=-1)
    radius, angle = torch.hypot(x, y), torch.atan2(y, x) + torch.atan2(s, c)
    return torch.cat((radius * angle.cos(), radius * angle.sin()), dim=-1)


def by_gathering(self, features, start=0):
    """Look the positions up by their numbers, after a check of the last."""
    places = start + torch.arange(features.shape[-2], device=features.device)
    if places[-1] >= len(self.sine):
        raise ModelError("the last position is beyond the context")
    c, s = self.cosine[places].repeat(1, 2), self.sine[places].repeat(1, 2)
    half = c.shape[1] // 2
    sign = torch.cat((-torch.ones(half), torch.ones(half)))
    return features * c + features.roll(half, dims=-1) * sign * s
