"""Run the experiments of the report: `python -m work03_cifar10.studies [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin, after each seed, so that
a study that is stopped leaves what it has. `nox -s report` makes tables and figures of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.reporting import study_command
from work03_cifar10.studies import (
    autoencoders,
    default_runs,
    gans,
    inspection,
    lenet,
    small_budget,
    transfer,
)

STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        default_runs.default,
        default_runs.longer,
        default_runs.ten_minutes,
        default_runs.full_width,
        default_runs.full_width_short,
        default_runs.mnist,
        default_runs.fashion,
        default_runs.models,
        default_runs.alexnet,
        lenet.lenet_mnist,
        lenet.lenet_fashion_mnist,
        lenet.lenet_cifar10,
        transfer.transfer,
        transfer.fine_tuned,
        small_budget.tricks,
        small_budget.ensembles,
        autoencoders.autoencoders,
        gans.gan_plane,
        gans.dcgan,
        inspection.looking,
        inspection.activations,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
