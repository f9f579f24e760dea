"""Cells as pictures: everything can be read."""

from __future__ import annotations

import pytest

from shared.plotting.diagrams import problems
from work04_grconv.figures.cells import CELLS


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_legible(name: str) -> None:
    assert problems(CELLS[name]()) == []
