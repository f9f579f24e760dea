"""How commands start: what --help must not import, and Ctrl-C before they have begun."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import toy

from shared.training.testing.starts import check_ctrl_c, check_help, check_imports

# Not `shared.grading`: it does without torch, and starts in less time than that takes.
OWN = (
    "shared.data", "shared.lessons", "shared.reporting", "shared.studies",
    "shared.training.folder.run_folder", "shared.training.machine.slurm",
)  # fmt: skip


def test_what_is_imported_too_early_is_named(tmp_path: Path) -> None:
    shutil.copy(toy.__file__, tmp_path / "toy.py")
    early = "import matplotlib, toy\ntoy.run_command(toy.ToyConfig, toy.train)\n"
    (tmp_path / "early.py").write_text(early)
    with pytest.raises(AssertionError, match=r"^early\.py --help imports matplotlib"):
        check_help(tmp_path)


def test_the_houses_own_commands_import_no_more_than_they_need(tmp_path: Path) -> None:
    check_imports(tmp_path, OWN)


def test_ctrl_c_before_the_command_begins_is_one_line(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("import shared.starting\nimport torch\n")
    check_ctrl_c(tmp_path)
    script.write_text("import shared\nimport torch\n")
    with pytest.raises(AssertionError, match="KeyboardInterrupt"):
        check_ctrl_c(tmp_path)
    script.write_text("import torch\nimport shared.starting\n")
    with pytest.raises(AssertionError, match="too late"):
        check_ctrl_c(tmp_path)


def test_other_mistakes_keep_their_traceback() -> None:
    program = "import shared.starting\n1 / 0"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
