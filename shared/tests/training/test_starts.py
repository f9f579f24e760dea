"""A script that imports for `--help` what it does not need is found, and nothing of ours does so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import toy

from shared.training.testing.starts import check_help


def test_what_is_imported_too_early_is_named(tmp_path: Path) -> None:
    shutil.copy(toy.__file__, tmp_path / "toy.py")
    check_help(tmp_path)
    early = "import matplotlib, toy\ntoy.run_command(toy.ToyConfig, toy.train)\n"
    (tmp_path / "early.py").write_text(early)
    with pytest.raises(AssertionError, match=r"^early\.py --help imports matplotlib"):
        check_help(tmp_path)
