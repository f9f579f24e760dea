"""A kernel that is forked is one of its own: its folder, memory and end."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from shared.lessons import running
from shared.lessons.kernels import CAN_FORK
from shared.lessons.lesson import Lesson, LessonError
from shared.lessons.running import run_lesson

HEADER = (
    "---\njupytext:\n  text_representation: {extension: .md, format_name: myst}\n---\n\n# 1\n\n"
)

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux only")


def lesson(folder: Path, *cells: str) -> Lesson:
    text = HEADER + "".join(f"```{{code-cell}} ipython3\n{cell}\n```\n\n" for cell in cells)
    path = folder / "01_one.md"
    path.write_text(text)
    return Lesson(path, text)


def test_a_kernel_has_its_own_folder_and_memory_and_draws(tmp_path: Path) -> None:
    cells = (
        "import os, sys\nprint(os.getcwd(), 'torch' in sys.modules, '' in sys.path)\n"
        "print([name for name in sys.modules if name.startswith('shared')], 'mine' in globals())\n"
        "mine = sys.mine = 1",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
        "import numpy as np\nprint(np.random.random())",
    )
    drawn = []
    for _ in range(2):
        first, second, third = (
            cell for cell in run_lesson(lesson(tmp_path, *cells)).cells if cell.get("outputs")
        )
        assert first.outputs[0].text == f"{tmp_path} True True\n[] False\n"
        assert "image/png" in second.outputs[-1].data
        drawn.append(third.outputs[0].text)
    assert drawn[0] != drawn[1], "both have the random numbers of the process that forks"
    assert [path.name for path in tmp_path.iterdir()] == ["01_one.md"]


def test_a_kernel_that_is_killed_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"01_one\.md, cell 2 \(import os, signal\)"):
        run_lesson(lesson(tmp_path, "1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
    assert [path.name for path in tmp_path.iterdir()] == ["01_one.md"]


def test_a_cell_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CELL_SECONDS", 2)
    cell = "import os\nopen('id', 'w').write(str(os.getpid()))\nwhile True:\n    pass"
    with pytest.raises(LessonError, match=r"cell 1 \(import os\)"):
        run_lesson(lesson(tmp_path, cell))
    kernel = int((tmp_path / "id").read_text())
    for _ in range(200):
        if not Path(f"/proc/{kernel}").exists():
            break
        time.sleep(0.05)
    else:
        os.kill(kernel, 9)
        pytest.fail("the kernel is still there")


def test_a_progress_bar_warns_of_no_missing_widgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = (
        "import sys, types\nsys.modules['ipywidgets'] = types.ModuleType('ipywidgets')",  # empty
        "from tqdm.auto import tqdm\nprint(tqdm.__module__)",
    )
    (imported,) = [
        cell for cell in run_lesson(lesson(tmp_path, *cells)).cells if cell.get("outputs")
    ]
    assert [output["name"] for output in imported.outputs] == ["stdout"]
