"""Run the experiments of the report: `python -m work03_cifar10.studies [NAME …]`."""

from collections.abc import Sequence

import shared.starting  # noqa: F401 - first: Ctrl-C may come while torch is imported
from shared.studies import study_command
from shared.studies.declaring import Definition


def studies() -> Sequence[Definition]:
    """Return them in the report's order; they import what `--help` and a worker need not wait for."""
    from work03_cifar10.studies.augmentations import augmentation_gallery, augmentations
    from work03_cifar10.studies.autoencoders import autoencoder_images, autoencoders
    from work03_cifar10.studies.default_runs import (
        alexnet,
        default,
        fashion,
        longer,
        mnist,
        models,
    )
    from work03_cifar10.studies.gans import dcgan, dcgan_long, gan_plane
    from work03_cifar10.studies.gpu import cpu_94, gpu_94, gpu_94_compiled, gpu_94_parts, gpu_96
    from work03_cifar10.studies.inspection import activations, errors
    from work03_cifar10.studies.lenet import (
        lenet_cifar10,
        lenet_fashion_mnist,
        lenet_mnist,
        lenet_whole,
    )
    from work03_cifar10.studies.made_images import generative
    from work03_cifar10.studies.small_budget import ensembles, tricks
    from work03_cifar10.studies.transfer import fine_tuned, frozen_or_tuned, transfer

    return [
        default, longer, mnist, fashion, models, alexnet, lenet_fashion_mnist, lenet_mnist,
        lenet_cifar10, lenet_whole, activations, tricks, augmentations, augmentation_gallery,
        ensembles, transfer, fine_tuned, frozen_or_tuned, errors, autoencoders, autoencoder_images,
        gan_plane, dcgan, dcgan_long, generative, cpu_94, gpu_94, gpu_96, gpu_94_parts,
        gpu_94_compiled,
    ]  # fmt: skip


if __name__ == "__main__":
    study_command("work03_cifar10", studies)
