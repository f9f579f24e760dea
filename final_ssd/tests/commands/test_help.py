"""What `--help` does not need is imported where it is used."""

from __future__ import annotations

from conftest import PROJECT

from shared.training.testing.starts import check_help


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(PROJECT)
