"""The experiments of the report: `python -m work05_transformer.study [NAME …] [--seeds …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.reporting import study_command
from work05_transformer.studies.classification import classification
from work05_transformer.studies.default_run import train
from work05_transformer.studies.normalization import norm_gradients, pre_and_post_norm
from work05_transformer.studies.parts import parts
from work05_transformer.studies.recipe import recipe
from work05_transformer.studies.sizes import sizes
from work05_transformer.studies.translation import everyday, translation
from work05_transformer.studies.variance import variance
from work05_transformer.studies.vision import vision
from work05_transformer.studies.word_vectors import word_vectors

STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        variance,
        sizes,
        train,
        recipe,
        translation,
        everyday,
        norm_gradients,
        pre_and_post_norm,
        parts,
        vision,
        classification,
        word_vectors,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
