"""Right solutions of the cache of keys and values."""

import torch

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.models.gpt2:KeyValueCache.append"


def by_narrow(self, layer, key, value):
    """Copy into a narrowed view."""
    count = key.size(2)
    if self.length + count > self.keys.size(3):
        raise ModelError("the cache is full")
    self.keys[layer].narrow(2, self.length, count).copy_(key)
    self.values[layer].narrow(2, self.length, count).copy_(value)
    return self.keys[layer].narrow(2, 0, self.length + count), self.values[layer].narrow(
        2, 0, self.length + count
    )


def one_position_at_a_time(self, layer, key, value):
    """Loop over the new positions."""
    capacity, end = self.keys.shape[-2], self.length + key.shape[-2]
    if capacity < end:
        raise ModelError(f"{end} positions in a cache for {capacity}")
    for new in range(key.shape[-2]):
        self.keys[layer, ..., self.length + new, :] = key[..., new, :]
        self.values[layer, ..., self.length + new, :] = value[..., new, :]
    return self.keys[layer][..., :end, :], self.values[layer][..., :end, :]


def by_index_copy(self, layer, key, value):
    """Copy along an index of places."""
    places = torch.arange(self.length, self.length + key.shape[2])
    if len(places) and places[-1] >= self.keys.shape[3]:
        raise ModelError("more positions than the capacity")
    self.keys[layer].index_copy_(2, places, key)
    self.values[layer].index_copy_(2, places, value)
    end = self.length + len(places)
    return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]


def store_by_store(self, layer, key, value):
    """Do the same to both stores in a loop."""
    start, end = self.length, self.length + key.shape[2]
    if end > self.values.shape[3]:
        raise ModelError("no room")
    found = []
    for store, new in ((self.keys, key), (self.values, value)):
        store[layer, :, :, start:end] = new
        found.append(store[layer, :, :, :end])
    return tuple(found)


def by_unbind(self, layer, key, value):
    """Work on a view of the layer."""
    keys, values = self.keys.unbind(0)[layer], self.values.select(0, layer)
    free = keys.shape[2] - self.length
    if key.shape[2] > free:
        raise ModelError(f"room for {free} positions")
    places = slice(self.length, self.length + key.shape[2])
    keys = self.keys.select(0, layer)
    keys[:, :, places].copy_(key)
    values[:, :, places].copy_(value)
    return keys[:, :, : places.stop], values[:, :, : places.stop]


def by_concatenation(self, layer, key, value):
    """Return the old and the new ones side by side, and store the new ones."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    keys = torch.cat((self.keys[layer, :, :, : self.length].clone(), key), dim=2)
    values = torch.cat((self.values[layer, :, :, : self.length].clone(), value), dim=2)
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return keys, values


def head_by_head(self, layer, key, value):
    """Loop over texts and heads."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    for text in range(key.shape[0]):
        for head in range(key.shape[1]):
            self.keys[layer, text, head, self.length : end] = key[text, head]
            self.values[layer, text, head, self.length : end] = value[text, head]
    return [self.keys[layer, :, :, 0:end], self.values[layer, :, :, 0:end]]


def by_new_stores(self, layer, key, value):
    """Scatter into copies of the stores, which take their place."""
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys, self.values = self.keys.clone(), self.values.clone()
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return self.keys[layer, :, :, :end].clone(), self.values[layer, :, :, :end].clone()


def by_index_put(self, layer, key, value):
    """Put at numbered places, after splitting the positions off."""
    places = self.length + torch.arange(key.shape[2])
    if self.length + key.shape[2] > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[layer, :, :, places] = key
    self.values[layer, :, :, places] = value
    end = self.length + key.shape[2]
    return self.keys[layer].split(end, dim=2)[0], self.values[layer].split(end, dim=2)[0]
