"""The features that were handed over are set to zero where there is no word."""

OBJECT = "work05_transformer.models.text_classifiers:masked_mean"
CAUGHT_BY = "masked_mean"


def masked_mean(features, is_word):
    features.data[~is_word] = 0
    return features.sum(1) / is_word.sum(1, keepdim=True).clamp(min=1)
