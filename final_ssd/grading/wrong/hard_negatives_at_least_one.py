"""Takes a negative where there is no positive, too."""

import torch

OBJECT = "final_ssd.training.losses:hard_negatives"
CAUGHT_BY = "hard_negatives"


def hard_negatives(losses, positives, negatives, ratio=3.0):
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long().clamp(min=1)
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives
