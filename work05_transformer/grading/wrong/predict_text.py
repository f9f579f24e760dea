"""Mistakes in predict_text: each function is one, and its docstring says which."""

import torch

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.decoding.perplexity:predict_text"


def counts_the_first(model, tokens, stride=None, context=None, batch_size=32):
    """The first token is counted among the predicted ones."""
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride <= context:
        raise ModelError("nothing to predict, or a window that does not fit")
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, len(tokens))


def counts_twice(model, tokens, stride=None, context=None, batch_size=32):
    """Tokens that windows share are counted in each of them."""
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


def ignores_context(model, tokens, stride=None, context=None, batch_size=32):
    """The window is always the model's whole context."""
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride <= context:
        raise ModelError("nothing to predict, or a window that does not fit")
    context = model.config.context
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, last)


def ignores_stride(model, tokens, stride=None, context=None, batch_size=32):
    """The window always moves by its whole length."""
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


def leaves_the_rest(model, tokens, stride=None, context=None, batch_size=32):
    """Tokens behind the last whole window are left out."""
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


def mean(model, tokens, stride=None, context=None, batch_size=32):
    """The mean loss comes back instead of the sum."""
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride <= context:
        raise ModelError("nothing to predict, or a window that does not fit")
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total / last, last)


def of_half_a_stride(model, tokens, stride=None, context=None, batch_size=32):
    """The stride is half a context by default."""
    context = model.config.context if context is None else context
    stride = max(1, context // 2) if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride <= context:
        raise ModelError("nothing to predict, or a window that does not fit")
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, last)


def one_token_error(model, tokens, stride=None, context=None, batch_size=32):
    """A stride of the whole context is refused."""
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride < context:
        raise ModelError("nothing to predict, or a window that does not fit")
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, last)


def without_errors(model, tokens, stride=None, context=None, batch_size=32):
    """Nothing is refused: what does not fit is cut to what does."""
    context = model.config.context if context is None else context
    context = max(1, min(context, model.config.context))
    stride = context if stride is None else stride
    stride = max(1, min(stride, context))
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, last)


def zero_is_none(model, tokens, stride=None, context=None, batch_size=32):
    """A context of 0 is taken for none given."""
    context = context or model.config.context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or not 1 <= stride <= context:
        raise ModelError("nothing to predict, or a window that does not fit")
    total, predicted, last = 0.0, 0, len(tokens) - 1
    while predicted < last:
        end = min(predicted + (stride if predicted else context), last)
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0, predicted - start :].float()
        targets = tokens[predicted + 1 : end + 1]
        total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
        predicted = end
    return Prediction(total, last)
