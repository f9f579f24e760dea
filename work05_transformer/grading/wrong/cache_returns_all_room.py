"""The room that is not filled yet is returned as well."""

OBJECT = "work05_transformer.models.gpt2:KeyValueCache.append"
CAUGHT_BY = "cache"


def append(self, layer, key, value):
    end = self.length + key.shape[2]
    self.keys[layer, :, :, self.length : end] = key
    self.values[layer, :, :, self.length : end] = value
    return self.keys[layer], self.values[layer]
