"""Hypothesis for the tests of all projects: an example may take its time on a busy machine."""

from __future__ import annotations

from hypothesis import settings

__all__ = ["without_deadlines"]


def without_deadlines() -> None:
    """Let no example fail for its seconds; called by each project's conftest.py."""
    settings.register_profile("course", deadline=None)
    settings.load_profile("course")
