"""Keys come back as values, values as keys."""

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.models.gpt2:KeyValueCache.append"
CAUGHT_BY = "cache"


def append(self, layer, key, value):
    end = self.length + key.shape[2]
    if end > self.keys.shape[3]:
        raise ModelError("the cache is full")
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return self.values[layer, :, :, :end], self.keys[layer, :, :, :end]
