"""Run the experiments of the report: `python -m work02_resnet_vgg.studies [NAME …]`."""

from collections.abc import Sequence

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.studies import study_command
from shared.studies.declaring import Definition


def studies() -> Sequence[Definition]:
    """Return them in the report's order; they import what `--help` and a worker need not wait for."""
    from work02_resnet_vgg.studies.ablations import ablations
    from work02_resnet_vgg.studies.complexity import complexity, complexity_cifar, stacks
    from work02_resnet_vgg.studies.convolution import reasons
    from work02_resnet_vgg.studies.degradation import default_run, degradation
    from work02_resnet_vgg.studies.equal_budget import equal_budget
    from work02_resnet_vgg.studies.full_size import degradation_full_size
    from work02_resnet_vgg.studies.gpu import gpu_depths
    from work02_resnet_vgg.studies.gradients import gradients
    from work02_resnet_vgg.studies.pretrained import pretrained
    from work02_resnet_vgg.studies.style import small_vgg, style, style_pictures, variation

    return [
        complexity, complexity_cifar, stacks, default_run, degradation, degradation_full_size,
        pretrained, gradients, ablations, reasons, equal_budget, small_vgg, style, style_pictures,
        variation, gpu_depths,
    ]  # fmt: skip


if __name__ == "__main__":
    study_command("work02_resnet_vgg", studies)
