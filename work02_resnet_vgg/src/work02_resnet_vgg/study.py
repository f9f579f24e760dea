"""The experiments of the report: `python -m work02_resnet_vgg.study [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import torchvision

from shared.reporting import load_results, save_results, study_command
from shared.training import NonFiniteError, read_metrics, read_summary, seed_everything
from shared.training.config import to_json
from work02_resnet_vgg.arithmetic import convolution_parameters, receptive_field
from work02_resnet_vgg.batch_norm import no_norm
from work02_resnet_vgg.cifar_resnet import CifarResNet
from work02_resnet_vgg.complexity import measure
from work02_resnet_vgg.data import load
from work02_resnet_vgg.evaluation import accuracy
from work02_resnet_vgg.models import CIFAR_MODELS, IMAGENET_MODELS
from work02_resnet_vgg.pretrained import CIFAR_WEIGHTS, load_classifier
from work02_resnet_vgg.resnet import BOTTLENECK
from work02_resnet_vgg.signals import gradient_norms, layer_responses
from work02_resnet_vgg.style_study import small_vgg, style, style_pictures
from work02_resnet_vgg.training import TrainConfig, train

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"
DEGRADATION = TrainConfig(epochs=4, runs=RUNS)

ABLATION = TrainConfig(depths=(20,), image_size=8, epochs=1, runs=RUNS)
ABLATIONS: dict[str, dict[str, Any]] = {
    "none: learning rate 0.1, He, scale 1": {},
    "learning rate 0.01": {"learning_rate": 0.01},
    "learning rate 0.5": {"learning_rate": 0.5},
    "no batch norm": {"batch_norm": False},
    "no batch norm, learning rate 0.01": {"batch_norm": False, "learning_rate": 0.01},
    "initial weights: Xavier": {"initialization": "xavier"},
    "initial weights: deviation 0.01": {"initialization": "small"},
    "residual scale 0.1": {"residual_scale": 0.1},
    "residual scale 0.3": {"residual_scale": 0.3},
}
KINDS = ("plain", "resnet")
SPLITS = ("train", "valid", "test")

# Simonyan & Zisserman 2014, table 2; He et al. 2015, figure 3 (VGG-19), tables 1 and 6.
PAPER_PARAMETERS = {"vgg11": 133, "vgg13": 133, "vgg16": 138, "vgg19": 144}
PAPER_MULTIPLY_ADDS = {
    "vgg19": 19.6,
    "resnet18": 1.8,
    "resnet34": 3.6,
    "resnet50": 3.8,
    "resnet101": 7.6,
    "resnet152": 11.3,
}
PAPER_CIFAR_PARAMETERS = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}
PAPER_CIFAR_ERROR = {20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97}


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work02_resnet_vgg.study {name}"


def trained(config: TrainConfig) -> dict[str, Any]:
    """Train once; a run's last record and its test errors."""
    folder = train(config)
    return {"records": read_metrics(folder), "tested": read_summary(folder)["metrics"]}


def degradation(seeds: Sequence[int]) -> None:
    """Plain against residual networks on CIFAR-10, over several seeds.

    A seed takes a quarter of an hour. So the results are written after each one, and the seeds
    that the file holds already, of the same settings, are not trained again.
    """
    path = RESULTS / "degradation.json"
    networks = [f"{kind}-{depth}" for depth in DEGRADATION.depths for kind in KINDS]
    table: dict[str, dict[str, list[float]]] = {
        name: {f"{split} error %": [] for split in SPLITS} for name in networks
    }
    done: list[int] = []
    earlier = load_results(path) if path.exists() else None
    if earlier is not None and settings(earlier["config"]) == settings(to_json(DEGRADATION)):
        done = list(earlier["seeds"])
        table = {row.pop("network"): row for row in earlier["rows"]}

    for seed in seeds:
        if seed in done:
            continue
        config = dataclasses.replace(DEGRADATION, seed=seed)
        run = trained(config)
        last, done = run["records"][-1], [*done, seed]
        for name, columns in table.items():
            for split in ("train", "valid"):
                columns[f"{split} error %"].append(round(100 * last[f"{split}/error, {name}"], 3))
            columns["test error %"].append(round(100 * run["tested"][f"test error, {name}"], 3))
        shallow, deep = min(config.depths), max(config.depths)
        values: dict[str, Any] = {"epochs": config.epochs}
        for kind in KINDS:
            pairs = zip(
                table[f"{kind}-{deep}"]["train error %"],
                table[f"{kind}-{shallow}"]["train error %"],
                strict=True,
            )
            values[f"{kind}: train error, deep minus shallow"] = [a - b for a, b in pairs]
        save_results(
            path,
            command=command("degradation"),
            rows=[{"network": name, **columns} for name, columns in table.items()],
            values=values,
            config=to_json(config),
            seeds=done,
        )
        save_results(
            RESULTS / f"degradation_curves_{seed}.json",
            command=command("degradation"),
            rows=[{"seed": seed, **record} for record in run["records"]],
            config=to_json(config),
            seeds=[seed],
        )


def settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration as a results file holds it, without the seed."""
    written: dict[str, Any] = json.loads(json.dumps({**config, "seed": None}))
    return written


def ablations(seeds: Sequence[int]) -> None:
    """One factor at a time: batch norm, learning rate, initial weights, branch scale."""
    found: dict[str, list[dict[str, float] | None]] = {name: [] for name in ABLATIONS}
    for number, seed in enumerate(seeds, 1):
        for name, changes in ABLATIONS.items():
            config = dataclasses.replace(ABLATION, seed=seed, **changes)
            try:
                last = trained(config)["records"][-1]
                found[name].append({kind: last[f"valid/error, {kind}-20"] for kind in KINDS})
            except NonFiniteError as error:
                print(f"{name}: {error}", flush=True)
                found[name].append(None)
        rows = []
        for name, runs in found.items():
            finite = [run for run in runs if run is not None]
            row: dict[str, Any] = {"change": name}
            for kind in KINDS:
                errors = [round(100 * run[kind], 3) for run in finite]
                row[f"{kind}-20 valid error %"] = errors or "diverged"
            rows.append({**row, "diverged": f"{len(runs) - len(finite)} of {len(runs)}"})
        save_results(
            RESULTS / "ablations.json",
            command=command("ablations"),
            rows=rows,
            config=to_json(ABLATION),
            seeds=seeds[:number],
        )


def complexity(seeds: Sequence[int]) -> None:
    """Parameters and multiply-adds beside the published ones; nothing is random."""
    rows: list[dict[str, Any]] = []
    for name in IMAGENET_MODELS:
        make = IMAGENET_MODELS[name]
        if name == "googlenet":
            make = partial(make, auxiliary=False)  # torchvision counts it without
        ours = measure(make, 224)
        theirs = torchvision.models.get_model_weights(name)["IMAGENET1K_V1"].meta  # type: ignore[index]
        paper = ours.multiply_adds
        if name in BOTTLENECK:
            paper = measure(partial(make, stride_at="1x1"), 224).multiply_adds
        rows.append(
            {
                "network": name,
                "parameters": ours.parameters,
                "torchvision": theirs["num_params"],
                "paper, M": PAPER_PARAMETERS.get(name),
                "multiply-adds, G": round(ours.multiply_adds / 1e9, 3),
                "torchvision, G": theirs["_ops"],
                "with the paper's strides, G": round(paper / 1e9, 3),
                "paper, G": PAPER_MULTIPLY_ADDS.get(name),
            }
        )
    save_results(RESULTS / "complexity.json", command=command("complexity"), rows=rows)
    rows = []
    for depth, published in PAPER_CIFAR_PARAMETERS.items():
        found = measure(CIFAR_MODELS[f"resnet{depth}"], 32)
        rows.append(
            {
                "network": f"resnet{depth}",
                "parameters": found.parameters,
                "paper, M": published,
                "multiply-adds, M": round(found.multiply_adds / 1e6, 1),
            }
        )
    save_results(RESULTS / "complexity_cifar.json", command=command("complexity"), rows=rows)


def stacks(seeds: Sequence[int]) -> None:
    """Stacked 3×3 convolutions against one large one; nothing is random."""
    channels, size = 256, 56
    rows = []
    for name, kernels in (
        ("one 5×5", [5]),
        ("two 3×3", [3, 3]),
        ("one 7×7", [7]),
        ("three 3×3", [3, 3, 3]),
    ):
        weights = sum(convolution_parameters(channels, channels, k, bias=False) for k in kernels)
        rows.append(
            {
                "layers": name,
                "receptive field": receptive_field([(kernel, 1) for kernel in kernels]),
                "ReLUs": len(kernels),
                "weights": weights,
                "multiply-adds, G": round(weights * size**2 / 1e9, 2),
            }
        )
    config = {"channels": channels, "image_size": size}
    save_results(RESULTS / "stacks.json", command=command("stacks"), rows=rows, config=config)


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
    save_results(
        RESULTS / "pretrained.json",
        command=command("pretrained"),
        rows=rows,
        values={f"{row['network']} accuracy %": row["test accuracy %"] for row in rows},
    )


def gradients(seeds: Sequence[int]) -> None:
    """Gradient norms at the start, by depth, with and without shortcuts and batch norm."""
    variants: dict[str, dict[str, Any]] = {
        "plain, batch norm": {"shortcut": "none"},
        "resnet, batch norm": {},
        "plain, no norm": {"shortcut": "none", "norm": no_norm},
        "resnet, no norm": {"norm": no_norm},
    }
    train_images = load("cifar10", 16).seen
    rows, layers = [], {}
    for depth in (8, 20, 32, 56, 110):
        row: dict[str, Any] = {"depth": depth}
        for name, options in variants.items():
            first = []
            for seed in seeds:
                seed_everything(seed)
                model = CifarResNet(depth, **options)
                chosen = range(64 * seed, 64 * (seed + 1))
                norms = gradient_norms(model, *train_images.__getitems__(chosen))
                first.append(norms[0])
                if depth == 56 and seed == seeds[0]:
                    layers[name] = norms
            row[name] = first
        rows.append(row)
    save_results(
        RESULTS / "gradients.json",
        command=command("gradients"),
        rows=rows,
        values={f"layers, {name}": norms for name, norms in layers.items()},
        config={"images": 64, "image_size": 16, "layer": "the first convolution"},
        seeds=seeds,
    )


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        complexity,
        stacks,
        pretrained,
        gradients,
        small_vgg,
        style,
        style_pictures,
        degradation,
        ablations,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
