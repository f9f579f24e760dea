"""Every study has a name and says what it measures."""

from __future__ import annotations

from work05_transformer.study import STUDIES


def test_every_study_says_what_it_measures() -> None:
    for study in STUDIES.values():
        assert (study.__doc__ or "").splitlines()[0].endswith(".")
