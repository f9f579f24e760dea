"""The published CIFAR networks, measured again."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from work02_resnet_vgg.data import load
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.metrics.signals import layer_responses
from work02_resnet_vgg.models.pretrained import CIFAR_WEIGHTS, load_classifier
from work02_resnet_vgg.studies.saving import save

PAPER_CIFAR_ERROR = {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97}
"""He et al. 2015, table 6, by depth."""


def pretrained(seeds: Sequence[int]) -> None:
    """The published CIFAR networks on all 10,000 test images."""
    test = load("cifar10").test
    batches = [test.__getitems__(range(first, first + 500)) for first in range(0, len(test), 500)]
    rows = []
    for name, depth in CIFAR_WEIGHTS.items():
        model = load_classifier(name).model
        right = round(100 * accuracy(model, batches), 2)
        responses = layer_responses(model, batches[0][0])
        rows.append(
            {
                "network": name,
                "test accuracy %": right,
                "error %": round(100 - right, 2),
                "He et al. error %": PAPER_CIFAR_ERROR[depth],
                "mean deviation of a layer's response": round(fmean(responses), 3),
            }
        )
        print(rows[-1], flush=True)
    save(
        "pretrained",
        study="pretrained",
        rows=rows,
        values={f"{row['network']} accuracy %": row["test accuracy %"] for row in rows},
    )
