"""Every study says what it measures, and declares it without measuring."""

from __future__ import annotations

import pytest

from shared.studies import Study
from shared.studies.declaring import Definition
from work05_transformer.studies.__main__ import studies


@pytest.mark.parametrize("definition", studies(), ids=lambda definition: definition.name)
def test_a_study_says_what_it_measures(definition: Definition) -> None:
    assert definition.about.endswith(".")
    declared = Study(definition.seeds, lambda *_: [])
    definition.function(declared)
    assert declared.wanted
    assert len({str(one.labels) + str(one.seed) for one in declared.wanted}) == len(declared.wanted)
