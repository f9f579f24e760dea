"""`python draw.py`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.errors import UserError
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


def test_no_name_and_no_place_are_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"name what to draw: basic-block, .*resnet50"):
        draw((), tmp_path / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot make the folder"):
        draw(("basic-block",), tmp_path / "file")
