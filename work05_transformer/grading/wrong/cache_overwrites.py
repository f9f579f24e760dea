"""New positions are written over the first ones."""

OBJECT = "work05_transformer.models.gpt2:KeyValueCache.append"
CAUGHT_BY = "cache"


def append(self, layer, key, value):
    count = key.shape[2]
    end = self.length + count
    self.keys[layer, :, :, :count] = key
    self.values[layer, :, :, :count] = value
    return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]
