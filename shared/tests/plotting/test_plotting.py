"""Figures show what they are given, repeat byte for byte, and are never half-written."""

from pathlib import Path

import numpy as np
import pytest

from shared.plotting import figure, font_file, no_formula, plot_curves, plot_intervals, style

RECORDS = [
    {"epoch": epoch, "step": 5 * epoch, "seconds": 0.1, "train/loss": 1 / epoch, "valid/loss": 1.0}
    for epoch in range(1, 4)
]


def test_curves_of_one_metric_share_axes(tmp_path: Path) -> None:
    plot_curves(RECORDS, tmp_path / "curves.svg")
    text = (tmp_path / "curves.svg").read_text()
    for word in ("loss", "training", "validation", "epoch"):
        assert f"<!-- {word} -->" in text


def test_a_curve_that_is_alone_says_of_what_it_is(tmp_path: Path) -> None:
    records = [
        {"epoch": epoch, "step": 1, "seconds": 0.1, "train/loss": 1.0, "valid/error/plain": 0.5}
        for epoch in (1, 2)
    ]
    plot_curves(records, tmp_path / "curves.svg")
    text = (tmp_path / "curves.svg").read_text()
    assert "<!-- training loss -->" in text
    assert "<!-- validation error plain -->" in text


def test_without_a_metric_there_is_no_figure(tmp_path: Path) -> None:
    plot_curves([{"epoch": 1, "step": 4, "seconds": 0.5}], tmp_path / "curves.svg")
    assert not list(tmp_path.iterdir())


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
        dots += axes.lines[-2].get_xdata().tolist()  # the last is the reference's
        bars = [container.lines[2][0].get_segments()[0][:, 0] for container in axes.containers]
        assert dots == [2.0, 5.0]
        np.testing.assert_allclose(bars[0], [2 - 2**0.5, 2 + 2**0.5])
        assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]
        assert axes.get_ylim()[0] > axes.get_ylim()[1], "the first name belongs on top"


def test_intervals_show_every_seed_and_say_where_there_is_one(tmp_path: Path) -> None:
    with figure(tmp_path / "intervals.svg") as (_, (axes,)):
        plot_intervals(axes, {"a": [1.0, 3.0], "b": [5.0]}, label="error")
        drawn = {tuple(line.get_xdata()): line for line in axes.lines}
        assert (1.0, 3.0) in drawn, "a point for each seed"
        assert drawn[5.0,].get_markerfacecolor() == "white", "a ring: one seed, no spread"
        assert axes.get_xlabel() == "error (small points: seeds, rings: one seed)"


def draw_name(path: Path, name: str) -> None:
    with figure(path) as (_, (axes,)):
        axes.set_title(name)


def test_characters_that_no_font_shows_are_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only = dict(list(style._installed_fonts().items())[:1])
    monkeypatch.setattr(style, "_installed_fonts", lambda: only)
    draw_name(tmp_path / "cat.svg", "猫 and 狗, 猫")
    assert (tmp_path / "cat.svg").exists()
    (note,) = capsys.readouterr().err.splitlines()
    assert note.startswith("note: no font here shows 猫狗 in ")
    assert font_file("猫") is None
    assert font_file("cat") == only["DejaVu Sans"]


@pytest.mark.parametrize("text", ["$$", "$^$", "US$ and HK$", "$5", "cat"])
def test_dollars_of_other_people_s_texts_are_shown(tmp_path: Path, text: str) -> None:
    draw_name(tmp_path / "money.svg", no_formula(text))
    assert f"<!-- {text} -->" in (tmp_path / "money.svg").read_text()


def test_a_number_may_be_a_name() -> None:
    assert no_formula(np.int64(7)) == "7"


def test_of_a_family_s_files_the_upright_one_is_taken() -> None:
    path = font_file("cat")
    assert path is not None
    assert path.stem == "DejaVuSans"  # of matplotlib's own: not Oblique, Bold or Condensed


def test_chinese_names_are_shown_where_a_font_has_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if font_file("猫") is None:
        pytest.skip("no font here has Chinese characters")
    draw_name(tmp_path / "cat.svg", "猫 and 狗")
    assert capsys.readouterr().err == ""


def test_other_warnings_of_a_drawing_are_passed_on(tmp_path: Path) -> None:
    def draw() -> None:
        with figure(tmp_path / "small.svg", width=0.3, height=0.3) as (_, (axes,)):
            axes.set_ylabel("a label that is far too long for its figure")

    with pytest.warns(UserWarning, match="constrained_layout not applied"):
        draw()
