"""The levels of walls, and what can be seen through them."""

from dataclasses import replace
from pathlib import Path

from toy_course import NAME

from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import laid_out
from shared.grading.walls.limits import LEVELS, stronger_or_equal
from shared.grading.walls.visible import hidden_paths, library_paths


def test_levels_are_ordered_by_strength():
    assert stronger_or_equal("subprocess") == LEVELS
    assert stronger_or_equal("bubblewrap") == ("container", "bubblewrap")


def test_answers_inside_what_is_readable_are_covered(judge, tmp_path):
    site = library_paths()[-1]
    with laid_out(judge, HandIn("none", {})) as place:
        covered = replace(place, hidden=(Path(site, NAME), tmp_path))
        assert hidden_paths(covered) == [f"{site}/{NAME}"]
