"""What `--help` does not need is imported where it is used."""

from __future__ import annotations

from pathlib import Path

from shared.training.testing.starts import check_help


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(Path(__file__).parents[2])
