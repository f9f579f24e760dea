"""Run lessons as Jupyter runs them: a kernel each, all cells in order, offline."""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from shared.lessons.kept import find_kept, keep
from shared.lessons.kernels import kernel_command
from shared.lessons.lesson import Lesson, LessonError

CELL_SECONDS = 120
START_SECONDS = 600  # the first kernel waits for the libraries to be imported
# tqdm looks for this name: it writes as in a console, and warns of no missing widgets.
CONSOLE = {"SPYDER_CONSOLE": "no"}
COLOR = re.compile(r"\x1b\[[0-9;]*m")


def run_lesson(lesson: Lesson) -> Any:
    """Return the executed notebook.

    Raises:
        LessonError: a cell fails or takes more than two minutes; the message has its number, its
            first line and the error.
    """
    from jupyter_client.kernelspec import KernelSpec  # of the extra `lessons`
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = lesson.notebook()
    place = {"metadata": {"path": str(lesson.path.parent)}}
    try:
        # A kernel that is killed leaves its connection behind: not beside the lessons.
        with tempfile.TemporaryDirectory(prefix="kernel-") as folder:

            class Manager(AsyncKernelManager):
                """Starts kernels that have imported the libraries already."""

                connection_file = str(Path(folder, "connection.json"))
                kernel_spec = KernelSpec(
                    argv=kernel_command(), display_name="Python 3", language="python", env=CONSOLE
                )

            client = NotebookClient(
                notebook,
                timeout=CELL_SECONDS,
                startup_timeout=START_SECONDS,
                resources=place,
                kernel_manager_class=Manager,
            )
            client.extra_arguments = ["--log-level=ERROR"]
            asyncio.run(client.async_execute())
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        number, cell = _last_begun(notebook)
        first = next(iter(cell.source.splitlines()), "")
        reason = f"{getattr(error, 'ename', '')}: {getattr(error, 'evalue', '')}".strip(": ")
        reason = COLOR.sub("", reason or str(error).splitlines()[0])
        raise LessonError(f"{lesson.path.name}, cell {number} ({first}): {reason}") from None
    return notebook


def _last_begun(notebook: Any) -> tuple[int, Any]:
    """Return the number, from 1, and the cell where it ended."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = [
        i for i, cell in enumerate(cells) if any(o.output_type == "error" for o in cell.outputs)
    ]
    begun = [i for i, cell in enumerate(cells) if cell.execution_count is not None]
    number = (failed or [len(begun)])[-1]
    number = min(number, len(cells) - 1)
    return number + 1, cells[number]


def run_all(
    lessons: Iterable[Lesson], jobs: int, kept: Path | None = None
) -> Iterator[tuple[Lesson, float, str]]:
    """Run lessons, `jobs` at a time; yield each with its seconds and what failed, in order.

    Args:
        lessons: to run.
        jobs: how many at a time.
        kept: a folder for executed notebooks. A lesson that is kept there, and whose text and code
            have not changed since, is not run again.
    """

    def one(lesson: Lesson) -> tuple[Lesson, float, str]:
        start = time.monotonic()
        try:
            if kept is None:
                run_lesson(lesson)
            elif find_kept(lesson, kept) is None:
                keep(lesson, run_lesson(lesson), kept)
        except LessonError as error:
            return lesson, time.monotonic() - start, str(error)
        return lesson, time.monotonic() - start, ""

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(one, lessons)
