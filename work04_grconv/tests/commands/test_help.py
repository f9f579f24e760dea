"""What `--help` does not need is imported where it is used; Ctrl-C before that is one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.training.settings.command_line import parse_config
from shared.training.testing.starts import check_ctrl_c, check_help
from work04_grconv.training.config import TrainConfig


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(Path(__file__).parents[2])


def test_ctrl_c_while_torch_is_imported_is_one_line() -> None:
    check_ctrl_c(Path(__file__).parents[2])


def test_help_says_that_a_sentence_of_fra_eng_brings_all_its_translations(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        parse_config(TrainConfig, ["--help"], "")
    told = re.sub(r"[│\s]+", " ", capsys.readouterr().out)
    assert re.search(
        r"--pairs INT.*English sentences, with all their translations.*--max-words", told
    ), told
