"""A text of none gives NaN."""

OBJECT = "work05_transformer.models.text_classifiers:masked_mean"
CAUGHT_BY = "masked_mean"


def masked_mean(features, is_word):
    weights = is_word.to(features.dtype)[:, :, None]
    return (features * weights).sum(1) / weights.sum(1)
