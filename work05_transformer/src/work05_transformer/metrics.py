"""What is measured on held-out data: accuracy of classifiers, BLEU and exact translations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from shared.translation import Bleu, Example, score_bleu


@torch.inference_mode()
def accuracy(
    model: nn.Module, batches: Iterable[tuple[Float[Tensor, "batch ..."], Int[Tensor, " batch"]]]
) -> float:
    """Return the percentage of samples that a model classifies right.

    Args:
        model: in evaluation mode.
        batches: inputs and their classes.
    """
    right = torch.cat([model(inputs).argmax(dim=1) == labels for inputs, labels in batches])
    return 100 * int(right.sum()) / len(right)


def bleu(translated: Sequence[str], examples: Sequence[Example], resamples: int = 1000) -> Bleu:
    """Return the BLEU of translated examples; `resamples` make its interval."""
    references = [example.references for example in examples]
    return score_bleu(translated, references, resamples=resamples)


def exact(translated: Sequence[str], examples: Sequence[Example]) -> list[bool]:
    """Return, for each translation, whether it is one of its references."""
    return [text in example.references for text, example in zip(translated, examples, strict=True)]
