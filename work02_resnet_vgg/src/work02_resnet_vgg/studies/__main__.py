"""The experiments of the report: `python -m work02_resnet_vgg.studies [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shared.reporting import study_command
from work02_resnet_vgg.studies.ablations import ablations
from work02_resnet_vgg.studies.complexity import complexity, stacks
from work02_resnet_vgg.studies.degradation import degradation
from work02_resnet_vgg.studies.gradients import gradients
from work02_resnet_vgg.studies.pretrained import pretrained
from work02_resnet_vgg.studies.style import small_vgg, style, style_pictures

STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study
    for study in (
        complexity,
        stacks,
        pretrained,
        gradients,
        small_vgg,
        style,
        style_pictures,
        degradation,
        ablations,
    )
}


if __name__ == "__main__":
    study_command(STUDIES)
