"""The experiments of the report: `python -m final_ssd.study [NAME …]`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Literal

from final_ssd.anchors import AnchorLevel, ssd_shapes
from final_ssd.data import DataSettings
from final_ssd.detector import load_detector
from final_ssd.error_kinds import error_kinds
from final_ssd.evaluation import as_found, as_truths, evaluate
from final_ssd.looks import Looks
from final_ssd.presets import EARLIER_SIZES, Recipe, preset
from final_ssd.scoring import detect_split
from final_ssd.targets import LossConfig
from final_ssd.training import TrainConfig, train, train_recipe
from shared.reporting import load_results, save_results, study_command
from shared.training import RunConfig, read_metrics, read_summary
from shared.training.config import config_of_run

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"
DEFAULT = TrainConfig()
BCCD = TrainConfig(
    data="bccd", preset="light", image_size=256, finest_stride=8, epochs=24, batch_size=8
)
BCCD_LARGE = dataclasses.replace(BCCD, image_size=384)
BCCD_RESNET = TrainConfig(data="bccd", preset="default", image_size=384, epochs=12)
ON_BLOOD_CELLS = {"bccd": BCCD, "bccd_large": BCCD_LARGE, "bccd_resnet": BCCD_RESNET}
LOOKS: tuple[Looks, ...] = (1, 4)
SPLITS: tuple[Literal["valid", "test"], ...] = ("valid", "test")
SMALL = DataSettings("scenes", image_size=128, scenes=1280, smallest=8, largest=16)
"""Objects of 6 to 12 % of the image's side."""


def command(name: str) -> str:
    """How a results file was made."""
    return f"python -m final_ssd.study {name}"


def continued(config: TrainConfig, place: Path) -> Path:
    """The run in `place`: as it is if it is finished, continued if it was stopped, else a new one."""
    for folder in sorted(place.glob("*"), reverse=True):
        if (folder / "summary.json").exists():
            return folder
        if (folder / "checkpoint").exists():
            return train(config_of_run(TrainConfig, folder))
    return train(dataclasses.replace(config, runs=place))


def smallest_anchor(run: Path) -> float:
    """The root of its area, in pixels."""
    levels = load_detector(run).config.levels
    return min(math.sqrt(width * height) for level in levels for width, height in level.shapes)


def several(name: str, config: TrainConfig, seeds: Sequence[int]) -> None:
    """Train with each seed; the results file is rewritten after each."""
    path = RESULTS / f"{name}.json"
    runs: list[dict[str, Any]] = []
    for number, seed in enumerate(seeds, 1):
        folder = continued(dataclasses.replace(config, seed=seed), RUNS / name / f"seed-{seed}")
        summary = read_summary(folder)
        more = {"core-seconds": summary["cpu_seconds"], "smallest anchor": smallest_anchor(folder)}
        runs.append(summary["metrics"] | more)
        values = {key: [run[key] for run in runs] for key in runs[0]}
        pixels = config.image_size or preset(config.preset).image_size
        row = {"data": config.data, "preset": config.preset, "pixels": pixels, **values}
        left_out = ("runs", "resume")
        saved = {k: v for k, v in summary["config"].items() if k not in left_out}
        save_results(
            path, command=command(name), rows=[row], values=values, config=saved,
            seeds=seeds[:number],
        )  # fmt: skip
        save_results(
            RESULTS / f"{name}_curve_{seed}.json", command=command(name),
            rows=read_metrics(folder), config=saved, seeds=[seed],
        )  # fmt: skip


def default(seeds: Sequence[int]) -> None:
    """`python train.py` over several seeds."""
    several("default", DEFAULT, seeds)


def bccd(seeds: Sequence[int]) -> None:
    """Blood cells: the light network at 256 pixels."""
    several("bccd", BCCD, seeds)


def bccd_large(seeds: Sequence[int]) -> None:
    """The same at 384 pixels."""
    several("bccd_large", BCCD_LARGE, seeds)


def bccd_resnet(seeds: Sequence[int]) -> None:
    """The R50-FPN-SSD at 384 pixels."""
    several("bccd_resnet", BCCD_RESNET, seeds)


def by_looks(run: Path, number: Looks) -> dict[str, float]:
    """What a detector of blood cells scores by so many looks at each photo."""
    scores = {}
    for split in SPLITS:
        pairs, classes, _ = detect_split(run, "bccd", split, looks=number)
        result = evaluate(pairs, len(classes))
        scores[f"{split} mAP"] = result.average_precision()
        scores[f"{split} mAP at 0.5"] = result.average_precision(0.5)
    return scores


def looks(seeds: Sequence[int]) -> None:
    """The runs on blood cells that are there, by one look at each photo and by four (`looks.py`)."""
    path = RESULTS / "looks.json"
    rows: dict[tuple[str, Looks], dict[str, Any]] = {
        (name, number): {
            "study": name, "preset": config.preset, "pixels": config.image_size, "looks": number,
            "seeds": 0, "of seeds": [],
        }
        for name, config in ON_BLOOD_CELLS.items()
        for number in LOOKS
    }  # fmt: skip
    if path.exists():  # what an earlier call has measured
        rows |= {(row["study"], row["looks"]): row for row in load_results(path)["rows"]}
    for seed, ((name, number), row) in product(seeds, rows.items()):
        runs = [file.parent for file in (RUNS / name / f"seed-{seed}").glob("*/summary.json")]
        if not runs or seed in row["of seeds"]:
            continue
        for title, score in by_looks(runs[-1], number).items():
            row.setdefault(title, []).append(score)
        row["seeds"] += 1
        row["of seeds"].append(seed)
        save_results(
            path, command=command("looks"), rows=[row for row in rows.values() if row["seeds"]],
            seeds=sorted({seed for row in rows.values() for seed in row["of seeds"]}),
        )  # fmt: skip


def errors(seeds: Sequence[int]) -> None:
    """What kinds of errors the runs of `default` make on the test scenes."""
    rows: dict[str, dict[str, Any]] = {}
    for number, seed in enumerate(seeds, 1):
        run = continued(dataclasses.replace(DEFAULT, seed=seed), RUNS / "default" / f"seed-{seed}")
        pairs, classes, _ = detect_split(run, DEFAULT.data)
        found, truths = as_found([f for f, _ in pairs]), as_truths([t for _, t in pairs])
        for kind in error_kinds(found, truths, len(classes)):
            row = rows.setdefault(kind.name, {"kind": kind.name, "count": [], "ΔAP50": []})
            row["count"].append(kind.count)
            row["ΔAP50"].append(kind.gain)
        save_results(
            RESULTS / "errors.json", command=command("errors"), rows=list(rows.values()),
            values={"objects": len(truths.images), "images": len(pairs)}, seeds=seeds[:number],
        )  # fmt: skip


def repairs() -> dict[str, Recipe]:
    """The earlier hand-in's choices in the light network, then one repair after the other.

    The network is the light one throughout, so that a row takes a minute; `faithful` itself, with its
    ResNet-50, is a row of its own in the report.
    """
    earlier = preset("faithful")
    light = preset("light")
    levels = tuple(
        AnchorLevel(stride, ssd_shapes(light.image_size * size, light.image_size * larger))
        for stride, (size, larger) in zip((4, 8, 16), EARLIER_SIZES[:3], strict=True)
    )
    start = dataclasses.replace(
        earlier,
        image_size=light.image_size,
        trunk=light.trunk,
        strides=light.strides,
        levels=levels,
        pyramid=light.pyramid,
        batch_size=16,
        epochs=1,
    )
    steps: dict[str, dict[str, Any]] = {
        "no padded rows": {"loss": dataclasses.replace(start.loss, padding=0)},
        "anchors from the data": {"levels": None},
        "hard negatives, over positives": {
            "loss": LossConfig(positive=0.5, negative=0.5, border=False)
        },
        "anchors at the border": {"loss": LossConfig(positive=0.5, negative=0.5)},
        "norms stay still": {"moving_norm": False},
        "the trunk learns": {"train_trunk": True, "trunk_rate": light.trunk_rate},
        "the light preset: focal, GIoU, tower, schedule, average": {
            name: getattr(light, name)
            for name in (
                "loss", "scores", "head_convolutions", "head_norm", "optimizer", "learning_rate",
                "schedule", "warmup", "clip", "average", "weight_decay",
            )
        },
    }  # fmt: skip
    found = {"the earlier choices": start}
    for name, changes in steps.items():
        found[f"+ {name}"] = dataclasses.replace(list(found.values())[-1], **changes)
    return found


def compare(
    name: str, recipes: Mapping[str, Recipe], scenes: DataSettings, seeds: Sequence[int]
) -> None:
    """Train every recipe with every seed on composed scenes; what the results file has stays."""
    path = RESULTS / f"{name}.json"
    done: dict[str, dict[str, Any]] = {}
    if path.exists():  # what an earlier, interrupted call has measured
        done = {row["network"]: row for row in load_results(path)["rows"]}
    for number, seed in enumerate(seeds, 1):
        for title, recipe in recipes.items():
            row = done.setdefault(title, {"network": title, "test mAP": [], "test mAP at 0.5": []})
            if len(row["test mAP"]) >= number:
                continue
            folder = train_recipe(
                RunConfig(seed=seed, runs=RUNS), recipe, dataclasses.replace(scenes, seed=seed)
            )
            for key in ("test mAP", "test mAP at 0.5"):
                row[key].append(read_summary(folder)["metrics"][key])
            config = {
                "scenes": scenes.scenes,
                "image_size": scenes.image_size,
                "pixels": [scenes.smallest, scenes.largest],
            }
            save_results(
                path, command=command(name), rows=list(done.values()), config=config,
                seeds=seeds[: max(len(row["test mAP"]) for row in done.values())],
            )  # fmt: skip


def ablation(seeds: Sequence[int]) -> None:
    """From the earlier choices to ours, one repair at a time, on small objects."""
    compare("ablation", repairs(), SMALL, seeds)


def faithful(seeds: Sequence[int]) -> None:
    """The earlier hand-in itself and the repaired R50-FPN-SSD, one epoch of small objects each."""
    recipes = {
        title: dataclasses.replace(recipe, image_size=256, epochs=1)
        for title, recipe in (
            ("the earlier hand-in (`faithful`)", preset("faithful")),
            ("R50-FPN-SSD (`default`)", preset("default")),
        )
    }
    twice = dataclasses.replace(SMALL, image_size=256, smallest=16, largest=32)
    compare("faithful", recipes, twice, seeds)


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        default,
        errors,
        ablation,
        faithful,
        bccd,
        bccd_large,
        bccd_resnet,
        looks,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
