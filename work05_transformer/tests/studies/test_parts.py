"""One thing at a time is changed."""

from __future__ import annotations

from work05_transformer.studies.parts import BASE, CHANGES


def test_study_c_changes_one_thing_at_a_time() -> None:
    for change, fields in CHANGES.items():
        assert len(fields) == (0 if change.startswith("none") else 1)
        for name, value in fields.items():
            assert getattr(BASE, name) != value
