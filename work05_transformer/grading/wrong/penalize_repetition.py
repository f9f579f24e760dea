"""Mistakes in penalize_repetition: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.decoding.sampling:penalize_repetition"


def by_count(logits, previous, penalty):
    """A token that occurred twice is penalized twice."""
    logits = logits.clone()
    for column in previous.unbind(-1):
        before = logits.gather(-1, column[:, None])
        after = torch.where(before > 0, before / penalty, before * penalty)
        logits = logits.scatter(-1, column[:, None], after)
    return logits


def detached(logits, previous, penalty):
    """The penalized logits have lost their gradient."""
    before = logits.gather(-1, previous).detach()
    return logits.scatter(-1, previous, torch.where(before > 0, before / penalty, before * penalty))


def divides_all(logits, previous, penalty):
    """Negative logits are divided as well, which makes them likelier."""
    return logits.scatter(-1, previous, logits.gather(-1, previous) / penalty)


def gradient_twice(logits, previous, penalty):
    """A token that occurred twice gets its gradient twice, as gather and scatter give it."""
    before = logits.gather(-1, previous)
    after = torch.where(before > 0, before / penalty, before * penalty)
    return logits.scatter(-1, previous, after)


def in_place(logits, previous, penalty):
    """The logits that were handed over are changed."""
    before = logits.data.gather(-1, previous)
    logits.data.scatter_(-1, previous, torch.where(before > 0, before / penalty, before * penalty))
    return logits


def needs_a_token(logits, previous, penalty):
    """A text without previous tokens is an error."""
    assert previous.max() < logits.shape[-1]
    before = logits.gather(-1, previous)
    return logits.scatter(-1, previous, torch.where(before > 0, before / penalty, before * penalty))


def of_magnitude(logits, previous, penalty):
    """A penalty is subtracted."""
    return logits.scatter(-1, previous, logits.gather(-1, previous) - penalty)


def upside_down(logits, previous, penalty):
    """Positive logits are multiplied, negative ones divided."""
    before = logits.gather(-1, previous)
    return logits.scatter(-1, previous, torch.where(before > 0, before * penalty, before / penalty))


def by_transformers(logits, previous, penalty):
    """The ready class penalizes."""
    from transformers import RepetitionPenaltyLogitsProcessor

    return RepetitionPenaltyLogitsProcessor(penalty)(previous, logits)
