"""Transformers and convolutions on images: accuracy by the number of images, short and longer."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.plotting import COLORS, figure
from shared.reporting.results import load_results

LINES = {  # by the network's name in either study: its name in the legend, its color
    "vit": ("ViT", COLORS[0]),
    "ViT": ("ViT", COLORS[0]),
    "ViT with a stem of convolutions": ("with a stem of convolutions", COLORS[2]),
    "resnet, equal compute": ("ResNet", COLORS[1]),
    "ResNet": ("ResNet", COLORS[1]),
}
LEFT_OUT = {"resnet, equal parameters"}  # more multiply-adds than the others


def draw_vision(path: Path, short: Path, longer: Path) -> None:
    """Draw test accuracy against the number of different images, networks of about equal compute.

    Args:
        path: of the figure.
        short: results of the study `vision`.
        longer: results of the study `vision_longer`.

    Raises:
        KeyError: the results have another network.
    """
    titles = {short: "38,400 images read", longer: "250,000 images read"}
    with figure(path, columns=2, width=8) as (_, axes):
        for axis, (results, title) in zip(axes, titles.items(), strict=True):
            lines: dict[str, dict[int, list[float]]] = {}
            for variant in load_results(results).variants:
                network = str(variant.labels["network"])
                if network in LEFT_OUT or variant.labels.get("change", "none") != "none":
                    continue
                accuracies = [m.metrics["test/accuracy"] for m in variant.measurements]
                count = int(variant.labels["training images"])
                lines.setdefault(network, {})[count] = accuracies
            for network, by_images in lines.items():
                label, color = LINES[network]
                means, least, most = (
                    [100 * function(values) for values in by_images.values()]
                    for function in (np.mean, np.min, np.max)
                )
                axis.plot(list(by_images), means, marker="o", color=color, label=label)
                axis.fill_between(list(by_images), least, most, color=color, alpha=0.2, linewidth=0)
            axis.set(title=title, xscale="log", xlim=(800, 65_000), ylim=(20, 80))
            axis.set_xticks([1_000, 5_000, 50_000], ["1,000", "5,000", "50,000"])
            axis.minorticks_off()
            axis.set(xlabel="different training images", ylabel="test accuracy (%)")
            axis.legend(fontsize=8, loc="lower left")
