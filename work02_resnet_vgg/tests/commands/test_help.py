"""What `--help` does not need is imported where it is used; Ctrl-C before that is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.training.testing.starts import check_ctrl_c, check_help
from work02_resnet_vgg.commands.style import style
from work02_resnet_vgg.training import loop, small_vgg


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(Path(__file__).parents[2])


def test_ctrl_c_while_torch_is_imported_is_one_line() -> None:
    check_ctrl_c(Path(__file__).parents[2])


@pytest.mark.parametrize("command", [style, loop.train, small_vgg.train])
def test_help_says_what_the_defaults_cost(command: object) -> None:
    assert "The defaults take" in (command.__doc__ or "").partition("Args:")[0]
