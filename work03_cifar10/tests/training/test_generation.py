"""generative.py: every kind trains in seconds, goes on after a stop, makes images and ways between them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from shared.errors import UserError
from shared.training import CheckpointError
from shared.training.settings.ranges import SettingsError
from shared.training.testing.once import made_once
from shared.training.testing.stops import SIGINT, Stop, check_stops, only_run, run_script
from work03_cifar10.commands.generate import FORMATS, interpolate, picture_path, sample
from work03_cifar10.data.splits import ImageDataError
from work03_cifar10.generative.autoencoder import AutoencoderConfig
from work03_cifar10.generative.config import GenerativeConfig
from work03_cifar10.generative.dcgan import DcganConfig
from work03_cifar10.generative.vae import VaeConfig
from work03_cifar10.training import generation
from work03_cifar10.training.generation import (
    KINDS,
    between,
    check_shape,
    generate,
    load_generative,
    train,
    write_grid,
)

SCRIPT = Path(__file__).parents[2] / "generative.py"


def tiny(config: type[GenerativeConfig], runs: Path, **settings: Any) -> GenerativeConfig:
    """Return settings for a run of a second, without the classifier for the Fréchet distance."""
    smoke = {"samples": 0, "epochs": 1, "images": 100, "device": "cpu", **settings}
    return dataclasses.replace(config.smoke_test(), runs=runs, **smoke)


def pixels(path: Path) -> np.ndarray:
    """Read a picture: height, width, channels."""
    with Image.open(path) as image:
        return np.asarray(image)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A finished run of each kind."""

    def make(folder: Path) -> Path:
        for name, config in KINDS.items():
            train(tiny(config, folder / name))
        return folder

    made = made_once(tmp_path_factory, "generative", make)
    return {name: only_run(made / name) for name in KINDS}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_trains_makes_images_and_goes_between_them(
    runs: dict[str, Path], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = runs[name]
    metrics = json.loads((run / "summary.json").read_text())["metrics"]
    assert metrics["parameters"] > 1000
    assert pixels(run / "samples" / "epoch-001.png").shape == (265, 265, 3)
    assert (run / "samples.png").exists()
    assert (run / "reconstructions.png").exists() == (name in [*KINDS][:4])
    sample(run=run, count=9, out=tmp_path / "made.png")
    interpolate(run=run, pairs=2, steps=4, out=tmp_path / "between.png")
    assert name in capsys.readouterr().out
    assert pixels(tmp_path / "made.png").shape == (100, 100, 3)
    assert pixels(tmp_path / "between.png").shape == (67, 133, 3)


@pytest.mark.parametrize("ending", [*FORMATS, ".JPG"])
def test_pictures_are_written_in_each_format(ending: str, tmp_path: Path) -> None:
    path = picture_path(tmp_path / f"grid{ending}")
    write_grid(path, torch.zeros(4, 1, 8, 8), columns=2)
    with Image.open(path) as picture:
        assert picture.size == (19, 19)


def test_the_loaded_model_makes_what_the_run_drew(runs: dict[str, Path], tmp_path: Path) -> None:
    for name in ("vae", "dcgan", "diffusion"):
        drawn = runs[name] / "samples.png"
        sample(run=runs[name], count=64, out=tmp_path / "again.png")
        apart = pixels(drawn).astype(int) - pixels(tmp_path / "again.png")
        assert abs(apart).max() <= 2, name  # the weights' order in memory is another


def test_a_way_begins_and_ends_with_images_of_two_draws(runs: dict[str, Path]) -> None:
    model, _ = load_generative(runs["vae"])
    ways = between(model, 2, 5, seed=3)
    generator = torch.Generator().manual_seed(3)
    ends = torch.randn(2, 2, *model.latent_shape, generator=generator)
    with torch.no_grad():
        torch.testing.assert_close(ways[[0, 5]], model.generate(ends[0]))
        torch.testing.assert_close(ways[[4, 9]], model.generate(ends[1]))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("denoising", marks=pytest.mark.slow),
        pytest.param("vae", marks=pytest.mark.slow),
        "dcgan",
        "diffusion",
    ],
)
def test_a_stopped_run_ends_as_an_undisturbed_one(name: str, tmp_path: Path) -> None:
    """Killed within an epoch, stopped by Ctrl-C, killed at the end; then by --resume alone."""
    options = (name, "--smoke", "--images", "200", "--samples", "0")
    stops = [Stop(3), Stop(3, SIGINT), Stop("finish")]
    check_stops(SCRIPT, *options, stops=stops, place=tmp_path)


@pytest.mark.parametrize("name", ["autoencoder", "sparse", "gan"])
def test_the_other_kinds_go_on_after_a_kill_too(name: str, tmp_path: Path) -> None:
    """Killed in the second epoch, the last checkpoint a step before; then by --resume alone."""
    options = (name, "--smoke", "--images", "200", "--samples", "0")
    check_stops(SCRIPT, *options, stops=[Stop(3)], place=tmp_path)


def test_the_frechet_distance_is_measured_to_images_held_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the classifier goes to runs/studies
    folder = train(tiny(VaeConfig, tmp_path / "runs", samples=300))
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert metrics["frechet_distance"] > 0
    assert {"valid/elbo", "valid/error", "valid/bits_per_dimension"} <= metrics.keys()
    assert len(list((tmp_path / "runs" / "studies").glob("*/*/classifier.json"))) == 1
    monkeypatch.setattr(generation, "distance", lambda reference, made, real: float(len(made)))
    again = train(tiny(VaeConfig, tmp_path / "again", samples=300))
    metrics = json.loads((again / "summary.json").read_text())["metrics"]
    assert metrics["frechet_distance"] == 200, "no more than are held out"
    assert len(list((tmp_path / "runs" / "studies").glob("*/*/classifier.json"))) == 1


@pytest.mark.parametrize("name", KINDS)
def test_what_is_measured_on_images_held_out_needs_one(name: str, tmp_path: Path) -> None:
    config = tiny(KINDS[name], tmp_path, held_out=0.0005)  # of 1,400 digits
    if "gan" in name:
        train(config)
        return
    with pytest.raises(ImageDataError, match=rf"{name} is measured .*--held-out 0\.0005"):
        train(config)
    assert not [*tmp_path.iterdir()]


def test_one_image_held_out_is_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(tiny(AutoencoderConfig, tmp_path, held_out=1, samples=50))
    assert "--samples 50 is more than are held out: none is compared" in capsys.readouterr().out


def test_the_same_seed_makes_the_same_images_and_leaves_torchs_numbers_alone(
    runs: dict[str, Path],
) -> None:
    model, _ = load_generative(runs["gan"])
    before = torch.get_rng_state()
    first, again, other = (generate(model, 3, seed, "cpu") for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(before, torch.get_rng_state())


def test_ones_own_pictures_are_learned_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator = np.random.default_rng(0)
    for name in ("red", "blue"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(10):
            photo = generator.integers(0, 255, (30, 40, 3), dtype=np.uint8)
            Image.fromarray(photo).save(tmp_path / "photos" / name / f"{number}.png")
    config = tiny(AutoencoderConfig, tmp_path, data=str(tmp_path / "photos"), held_out=0.1)
    folder = train(dataclasses.replace(config, image_size=24))
    assert "--batch-size 100 is more than there are" in capsys.readouterr().out
    model, _ = load_generative(folder)
    assert generate(model, 2, 0, "cpu").shape == (2, 3, 24, 24)


def test_what_cannot_be_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: dict[str, Path]
) -> None:
    with pytest.raises(SettingsError, match="--samples 1 is out of range"):
        VaeConfig(samples=1)
    with pytest.raises(SettingsError, match="--images 1 is out of range"):
        VaeConfig(images=1)
    with pytest.raises(SettingsError, match=r"--held-out 2\.5 is neither"):
        VaeConfig(held_out=2.5)
    with pytest.raises(SettingsError, match="--latent 0"):
        VaeConfig(latent=0)
    with pytest.raises(UserError, match=r"vae makes no images of 30×30.*multiple of 4"):
        check_shape(VaeConfig(), (3, 30, 30))
    with pytest.raises(UserError, match=r"dcgan makes no images of 40×40.*at most 32"):
        check_shape(DcganConfig(), (3, 40, 40))
    with monkeypatch.context() as under_torchrun:
        under_torchrun.setenv("WORLD_SIZE", "2")
        with pytest.raises(UserError, match="trains in one process: start it without torchrun"):
            train(VaeConfig(runs=tmp_path))
    with pytest.raises(SettingsError, match="--count 0"):
        sample(run=tmp_path, count=0)
    with pytest.raises(SettingsError, match="--steps 1"):
        interpolate(run=tmp_path, steps=1)
    with pytest.raises(UserError, match=r"no generative\.json"):
        sample(run=tmp_path)
    for command in (sample, interpolate):
        with pytest.raises(UserError, match=r"none has no generative\.json"):
            command(run=tmp_path / "none")
    with pytest.raises(UserError, match="is no picture"):
        picture_path(tmp_path / "made.txt")
    with pytest.raises(UserError, match="there is no folder"):
        sample(run=runs["vae"], out=tmp_path / "none" / "made.png")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"no finished run in runs.*python generative\.py vae"):
        sample()
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(UserError, match="one process"):
        train(VaeConfig())


def test_resume_stands_before_the_kind_or_after_it(runs: dict[str, Path], tmp_path: Path) -> None:
    resume, other = ("--resume", str(runs["vae"])), ("--runs", str(tmp_path))
    for arguments in (("vae", *resume), (*resume, "vae")):
        refused = run_script(SCRIPT, *arguments, "--smoke", *other)
        assert refused.returncode == 1
        assert "goes on with it: leave out --runs" in refused.stderr
        assert not [*tmp_path.iterdir()]


def test_a_run_does_not_go_on_with_other_images(tmp_path: Path) -> None:
    pictures = [tmp_path / "photos" / kind / f"{n}.png" for kind in "ab" for n in range(20)]
    for number, path in enumerate(pictures):
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (32, 32), (5 * number,) * 3).save(path)
    data = {"data": str(tmp_path / "photos"), "held_out": 0.2, "image_size": 32, "batch_size": 8}
    config = tiny(AutoencoderConfig, tmp_path / "runs", **data)
    folder = train(config)
    described = (folder / "generative.json").read_bytes()
    for number, path in enumerate(pictures):
        Image.new("RGB", (32, 32), (5 * number + 3,) * 3).save(path)
    with pytest.raises(CheckpointError, match="the data are not those with which"):
        train(dataclasses.replace(config, resume=folder, epochs=2))
    assert (folder / "generative.json").read_bytes() == described


def test_a_run_of_another_kind_is_not_resumed(runs: dict[str, Path]) -> None:
    for name, other in (("dcgan", "vae"), ("sparse", "autoencoder")):
        resume = ("--resume", str(runs[other]))
        for arguments in ((name, *resume), (*resume, name)):
            refused = run_script(SCRIPT, *arguments)
            assert refused.returncode == 1
            assert refused.stderr.count("\n") == 1
            assert f"is a run of {other}, not of {name}: python generative.py" in refused.stderr
    nothing = run_script(SCRIPT, "--resume", "none")
    assert nothing.returncode == 1
    assert "none has no generative.json" in nothing.stderr
    told = run_script(SCRIPT)
    assert told.returncode == 2
    assert "name a command" in told.stderr
