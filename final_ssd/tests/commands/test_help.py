"""What `--help` does not need is imported where it is used; Ctrl-C before that is one line."""

from __future__ import annotations

from conftest import PROJECT

from shared.training.testing.starts import check_ctrl_c, check_help


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(PROJECT)


def test_ctrl_c_while_torch_is_imported_is_one_line() -> None:
    check_ctrl_c(PROJECT)
