"""Right solutions of perplexity with a stride."""

import itertools
import math

import numpy as np
import torch

from work05_transformer.errors import ModelError

OBJECT = "work05_transformer.decoding.perplexity:predict_text"


def _settings(model, tokens, stride, context):
    context = model.config.context if context is None else context
    stride = context if stride is None else stride
    if len(tokens) < 2 or context > model.config.context or stride < 1 or stride > context:
        raise ModelError("nothing to predict, or a window that does not fit")
    return stride, context


@torch.no_grad()
def window_by_window(model, tokens, stride=None, context=None, batch_size=32):
    """Compute one window after the other."""
    stride, context = _settings(model, tokens, stride, context)
    total, predicted = 0.0, 0
    while predicted < len(tokens) - 1:
        end = min(predicted + (stride if predicted else context), len(tokens) - 1)
        start = max(end - context, 0)
        logits = model(tokens[None, start:end])[0]
        losses = torch.nn.functional.cross_entropy(
            logits, tokens[start + 1 : end + 1], reduction="none"
        )
        total += losses[predicted - start :].sum().item()
        predicted = end
    return Prediction(total, predicted)


def token_by_token(model, tokens, stride=None, context=None, batch_size=32):
    """Find the window of each token, and predict it alone."""
    stride, context = _settings(model, tokens, stride, context)
    total, last = 0.0, len(tokens) - 1
    for target in range(1, len(tokens)):
        end = context if target <= context else context + -(-(target - context) // stride) * stride
        start = max(0, min(end, last) - context)
        with torch.no_grad():
            scores = model(tokens[start:target].unsqueeze(0))[0, -1].log_softmax(-1)
        total -= float(scores[tokens[target]])
    return Prediction(np.float64(total), np.int64(last))


def by_probabilities(model, tokens, stride=None, context=None, batch_size=32):
    """Multiply the probabilities of a window, and take the logarithm."""
    stride, context = _settings(model, tokens, stride, context)
    ends = [min(context, len(tokens) - 1)]
    while ends[-1] < len(tokens) - 1:
        ends.append(min(ends[-1] + stride, len(tokens) - 1))
    total, before = 0.0, 0
    with torch.inference_mode():
        for end in ends:
            start = max(0, end - context)
            shares = model(tokens[None, start:end])[0].softmax(-1)[before - start :]
            right = shares.gather(1, tokens[before + 1 : end + 1, None]).flatten()
            total -= sum(math.log(share) for share in right.tolist())
            before = end
    return Prediction(loss_sum=total, tokens=len(tokens) - 1)


def by_marks(model, tokens, stride=None, context=None, batch_size=32):
    """Write each token's loss into a table, where none stands yet."""
    stride, context = _settings(model, tokens, stride, context)
    losses = torch.full((len(tokens),), torch.nan, dtype=torch.float64)
    end, last = min(context, len(tokens) - 1), len(tokens) - 1
    while True:
        start = max(0, end - context)
        with torch.no_grad():
            logs = model.logits(model.features(tokens[None, start:end]))[0].double().log_softmax(1)
        for place in range(start, end):
            if losses[place + 1].isnan():
                losses[place + 1] = -logs[place - start, tokens[place + 1]]
        if end == last:
            return Prediction(losses[1:].sum().item(), len(losses[1:]))
        end = min(end + stride, last)


def by_recursion(model, tokens, stride=None, context=None, batch_size=32):
    """Predict the text up to the last window's begin, then that."""
    stride, context = _settings(model, tokens, stride, context)

    def loss_from(predicted, end):
        start = max(0, end - context)
        logits = model(tokens[None, start:end])[0, predicted - start :]
        targets = tokens[predicted + 1 : end + 1]
        loss = torch.nn.functional.nll_loss(logits.log_softmax(-1), targets, reduction="sum").item()
        if end >= len(tokens) - 1:
            return loss
        return loss + loss_from(end, min(end + stride, len(tokens) - 1))

    with torch.no_grad():
        return Prediction(loss_from(0, min(context, len(tokens) - 1)), len(tokens) - 1)


@torch.inference_mode()
def by_ignored_targets(model, tokens, stride=None, context=None, batch_size=32):
    """Give targets that were predicted before a number that the loss ignores."""
    stride, context = _settings(model, tokens, stride, context)
    total, count, predicted = 0.0, 0, 0
    for begin in range(0, len(tokens) * stride, stride):
        end = min(begin + context, len(tokens) - 1)
        start = max(0, end - context)
        targets = tokens[start + 1 : end + 1].clone()
        targets[: predicted - start] = -100
        logits = model(tokens[start:end][None]).squeeze(0)
        total += float(torch.nn.functional.cross_entropy(logits, targets, reduction="sum"))
        count += int((targets != -100).sum())
        predicted = end
        if end == len(tokens) - 1:
            break
    return Prediction(total, count)


def by_means(model, tokens, stride=None, context=None, batch_size=32):
    """Take each window's mean times its number of predictions."""
    stride, context = _settings(model, tokens, stride, context)
    borders = [0, *range(context, len(tokens) - 1, stride), len(tokens) - 1]
    total = 0.0
    for predicted, end in itertools.pairwise(borders):
        start = max(0, end - context)
        with torch.no_grad():
            logits = model(tokens[None, start:end])[0][-(end - predicted) :]
        mean = torch.nn.functional.cross_entropy(logits, tokens[predicted + 1 : end + 1])
        total += mean.item() * (end - predicted)
    return Prediction(float(total), borders[-1])


def by_full_batches(model, tokens, stride=None, context=None, batch_size=32):
    """Compute whole windows together, the last one alone."""
    stride, context = _settings(model, tokens, stride, context)
    last, losses = len(tokens) - 1, []
    first_end = min(context, last)
    with torch.no_grad():
        logs = model(tokens[None, :first_end]).log_softmax(-1)[0]
        losses.append(-logs.gather(1, tokens[1 : first_end + 1, None]))
        ends = list(range(first_end + stride, last + 1, stride))
        for place in range(0, len(ends), batch_size):
            group = ends[place : place + batch_size]
            windows = torch.stack([tokens[end - context : end] for end in group])
            targets = torch.stack([tokens[end - stride + 1 : end + 1] for end in group])
            logs = model(windows)[:, -stride:].log_softmax(-1)
            losses.append(-logs.gather(2, targets[:, :, None]).reshape(-1, 1))
        done = ends[-1] if ends else first_end
        if done < last:
            logs = model(tokens[None, last - context : last])[0, done - last :].log_softmax(-1)
            losses.append(-logs.gather(1, tokens[done + 1 :, None]))
    return Prediction(torch.cat(losses).sum(), last)
