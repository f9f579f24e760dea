"""Tokens that windows share are counted in each of them."""

import torch

OBJECT = "work05_transformer.decoding.perplexity:predict_text"
CAUGHT_BY = "perplexity"


def predict_text(model, tokens, stride=None, context=None, batch_size=32):
    from work05_transformer.decoding.perplexity import Prediction

    context = context or model.config.context
    stride = stride or context
    total = count = 0
    with torch.inference_mode():
        for start in range(0, len(tokens) - 1, stride):
            window = tokens[None, start : start + context + 1]
            losses = torch.nn.functional.cross_entropy(
                model(window[:, :-1])[0], window[0, 1:], reduction="sum"
            )
            total, count = total + losses.item(), count + window.shape[1] - 1
    return Prediction(total, count)
