"""The experiments of the report: `python -m work03_cifar10.study [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin, after each seed, so that
a study that is stopped leaves what it has. `nox -s report` makes tables and figures of the files.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any

import tyro

from shared.reporting import run_studies, save_results
from shared.training import read_metrics
from shared.training.config import to_json
from work03_cifar10.batched_convnet import accuracies
from work03_cifar10.lenet_study import (
    BATCH,
    Trial,
    best_combination,
    factors,
    fit,
    tensors,
)
from work03_cifar10.training import TrainConfig, completed, train

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work03_cifar10.study {name}"


def finished(config: TrainConfig) -> Path | None:
    """The folder of a run with these settings that came to its end, where there is one."""
    wanted = json.loads(json.dumps(to_json(completed(config))))
    defaults = json.loads(json.dumps(to_json(TrainConfig())))
    for path in sorted(config.runs.glob("*/summary.json")):
        saved = json.loads(path.read_text(encoding="utf-8"))["config"]
        # A setting that is younger than the run had its default.
        if {**defaults, **saved, "resume": None} == {**wanted, "resume": None}:
            return path.parent
    return None


def trained(config: TrainConfig) -> dict[str, Any]:
    """Train once, unless that was done; what came out, accuracies in per cent.

    The validation accuracies are of several views, and of one ("valid, one view %").
    """
    folder = finished(config) or train(config)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
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
                config={title: to_json(completed(each)) for title, each in variants.items()},
                seeds=list(seeds)[: max(len(runs) for runs in found.values())],
            )


FULL_WIDTH = (64, 256, 256)


def default(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches: the fast net at half width."""
    repeat("default", {"fast, half width": TrainConfig()}, seeds)


def ninety_two(seeds: Sequence[int]) -> None:
    """The fast net at half width for more epochs, for 92 %."""
    repeat("ninety_two", {"fast, half width": TrainConfig(epochs=9)}, seeds)


def ninety_four(seeds: Sequence[int]) -> None:
    """The fast net at full width on all 50,000 images, for 94 %."""
    config = TrainConfig(widths=FULL_WIDTH, epochs=10, held_out=0)
    repeat("ninety_four", {"fast, full width": config}, seeds)


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


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        default,
        ninety_two,
        ninety_four,
        mnist,
        fashion,
        models,
        lenet_mnist,
        lenet_fashion_mnist,
        lenet_cifar10,
    )
}


def main(
    names: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    seeds: tuple[int, ...] = (0, 1, 2),
) -> int:
    """Run experiments and write their results files.

    Args:
        names: which ones; all of them where none is named.
        seeds: of the networks that are trained.
    """
    return run_studies(STUDIES, names, lambda: seeds)


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
