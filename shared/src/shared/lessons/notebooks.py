"""Lessons as `.ipynb`, for Jupyter and Colab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shared.files import write_text_atomically
from shared.lessons.lesson import Lesson

INSTALL = """\
# Where the course is not installed yet (Colab): bring its folder here first, then run this cell.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("{package}") is None:
    install = [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, "--editable", "../../shared", "--editable", ".."], check=True)"""


def write_notebook(lesson: Lesson, folder: Path) -> Path:
    """Write a lesson as a notebook without outputs; return its file."""
    import nbformat  # of the extra `lessons`
    from nbformat.v4 import new_code_cell

    notebook: Any = lesson.notebook()
    package = lesson.path.resolve().parents[1].name
    notebook.cells.insert(0, new_code_cell(INSTALL.format(package=package), id="install"))
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # the same notebook each time
    path = folder / f"{lesson.path.stem}.ipynb"
    folder.mkdir(parents=True, exist_ok=True)
    write_text_atomically(path, nbformat.writes(notebook) + "\n")
    return path
