"""The experiments of the report: `python -m work03_cifar10.study [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin, after each seed, so that
a study that is stopped leaves what it has. `nox -s report` makes tables and figures of the files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from shared.reporting import save_results, study_command
from shared.training import finished_run, read_metrics, read_summary
from shared.training.config import to_json
from work03_cifar10.batched_convnet import accuracies
from work03_cifar10.data import load
from work03_cifar10.evaluation import multi_crop_logits
from work03_cifar10.fast_net import FastNet
from work03_cifar10.fine_tuning import FineTuneConfig, fine_tune
from work03_cifar10.generative import study as generative
from work03_cifar10.generative.autoencoder import AutoencoderConfig
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.judging import calibration_error, confusion_matrix
from work03_cifar10.lenet_study import (
    BATCH,
    Trial,
    best_combination,
    factors,
    fit,
    tensors,
)
from work03_cifar10.looking import (
    draw_errors,
    draw_features,
    draw_filters,
    draw_maps,
    draw_report,
)
from work03_cifar10.models.by_name import build
from work03_cifar10.models.lenet import LeNet
from work03_cifar10.small_budget_study import BASE, folds, one_change_at_a_time
from work03_cifar10.small_budget_study import IMAGES as SMALL_IMAGES
from work03_cifar10.small_budget_study import fit as fit_narrow
from work03_cifar10.trained_model import load_trained
from work03_cifar10.training import TrainConfig, completed, train
from work03_cifar10.transfer_study import all_trunks

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work03_cifar10.study {name}"


def run_of(config: TrainConfig) -> Path:
    """The folder of a finished run with these settings; trains where there is none."""
    return finished_run(completed(config)) or train(config)


def trained(config: TrainConfig) -> dict[str, Any]:
    """Train once, unless that was done; what came out, accuracies in per cent.

    The validation accuracies are of several views, and of one ("valid, one view %").
    """
    folder = run_of(config)
    summary = read_summary(folder)
    metrics, last = summary["metrics"], read_metrics(folder)[-1]
    found: dict[str, Any] = {
        "parameters": metrics["parameters"],
        "test accuracy %": round(100 * metrics["test accuracy"], 3),
        "training core-seconds": metrics.get("training core-seconds"),
        "core-seconds": summary["cpu_seconds"],
        "train accuracy %": round(100 * last["train/accuracy"], 3),
    }
    if "valid accuracy" in metrics:
        found["valid accuracy %"] = round(100 * metrics["valid accuracy"], 3)
        found["valid, one view %"] = round(100 * last["valid/accuracy"], 3)
    return found


def repeat(
    name: str,
    variants: Mapping[str, TrainConfig],
    seeds: Sequence[int],
    what: str = "variant",
) -> None:
    """Train each variant with each seed; a row of results/`name`.json for each variant.

    Args:
        name: of the results file, and of the study.
        variants: settings by name.
        seeds: one run each.
        what: the title of the first column.
    """
    found: dict[str, list[dict[str, Any]]] = {variant: [] for variant in variants}
    for seed in seeds:
        for variant, config in variants.items():
            config = dataclasses.replace(config, seed=seed, runs=RUNS)
            found[variant].append(trained(config))
            rows = [
                {
                    what: title,
                    "parameters": runs[0]["parameters"],
                    **{key: [run[key] for run in runs] for key in runs[0] if key != "parameters"},
                    "seeds": len(runs),
                }
                for title, runs in found.items()
                if runs
            ]
            save_results(
                RESULTS / f"{name}.json",
                command=command(name),
                rows=rows,
                values={f"{row[what]}: test accuracy %": row["test accuracy %"] for row in rows},
                config={title: to_json(completed(each)) for title, each in variants.items()},
                seeds=list(seeds)[: max(len(runs) for runs in found.values())],
            )


FULL_WIDTH = (64, 256, 256)
LONGER = TrainConfig(epochs=9)


def default(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches: the fast net at half width."""
    repeat("default", {"fast, half width": TrainConfig()}, seeds)


def longer(seeds: Sequence[int]) -> None:
    """The fast net at half width for nine epochs."""
    repeat("longer", {"fast, half width": LONGER}, seeds)


def ten_minutes(seeds: Sequence[int]) -> None:
    """The fast net at half width on all 50,000 images: 92 % in ten minutes of two cores."""
    config = TrainConfig(epochs=16, held_out=0)
    repeat("ten_minutes", {"fast, half width, 16 epochs": config}, seeds)


def full_width(seeds: Sequence[int]) -> None:
    """The fast net at full width on all 50,000 images: 94 % in twenty minutes of two cores."""
    config = TrainConfig(widths=FULL_WIDTH, epochs=12, held_out=0)
    repeat("full_width", {"fast, full width, 12 epochs": config}, seeds)


def full_width_short(seeds: Sequence[int]) -> None:
    """The same with ten epochs."""
    config = TrainConfig(widths=FULL_WIDTH, epochs=10, held_out=0)
    repeat("full_width_short", {"fast, full width, 10 epochs": config}, seeds)


def mnist(seeds: Sequence[int]) -> None:
    """A fast net of less than 62,000 parameters on MNIST, for 99.5 %."""
    config = TrainConfig(data="mnist", widths=(16, 32, 48), epochs=4)
    repeat("mnist", {"fast, 16 32 48": config}, seeds)


def fashion(seeds: Sequence[int]) -> None:
    """A fast net of less than 100,000 parameters on Fashion-MNIST, for 93.5 %."""
    config = TrainConfig(data="fashion-mnist", widths=(24, 40, 64), epochs=20)
    repeat("fashion", {"fast, 24 40 64": config}, seeds)


def lenet_study(name: str, seeds: Sequence[int]) -> None:
    """LeNet, one factor at a time, then the best of each together.

    Args:
        name: of the data set.
        seeds: of the initial weights.
    """
    rows: list[dict[str, Any]] = []
    data = tensors(name)
    known: dict[Trial, list[float]] = {}
    parameters: dict[Trial, int] = {}
    means: dict[str, dict[str, float]] = {}
    for factor, values in factors().items():
        means[factor] = {}
        for value, trial in values.items():
            if trial not in known:
                networks = fit(trial, data, seeds)
                known[trial] = accuracies(networks, *data.valid) if networks else []
                parameters[trial] = networks.parameters_of_one() if networks else 0
            found = [round(100 * accuracy, 2) for accuracy in known[trial]]
            means[factor][value] = fmean(found) if found else 0.0
            row = {
                "factor": factor,
                "value": value,
                "parameters": parameters[trial],
                "valid accuracy %": found or "diverged",
            }
            rows.append(row)
            print(row, flush=True)
    best = best_combination(means)
    tested: dict[str, Any] = {}
    for title, trial in (("baseline", Trial()), ("best of each factor", best)):
        networks = fit(trial, data, seeds)
        if networks is not None:
            tested[f"{title}: parameters"] = networks.parameters_of_one()
            for split, part in (("valid", data.valid), ("test", data.test)):
                found = [round(100 * accuracy, 2) for accuracy in accuracies(networks, *part)]
                tested[f"{title}: {split} accuracy %"] = found
    config = {
        "images": len(data.train[0]),
        "batch_size": BATCH,
        "baseline": dataclasses.asdict(Trial()),
        "best": dataclasses.asdict(best),
    }
    file = f"lenet_{name.replace('-', '_')}"
    save_results(
        RESULTS / f"{file}.json",
        command=command(file),
        rows=rows,
        values=tested,
        config=config,
        seeds=seeds,
    )


def lenet_mnist(seeds: Sequence[int]) -> None:
    """The LeNet study on MNIST."""
    lenet_study("mnist", seeds)


def lenet_fashion_mnist(seeds: Sequence[int]) -> None:
    """The LeNet study on Fashion-MNIST."""
    lenet_study("fashion-mnist", seeds)


def lenet_cifar10(seeds: Sequence[int]) -> None:
    """The LeNet study on CIFAR-10."""
    lenet_study("cifar10", seeds)


def models(seeds: Sequence[int]) -> None:
    """Linear, MLP and LeNet on CIFAR-10 with their own recipes."""
    variants = {name: TrainConfig(model=name) for name in ("linear", "mlp", "lenet")}
    repeat("models", variants, seeds, what="model")


def alexnet(seeds: Sequence[int]) -> None:
    """AlexNet for 32×32 on CIFAR-10, for 85 %: most of an hour on one core."""
    repeat("alexnet", {"alexnet": TrainConfig(model="alexnet")}, seeds, what="model")


def transfer(seeds: Sequence[int]) -> None:
    """Frozen MobileNetV2 and ResNet-50 with a new classifier on CIFAR-10; nothing is random."""
    save_results(RESULTS / "transfer.json", command=command("transfer"), rows=all_trunks())


FINE_TUNED = (
    FineTuneConfig(images=2000, epochs=2, image_size=64, runs=RUNS),
    FineTuneConfig(images=5000, epochs=3, image_size=96, runs=RUNS),
)


def fine_tuned(seeds: Sequence[int]) -> None:
    """MobileNetV2 fine-tuned on a few thousand images of CIFAR-10."""
    rows: list[dict[str, Any]] = []
    for config in FINE_TUNED:
        runs = []
        for seed in seeds:
            one = dataclasses.replace(config, seed=seed)
            runs.append(read_summary(finished_run(one) or fine_tune(one)))
        row: dict[str, Any] = {
            "trunk": config.trunk,
            "pixels": config.image_size,
            "training images": config.images,
            "epochs": config.epochs,
        }
        for name in ("valid accuracy, frozen", "valid accuracy", "test accuracy"):
            row[f"{name} %"] = [round(100 * run["metrics"][name], 2) for run in runs]
        row["core-seconds"] = [run["cpu_seconds"] for run in runs]
        rows.append(row)
        save_results(
            RESULTS / "fine_tuned.json", command=command("fine_tuned"), rows=rows, seeds=seeds
        )


def tricks(seeds: Sequence[int]) -> None:
    """Augmentation, label smoothing, weight averaging, several views: one change at a time."""
    found, seen = [], []
    for number, seed in enumerate(seeds, 1):
        accuracies, views = one_change_at_a_time(seed)
        found.append(accuracies)
        seen.append(views)
        rows = [
            {"change": name, "valid accuracy %": [each[name] for each in table]}
            for table in (found, seen)
            for name in table[0]
        ]
        save_results(
            RESULTS / "tricks.json",
            command=command("tricks"),
            rows=rows,
            config={"images": SMALL_IMAGES, "base": dataclasses.asdict(BASE)},
            seeds=seeds[:number],
        )


def ensembles(seeds: Sequence[int]) -> None:
    """Three folds, and their networks together: by majority and by mean probabilities."""
    found = []
    for number, seed in enumerate(seeds, 1):
        found.append(folds(seed))
        rows = []
        for name in found[0]:
            values = [each[name] for each in found]
            flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
            rows.append({"what": name, "accuracy %": flat})
        save_results(
            RESULTS / "ensembles.json",
            command=command("ensembles"),
            rows=rows,
            config={"images": SMALL_IMAGES, "folds": 3},
            seeds=seeds[:number],
        )


def autoencoders(seeds: Sequence[int]) -> None:
    """Plain, sparse and denoising autoencoders on Fashion-MNIST and CIFAR-10."""
    found: dict[tuple[str, str], dict[str, list[float]]] = {}
    for number, seed in enumerate(seeds, 1):
        for name in ("fashion-mnist", "cifar10"):
            figure_path = RESULTS / f"autoencoders_{name.replace('-', '_')}.svg"
            for row in generative.autoencoders(name, seed, figure_path):
                kept = found.setdefault((row.pop("data"), row.pop("kind")), {})
                for title, value in row.items():
                    kept.setdefault(title, []).append(value)
        save_results(
            RESULTS / "autoencoders.json",
            command=command("autoencoders"),
            rows=[{"data": data, "kind": kind, **row} for (data, kind), row in found.items()],
            config={"images": 6000, **dataclasses.asdict(AutoencoderConfig())},
            seeds=seeds[:number],
        )


def gan_plane(seeds: Sequence[int]) -> None:
    """A GAN on a Gaussian in the plane."""
    runs = [generative.plane(seed) for seed in seeds]
    rows = [
        {"what": name, "Fréchet distance to the truth": [round(run[name], 4) for run in runs]}
        for name in runs[0]
    ]
    save_results(RESULTS / "gan_plane.json", command=command("gan_plane"), rows=rows, seeds=seeds)


def dcgan(seeds: Sequence[int]) -> None:
    """A DCGAN on Fashion-MNIST, and the settings with which an earlier one collapsed."""
    splits = load("fashion-mnist")
    model = fit_narrow(BASE, splits.train.select(torch.arange(SMALL_IMAGES)), 0)
    scale = splits.train.scale

    def prepare(images: Tensor) -> Tensor:
        return ((images[:, :, 2:-2, 2:-2] / 2 + 0.5) - scale.mean[0]) / scale.std[0]

    judge = generative.Judge(model, prepare)
    real = generative.fashion_for_gans()
    other = judge.features(real[1000:2000])
    apart = round(frechet_distance(other, judge.features(real[:1000])), 3)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in generative.DCGANS}
    for number, seed in enumerate(seeds, 1):
        for place, (name, config) in enumerate(generative.DCGANS.items()):
            path = RESULTS / f"dcgan_{place}.svg" if seed == seeds[0] else None
            found[name].append(generative.dcgan(config, seed, real, judge, path))
            print(name, found[name][-1], flush=True)
        rows = [
            {"variant": name, **{key: [run[key] for run in runs] for key in runs[0]}}
            for name, runs in found.items()
        ]
        save_results(
            RESULTS / "dcgan.json",
            command=command("dcgan"),
            rows=rows,
            values={"distance of two halves of the real images": apart},
            config={name: dataclasses.asdict(each) for name, each in generative.DCGANS.items()},
            seeds=seeds[:number],
        )


def looking(seeds: Sequence[int]) -> None:
    """Where the fast net errs on the test images, how sure it is, what its filters and features are."""
    config = dataclasses.replace(LONGER, seed=seeds[0], runs=RUNS)
    folder = run_of(config)
    splits = load("cifar10", seed=config.seed)
    model = build("fast", splits.shape, 10, config.widths)
    model.load_state_dict(load_file(folder / "model.safetensors"))
    assert isinstance(model, FastNet)
    model.eval().to(memory_format=torch.channels_last)
    answers, features = [], []
    with torch.no_grad():
        for rows in torch.arange(len(splits.test)).split(500):
            images, _ = splits.test.__getitems__(rows.tolist())
            answers.append(multi_crop_logits(model, images, mirror=True))
            features.append(model.embed(images))
    probabilities = torch.cat(answers).softmax(dim=1)
    labels, pixels = splits.test.labels, splits.test.pixels
    draw_report(RESULTS / "confusion.svg", probabilities, labels, splits.classes)
    draw_errors(RESULTS / "errors.svg", pixels, probabilities, labels, splits.classes)
    few = torch.cat(features)[:1500]
    draw_features(RESULTS / "features.svg", few, labels[:1500], splits.classes)
    filters = model.whitening.weight.detach()
    draw_filters(RESULTS / "filters.svg", filters[: len(filters) // 2])
    right = probabilities.argmax(dim=1) == labels
    counts = confusion_matrix(labels, probabilities.argmax(dim=1), 10)
    rows = [
        {"class": name, "right %": round(100 * float(right[labels == number].float().mean()), 1)}
        for number, name in enumerate(splits.classes)
    ]
    mixed = counts - counts.diag().diag()
    first, second = divmod(int(mixed.argmax()), 10)
    save_results(
        RESULTS / "looking.json",
        command=command("looking"),
        rows=rows,
        values={
            "calibration error": round(calibration_error(probabilities, labels), 4),
            "mean confidence %": round(100 * float(probabilities.amax(dim=1).mean()), 2),
            "accuracy %": round(100 * float(right.float().mean()), 2),
            "most frequent error": f"{splits.classes[first]} taken for {splits.classes[second]}",
            "how often": int(mixed.max()),
        },
        config=to_json(completed(config)),
        seeds=seeds[:1],
    )


def activations(seeds: Sequence[int]) -> None:
    """What both layers of a LeNet make of a pullover, a coat and others."""
    config = TrainConfig(
        model="lenet", data="fashion-mnist", epochs=2, shift=0, seed=seeds[0], runs=RUNS
    )
    trained_net = load_trained(run_of(config)).model
    assert isinstance(trained_net, LeNet)
    splits = load("fashion-mnist", seed=config.seed)
    names = ("Pullover", "Coat", "Sneaker", "Trouser")
    numbers = [int((splits.valid.labels == splits.classes.index(n)).nonzero()[0]) for n in names]
    images, _ = splits.valid.__getitems__(numbers)
    maps = trained_net.activations(images)
    draw_maps(RESULTS / "activations.svg", splits.valid.pixels[numbers], maps, names)
    draw_filters(RESULTS / "lenet_filters.svg", next(trained_net.conv1.parameters()).detach())


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        default,
        longer,
        ten_minutes,
        full_width,
        full_width_short,
        mnist,
        fashion,
        models,
        alexnet,
        lenet_mnist,
        lenet_fashion_mnist,
        lenet_cifar10,
        transfer,
        fine_tuned,
        tricks,
        ensembles,
        autoencoders,
        gan_plane,
        dcgan,
        looking,
        activations,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
