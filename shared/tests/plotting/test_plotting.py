"""Figures show what they are given, repeat byte for byte, and are never half-written."""

from pathlib import Path

import numpy as np
import pytest

from shared.plotting import figure, plot_curves, plot_intervals

RECORDS = [
    {"epoch": epoch, "step": 5 * epoch, "seconds": 0.1, "train/loss": 1 / epoch, "valid/loss": 1.0}
    for epoch in range(1, 4)
]


def test_curves_of_one_metric_share_axes(tmp_path: Path) -> None:
    plot_curves(RECORDS, tmp_path / "curves.svg")
    text = (tmp_path / "curves.svg").read_text()
    for word in ("loss", "train", "valid", "epoch"):
        assert f"<!-- {word} -->" in text


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        plot_curves(RECORDS, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_a_failed_drawing_leaves_the_old_figure(tmp_path: Path) -> None:
    path = tmp_path / "figure.svg"
    path.write_text("old")

    def fail() -> None:
        with figure(path) as (_, (axes,)):
            axes.plot([1, 2], [1])

    with pytest.raises(ValueError, match="same first dimension"):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_intervals_are_means_with_standard_deviations(tmp_path: Path) -> None:
    with figure(tmp_path / "intervals.svg") as (_, (axes,)):
        plot_intervals(axes, {"a": [1.0, 3.0], "b": [5.0]}, reference="b", label="error")
        dots = [container.lines[0].get_xdata()[0] for container in axes.containers]
        bars = [container.lines[2][0].get_segments()[0][:, 0] for container in axes.containers]
        assert dots == [2.0, 5.0]
        np.testing.assert_allclose(bars[0], [2 - 2**0.5, 2 + 2**0.5])
        assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
        assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first name belongs on top"
