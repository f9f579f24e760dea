"""Padding counts as a word."""

OBJECT = "work05_transformer.models.text_classifiers:masked_mean"
CAUGHT_BY = "masked_mean"


def masked_mean(features, is_word):
    return (features * is_word[:, :, None]).mean(1)
