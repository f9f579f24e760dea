"""`python draw.py`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from work02_resnet_vgg.commands.draw import draw
from work02_resnet_vgg.models.registry import UnknownModelError


def test_files_are_written_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw(("basic-block", "resnet20"), tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "basic-block.svg", "resnet20.svg",
    ]  # fmt: skip
    assert re.search("resnet20.svg", capsys.readouterr().out)


def test_an_unknown_name_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="nothing to draw is called 'resnet51'"):
        draw(("resnet20", "resnet51"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
