"""What is measured on held-out data: accuracy of classifiers, BLEU and exact translations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from shared.training import HeldOut
from shared.translation import Bleu, Example, score_bleu


@torch.no_grad()
def accuracy(
    held_out: HeldOut, prepare: Callable[[Tensor], Tensor] = lambda inputs: inputs
) -> float:
    """Return the share of samples that a model classifies right.

    Args:
        held_out: a model, and batches of inputs and their classes.
        prepare: makes the model's inputs of them.
    """
    right = held_out.average()
    for inputs, labels in held_out:
        predicted = held_out.model(prepare(inputs)).argmax(dim=1)
        right.update((predicted == labels).float())
    return right.compute().item()


def bleu(translated: Sequence[str], examples: Sequence[Example], resamples: int = 1000) -> Bleu:
    """Return the BLEU of translated examples; `resamples` make its interval."""
    references = [example.references for example in examples]
    return score_bleu(translated, references, resamples=resamples)


def exact(translated: Sequence[str], examples: Sequence[Example]) -> list[bool]:
    """Return, for each translation, whether it is one of its references."""
    return [text in example.references for text, example in zip(translated, examples, strict=True)]
