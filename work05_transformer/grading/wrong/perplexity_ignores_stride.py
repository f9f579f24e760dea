"""The window always moves by its whole length."""

import torch

OBJECT = "work05_transformer.decoding.perplexity:predict_text"
CAUGHT_BY = "perplexity"


def predict_text(model, tokens, stride=None, context=None, batch_size=32):
    from work05_transformer.decoding.perplexity import Prediction

    context = context or model.config.context
    total = 0.0
    with torch.inference_mode():
        for start in range(0, len(tokens) - 1, context):
            window = tokens[None, start : start + context + 1]
            total += torch.nn.functional.cross_entropy(
                model(window[:, :-1])[0], window[0, 1:], reduction="sum"
            ).item()
    return Prediction(total, len(tokens) - 1)
