"""Mistakes in KeyValueCache.append: each function is one, and its docstring says which."""

import torch

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.models.gpt2:KeyValueCache.append"


def counts_itself(self, layer, key, value):
    """The length grows in each call, so that the next layer writes behind."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    self.length = end
    return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


def detached(self, layer, key, value):
    """What is stored has no gradient."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[layer, :, :, self.length : end] = key.detach()
    self.values[layer, :, :, self.length : end] = value.detach()
    return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


def exchanged(self, layer, key, value):
    """Keys come back as values, values as keys."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return self.values[layer, :, :, :end], self.keys[layer, :, :, :end]


def forgets(self, layer, key, value):
    """The new ones are returned behind the old ones, and not stored."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    return (
        torch.cat((self.keys[layer, :, :, : self.length], key), 2),
        torch.cat((self.values[layer, :, :, : self.length], value), 2),
    )


def full_too_early(self, layer, key, value):
    """The last position stays free."""
    end = self.length + key.shape[2]
    if end >= self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


def never_full(self, layer, key, value):
    """More positions than there is room for push out the oldest."""
    keys = torch.cat((self.keys[layer, :, :, : self.length], key), 2)[:, :, -self.keys.shape[3] :]
    values = torch.cat((self.values[layer, :, :, : self.length], value), 2)[
        :, :, -self.keys.shape[3] :
    ]
    self.keys[layer, :, :, : keys.shape[2]] = keys
    self.values[layer, :, :, : keys.shape[2]] = values
    return self.keys[layer, :, :, : keys.shape[2]], self.values[layer, :, :, : keys.shape[2]]


def of_one_layer(self, layer, key, value):
    """All layers write to the same place."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[0, :, :, self.length : end] = key
    self.values[0, :, :, self.length : end] = value
    return self.keys[0, :, :, :end], self.values[0, :, :, :end]


def overwrites(self, layer, key, value):
    """New positions are written over the first ones."""
    count = key.shape[2]
    end = self.length + count
    self.keys[layer, :, :, :count] = key
    self.values[layer, :, :, :count] = value
    return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


def returns_all_room(self, layer, key, value):
    """The room that is not filled yet is returned as well."""
    end = self.length + key.shape[2]
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return self.keys[layer], self.values[layer]


def overwrites_lower_layers(self, layer, key, value):
    """The layers below are written to as well."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[: layer + 1, :, :, self.length : end] = key
    self.values[: layer + 1, :, :, self.length : end] = value
    return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]
