"""The studies of autoencoders and of adversarial networks, on tiny settings."""

from __future__ import annotations

import dataclasses
import math

from work03_cifar10.generative.autoencoder import AutoencoderConfig
from work03_cifar10.generative.gan import GanConfig
from work03_cifar10.studies.autoencoders import (
    AutoencoderOn,
    reconstruction_errors,
    reconstructions,
)
from work03_cifar10.studies.gans import PlaneConfig, plane_distances

TINY = AutoencoderOn(
    "sample", AutoencoderConfig(epochs=1), images=200, valid_images=20, held_out=50
)


def test_an_autoencoder_is_measured_on_clean_and_noisy_images() -> None:
    errors = reconstruction_errors(TINY, 0)
    assert set(errors) == {"valid/error", "valid/noisy/error", "valid/code_at_zero"}
    assert all(math.isfinite(value) for value in errors.values())
    drawn = reconstructions(TINY, 0)
    assert drawn["kinds"]["plain"] == errors
    assert list(drawn.pictures) == ["autoencoders_sample.svg"]  # type: ignore[attr-defined]


def test_a_generator_comes_nearer_to_the_truth() -> None:
    gan = GanConfig(latent=2, steps=600, learning_rate=0.01)
    samples = plane_distances(dataclasses.replace(PlaneConfig(), gan=gan, points=1000), 0)[
        "samples"
    ]
    distances = {name: sample["frechet_distance"] for name, sample in samples.items()}
    assert distances["after"] < 0.1 * distances["before"]
    assert distances["another sample of the truth"] < 0.05
