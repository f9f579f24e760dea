"""The published CIFAR networks, measured again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from statistics import fmean
from typing import Any

from shared.studies import Study, study
from shared.training import Loop
from work02_resnet_vgg.data import load
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.metrics.signals import layer_responses
from work02_resnet_vgg.models.pretrained import CIFAR_WEIGHTS, load_classifier

PAPER_ERROR = {"resnet20": 0.0875, "resnet32": 0.0751, "resnet44": 0.0717, "resnet56": 0.0697}
"""He et al. 2015, table 6."""

load_once = cache(load)


def published(config: Mapping[str, Any]) -> dict[str, float]:
    """Measure a published network on all test images.

    Args:
        config: `network`; `data`; `response_images`, the test images whose responses are measured.
    """
    test, name = load_once(config["data"]).test, config["network"]
    loop = Loop(0)
    model = load_classifier(name).model.to(loop.device)
    test_accuracy = accuracy(loop.evaluating(model, test, 500))
    images, _ = test.__getitems__(range(config["response_images"]))
    return {
        "test/accuracy": test_accuracy,
        "test/error": 1 - test_accuracy,
        "paper/error": PAPER_ERROR[name],
        "layer_response/std": fmean(layer_responses(model, images.to(loop.device))),
    }


@study()
def pretrained(s: Study) -> None:
    """Measure the published CIFAR networks on all 10,000 test images, and their layers' responses."""
    for name in CIFAR_WEIGHTS:
        config = {"network": name, "data": "cifar10", "response_images": 500}
        s.measure({"network": name}, published, config)
