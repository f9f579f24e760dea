"""Keep what a lesson's run gave, until the lesson or the code behind it changes."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import shared
from shared.files import write_text_atomically
from shared.lessons.lesson import Lesson


def digest_of(lesson: Lesson) -> str:
    """Return a digest of all that a run depends on.

    That is the lesson's text, the sources of its assignment and of `shared`, the results that it may
    read, Python and torch.
    """
    project = lesson.path.resolve().parents[1]
    course = Path(shared.__file__).parent
    files = [
        *project.glob("src/**/*.py"),
        *course.rglob("*.py"),
        *project.glob("results/**/*.json"),
    ]
    digest = hashlib.sha256(
        f"{platform.python_version()} {version('torch')}\n{lesson.text}".encode()
    )
    for file in sorted(files):
        digest.update(f"\n{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def file_of(lesson: Lesson, folder: Path) -> Path:
    """Return where a lesson's run is kept."""
    return folder / lesson.path.resolve().parents[1].name / f"{lesson.path.stem}.ipynb"


def find_kept(lesson: Lesson, folder: Path) -> Any | None:
    """Return the executed notebook, or None where none is kept, or what it depends on has changed."""
    import nbformat  # of the extra `lessons`

    file = file_of(lesson, folder)
    if not file.exists():
        return None
    notebook = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    return notebook if notebook.metadata.get("run_of") == digest_of(lesson) else None


def keep(lesson: Lesson, notebook: Any, folder: Path) -> None:
    """Write an executed notebook, with the digest of what it depends on."""
    import nbformat  # of the extra `lessons`

    notebook.metadata["run_of"] = digest_of(lesson)
    file = file_of(lesson, folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomically(file, nbformat.writes(notebook))  # type: ignore[no-untyped-call]
