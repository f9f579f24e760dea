"""The figure of images holds every network of the results, or says which it does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from work05_transformer.figures.vision import LEFT_OUT, LINES, draw_vision

RESULTS = Path(__file__).parents[2] / "results"
SHORT, LONGER = RESULTS / "vision.json", RESULTS / "vision_longer.json"

pytestmark = pytest.mark.skipif(
    not (SHORT.is_file() and LONGER.is_file()), reason="a student's project has no report yet"
)


def test_every_network_is_drawn_from_the_results(tmp_path: Path) -> None:
    draw_vision(tmp_path / "drawn.svg", SHORT, LONGER)
    drawn = (tmp_path / "drawn.svg").read_text(encoding="utf-8")
    names: set[str] = set()
    for results in (SHORT, LONGER):
        stored = json.loads(results.read_text(encoding="utf-8"))
        networks = {variant["labels"]["network"] for variant in stored["variants"]} - LEFT_OUT
        names |= networks
        for network in networks:
            assert LINES[network][0] in drawn
    assert names == set(LINES), "each line of the figure is of a network that was measured"


def test_a_network_without_a_line_is_named(tmp_path: Path) -> None:
    stored = json.loads(LONGER.read_text(encoding="utf-8"))
    stored["variants"][0]["labels"]["network"] = "another"
    (tmp_path / "made.json").write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(KeyError, match="another"):
        draw_vision(tmp_path / "made.svg", SHORT, tmp_path / "made.json")
