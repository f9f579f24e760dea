"""As many words as there are, from the front, wherever they stand."""

import torch

OBJECT = "work05_transformer.models.text_classifiers:masked_mean"
CAUGHT_BY = "masked_mean"


def masked_mean(features, is_word):
    count = is_word.sum(1, keepdim=True)
    front = (torch.arange(is_word.shape[1]) < count).to(features.dtype)[:, :, None]
    return (features * front).sum(1) / count.clamp(min=1)
