"""Hand what the lessons' runs gave to MyST-NB, which then runs nothing itself.

`python docs/outputs.py KEPT CELLS`: from the folder of `python -m shared.lessons run --keep` into the
cache of cells that conf.py names.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import read_myst_markdown_notebook

ROOT = Path(__file__).parents[1]


def outputs(lesson: Path, kept: Path) -> nbformat.NotebookNode:
    """Return a lesson as MyST-NB reads it, with the outputs of the notebook that was kept.

    Raises:
        ValueError: it was not run, or not in its present form.
    """
    file = kept / lesson.parents[1].name / f"{lesson.stem}.ipynb"
    if not file.exists():
        raise ValueError(f"{file} is not there: python -m shared.lessons run --keep {kept}")
    executed = [cell for cell in nbformat.read(file, 4).cells if cell.cell_type == "code"]
    notebook = read_myst_markdown_notebook(lesson.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if [cell.source.strip() for cell in cells] != [cell.source.strip() for cell in executed]:
        raise ValueError(f"{file} has other cells than {lesson}")
    for cell, done in zip(cells, executed, strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    return notebook


def main(kept: Path, cells: Path) -> None:
    """Fill the cache."""
    cache = get_cache(cells)
    for lesson in sorted(ROOT.glob("*_*/lessons/*.md")):
        bundle = CacheBundleIn(outputs(lesson, kept), str(lesson))
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
