"""Right solutions of pre-LN and post-LN."""

import torch
from torch.nn.functional import dropout as _dropped
from torch.nn.functional import layer_norm as _normed

OBJECT = "work05_transformer.models.transformer:Residual.forward"


def by_branches(self, features, sublayer):
    """Write both placements out."""
    if not self.pre_norm:
        inside = self.dropout(sublayer(features))
        return self.norm(inside + features)
    inside = self.norm(features)
    inside = sublayer(inside)
    return self.dropout(inside) + features


def by_expression(self, features, sublayer):
    """Choose what is normalized by one expression each."""
    inside = self.norm(features) if self.pre_norm else features
    total = features + self.dropout(sublayer(inside))
    return total if self.pre_norm else self.norm(total)


def by_identity(self, features, sublayer):
    """Put an identity in the place that stays free."""
    before, behind = (
        (self.norm, torch.nn.Identity()) if self.pre_norm else (torch.nn.Identity(), self.norm)
    )
    return behind(features + self.dropout(sublayer(before(features))))


def by_functions(self, features, sublayer):
    """Use the functions instead of the layers."""
    norm = self.norm

    def normalize(x):
        return _normed(x, norm.normalized_shape, norm.weight, norm.bias, norm.eps)

    x = normalize(features) if self.pre_norm else features
    y = features + _dropped(sublayer(x), self.dropout.p, training=self.training)
    return y if self.pre_norm else normalize(y)


def by_moments(self, features, sublayer):
    """Normalize by mean and variance."""

    def normalize(x):
        mean = x.mean(-1, keepdim=True)
        variance = ((x - mean) ** 2).mean(-1, keepdim=True)
        return (x - mean) / (variance + self.norm.eps).sqrt() * self.norm.weight + self.norm.bias

    if self.pre_norm:
        return features.add(self.dropout(sublayer(normalize(features))))
    return normalize(features.add(self.dropout(sublayer(features))))


def by_a_mask(self, features, sublayer):
    """Draw the dropped features here."""
    inside = sublayer(self.norm(features)) if self.pre_norm else sublayer(features)
    if self.training and self.dropout.p > 0:
        keep = torch.rand(inside.shape, device=inside.device) >= self.dropout.p
        inside = inside * keep / (1 - self.dropout.p)
    return features + inside if self.pre_norm else self.norm(features + inside)


def by_composition(self, features, sublayer):
    """Compose lists of steps."""
    steps = [sublayer, self.dropout]
    if self.pre_norm:
        steps.insert(0, self.norm)
    x = features
    for step in steps:
        x = step(x)
    x = x + features
    return x if self.pre_norm else self.norm(x)


def by_selection(self, features, sublayer):
    """Mix both inputs with a number that is zero or one."""
    pre = float(self.pre_norm)
    x = pre * self.norm(features) + (1 - pre) * features
    y = torch.add(features, self.dropout(sublayer(x)))
    return pre * y + (1 - pre) * self.norm(y)


def by_bernoulli(self, features, sublayer):
    """Drop by Bernoulli draws, sum by a stack."""
    inside = sublayer(self.norm(features) if self.pre_norm else features)
    if self.training:
        kept = torch.bernoulli(torch.full_like(inside, 1 - self.dropout.p))
        inside = torch.where(kept.bool(), inside / (1 - self.dropout.p), 0.0)
    total = torch.stack((features, inside)).sum(0)
    return total if self.pre_norm else self.norm(total)


def by_a_mask_in_float32(self, features, sublayer):
    """Draw the dropped features here, over 1 − p in float32."""
    inside = sublayer(self.norm(features)) if self.pre_norm else sublayer(features)
    if self.training:
        inside = inside * ((torch.rand(inside.shape) >= self.dropout.p) / (1 - self.dropout.p))
    return features + inside if self.pre_norm else self.norm(features + inside)
