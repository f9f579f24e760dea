"""`python draw.py`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from work02_resnet_vgg.commands.drawing import main


def test_files_are_written_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("basic-block", "resnet20"), tmp_path / "out") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "basic-block.svg", "resnet20.svg",
    ]  # fmt: skip
    assert re.search("resnet20.svg", capsys.readouterr().out)


def test_an_unknown_name_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("resnet20", "resnet51"), tmp_path / "out") == 1
    assert "nothing to draw is called 'resnet51'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
