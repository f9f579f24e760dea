"""Tokens behind the last whole window are left out."""

import torch

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.decoding.perplexity:predict_text"
CAUGHT_BY = "perplexity"


def predict_text(model, tokens, stride=None, context=None, batch_size=32):
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride <= context:
        raise ModelError("nothing to predict, or a window that does not fit")
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        if predicted and end - predicted < stride:
            break
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, last)
