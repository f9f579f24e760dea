"""The experiments of the report: `python -m work05_transformer.study [NAME …] [--seeds …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from shared.reporting import save_results, study_command
from shared.training import read_summary
from work05_transformer.classification_study import classification
from work05_transformer.norm_study import norm_gradients, pre_and_post_norm
from work05_transformer.parts_study import parts
from work05_transformer.recipe_study import recipe
from work05_transformer.training import TrainConfig
from work05_transformer.training import train as train_gpt
from work05_transformer.transformer import BASE, BIG, Transformer, parameter_count
from work05_transformer.translation_study import everyday, translation
from work05_transformer.variance import measure_scores
from work05_transformer.vision_study import vision
from work05_transformer.word_vectors_study import word_vectors

RESULTS = Path(__file__).parents[2] / "results"


def command(name: str) -> str:
    """Say what to type to measure results/`name`.json again."""
    return f"python -m work05_transformer.study {name}"


def variance(seeds: Sequence[int]) -> None:
    """Scores of random queries and keys, by their width."""
    rows = []
    for features in (4, 16, 64, 256, 512):
        measured = [measure_scores(features, seed=seed) for seed in seeds]
        rows.append(
            {
                "features": features,
                "variance of q·k": [each.variance for each in measured],
                "variance over √d": [each.scaled_variance for each in measured],
                "largest weight without": [each.largest_weight for each in measured],
                "largest weight with": [each.scaled_largest_weight for each in measured],
            }
        )
    path = RESULTS / "variance.json"
    save_results(path, command=command("variance"), rows=rows, seeds=seeds)


def sizes(seeds: Sequence[int]) -> None:
    """Parameters of the paper's models, in millions; nothing is random."""
    values = {}
    for name, config in (("base", BASE), ("big", BIG)):
        with torch.device("meta"):
            values[name] = parameter_count(Transformer(config)) / 1e6
    save_results(RESULTS / "sizes.json", command=command("sizes"), values=values)


def train(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches, by its default settings, with the first seed."""
    folder = train_gpt(TrainConfig(seed=seeds[0], runs=Path("runs") / "study"))
    summary = read_summary(folder)
    times = {"seconds": summary["seconds"], "CPU seconds": summary["cpu_seconds"]}
    save_results(
        RESULTS / "train.json",
        command=command("train"),
        values=summary["metrics"] | times | {"steps": summary["steps"]},
        config=summary["config"],
        seeds=seeds[:1],
    )


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        variance,
        sizes,
        train,
        recipe,
        translation,
        everyday,
        norm_gradients,
        pre_and_post_norm,
        parts,
        vision,
        classification,
        word_vectors,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
