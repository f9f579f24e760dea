"""The experiments of the report: `python -m work04_grconv.studies [NAME …]`.

Each writes `results/<name>.json`, after each seed, so that a study that is stopped leaves what it
has. A translator that is already there (same settings, under runs/study) is not trained again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.reporting import study_command
from work04_grconv.studies.encoders import default, encoders
from work04_grconv.studies.everyday import everyday, everyday_small, vocabularies
from work04_grconv.studies.gradients import gradients
from work04_grconv.studies.language_models import language_models
from work04_grconv.studies.parses import parses

STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        gradients,
        default,
        encoders,
        parses,
        language_models,
        everyday_small,
        everyday,
        vocabularies,
    )
}

if __name__ == "__main__":
    study_command(STUDIES)
