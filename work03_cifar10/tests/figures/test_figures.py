"""Every figure is drawn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from shared.plotting import figure
from work03_cifar10.figures.__main__ import RESULTS, main
from work03_cifar10.figures.changes import draw_factor
from work03_cifar10.figures.errors import draw_confusion_and_calibration, draw_errors
from work03_cifar10.figures.inside import draw_features, draw_filters, draw_maps
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.figures.seeds import draw_seeds


def test_figures_are_drawn(tmp_path: Path) -> None:
    torch.manual_seed(0)
    probabilities, labels = torch.randn(60, 3).softmax(dim=1), torch.randint(0, 3, (60,))
    pixels = torch.randint(0, 256, (60, 8, 8, 3), dtype=torch.uint8)
    names = ("$^$", "猫", "犬と$x_")  # people's own classes
    draw_confusion_and_calibration(tmp_path / "report.svg", probabilities, labels, names)
    draw_errors(tmp_path / "errors.svg", pixels, probabilities, labels, names)
    draw_features(tmp_path / "features.svg", torch.randn(60, 5), labels, names)
    draw_filters(tmp_path / "filters.svg", torch.randn(5, 3, 2, 2))
    draw_maps(tmp_path / "maps.svg", pixels[:2], [torch.randn(2, 3, 8, 8)] * 2, ("x", "y"))
    draw_grid(tmp_path / "grid.svg", [torch.rand(4, 1, 8, 8)], ["row"])
    draw_seeds(tmp_path / "seeds.svg", [[1.7, 1.1]] * 4, [93.9, 94.0, 94.12, 94.12], aim=94)
    assert len(list(tmp_path.glob("*.svg"))) == 7


def test_a_mean_outside_the_axes_is_a_number_without_a_bar(tmp_path: Path) -> None:
    with figure(tmp_path / "factor.svg") as (_, (axes,)):
        values = {"0.05": [94.0, 96.0], "0.3": [10.0, 92.0]}
        draw_factor(axes, "learning rate", values, (87.0, 100.0))
        assert [text.get_text() for text in axes.texts] == [" ◀ 51"]
        assert len(axes.containers) == 1, "a bar of the other only: this one would cross the axes"
        assert any(list(line.get_xdata()) == [10.0, 92.0] for line in axes.lines)


@pytest.mark.skipif(
    not (RESULTS / "tricks.json").is_file(), reason="a student's project has no report yet"
)
def test_the_reports_figures_are_drawn_from_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(RESULTS, tmp_path, ignore=shutil.ignore_patterns("*.svg"), dirs_exist_ok=True)
    monkeypatch.setattr("work03_cifar10.figures.__main__.RESULTS", tmp_path)
    main()
    for name in (
        "lenet_cifar10",
        "lenet_fashion_mnist",
        "lenet_mnist",
        "tricks",
        "dcgan",
        "gpu_94",
    ):
        assert (tmp_path / f"{name}.svg").is_file()
