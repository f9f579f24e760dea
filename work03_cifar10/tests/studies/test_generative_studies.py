"""The studies of models that make images, on tiny settings."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest

from work03_cifar10.generative.gan import GanConfig
from work03_cifar10.generative.vae import VaeConfig
from work03_cifar10.studies import autoencoders, gans
from work03_cifar10.studies.autoencoders import KINDS, reconstruction_errors, reconstructions
from work03_cifar10.studies.gans import PlaneConfig, dcgan_over_time, plane_distances, real_halves
from work03_cifar10.studies.made_images import made_images

TINY = {
    kind: config(data="sample", images=200, held_out=50, epochs=1) for kind, config in KINDS.items()
}


def test_an_autoencoder_is_measured_on_clean_and_noisy_images(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(autoencoders, "VALID_IMAGES", 20)
    errors = reconstruction_errors(TINY["plain"], 0)
    assert set(errors) == {"valid/error", "valid/noisy/error", "valid/code_at_zero"}
    assert all(math.isfinite(value) for value in errors.values())
    drawn = reconstructions(TINY, 0)
    assert drawn["kinds"]["plain"] == errors
    assert list(drawn.pictures) == ["autoencoders_sample.svg"]  # type: ignore[attr-defined]


def test_a_generator_comes_nearer_to_the_truth() -> None:
    gan = GanConfig(latent=2, epochs=40, learning_rate=0.01)
    samples = plane_distances(dataclasses.replace(PlaneConfig(), gan=gan, points=1000), 0)[
        "samples"
    ]
    distances = {name: sample["frechet_distance"] for name, sample in samples.items()}
    assert distances["after"] < 0.1 * distances["before"]
    assert distances["another sample of the truth"] < 0.05


def test_a_dcgan_is_measured_after_each_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the classifier goes to runs/studies
    (config, *_) = gans.dcgans(
        data="sample", smoke=True, images=200, held_out=100, samples=50, epochs=2, width=4
    ).values()
    measured = dcgan_over_time(config, 0)
    assert [point["epoch"] for point in measured["curve"]] == [1, 2]
    assert measured["frechet_distance"] == measured["curve"][-1]["frechet_distance"]
    assert 1 <= measured["classes_covered"] <= 10
    assert measured["variety"] < 1
    assert list(measured.pictures) == ["dcgan_transposed_0.0002_2.svg"]  # type: ignore[attr-defined]
    assert real_halves(config)["frechet_distance"] < measured["frechet_distance"]


def test_what_a_kind_makes_is_measured_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = dataclasses.replace(VaeConfig.smoke_test(), samples=0, epochs=1)
    measured = made_images(config, 1)
    assert {"valid/elbo", "core_seconds"} <= measured.keys()
    assert list(measured.pictures) == ["made_vae.svg"]  # type: ignore[attr-defined]
