"""The run behind `python generative.py KIND`: one loop for each kind is in `generative/`."""

from __future__ import annotations

import dataclasses
import math
import os
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor

from shared.files import write_atomically
from shared.training import CheckpointError, Loop, Run, RunError, SavedModelError
from shared.training.begun_with import keep
from shared.training.folder.checkpoints import run_and_checkpoint
from shared.training.folder.saved import load_weights, read_json
from shared.training.settings.config import AUTO, config_of_run
from work03_cifar10.data.by_name import load_by_name
from work03_cifar10.data.images import Images as PixelImages
from work03_cifar10.data.splits import ImageDataError
from work03_cifar10.generative import autoencoder, dcgan, diffusion, gan, vae
from work03_cifar10.generative.autoencoder import (
    Autoencoder,
    AutoencoderConfig,
    DenoisingConfig,
    SparseConfig,
)
from work03_cifar10.generative.config import (
    GenerativeConfig,
    GenerativeModel,
    Images,
    Shape,
    Watch,
    unwatched,
)
from work03_cifar10.generative.dcgan import DcganConfig
from work03_cifar10.generative.diffusion import Diffusion, DiffusionConfig
from work03_cifar10.generative.gan import GanConfig, LinearGenerator, linear_discriminator
from work03_cifar10.generative.vae import Vae, VaeConfig
from work03_cifar10.training.config import capped_batch
from work03_cifar10.training.reference import distance, reference_classifier

FILE = "generative.json"
KINDS: dict[str, type[GenerativeConfig]] = {
    config.model: config
    for config in (
        AutoencoderConfig, SparseConfig, DenoisingConfig, VaeConfig, GanConfig, DcganConfig,
        DiffusionConfig,
    )
}  # fmt: skip
GRID = 8  # images a row, and rows, of what is drawn


def check_shape(config: GenerativeConfig, shape: Shape) -> None:
    """Refuse images whose sides the model cannot halve twice, or for DCGAN others than its own.

    Raises:
        ImageDataError: the sides do not fit.
    """
    sides = f"{config.model} makes no images of {shape[1]}×{shape[2]}"
    if any(side % 4 for side in shape[1:]) and not isinstance(config, GanConfig):
        raise ImageDataError(f"{sides}: take a multiple of 4 (--image-size)")
    if max(shape[1:]) > dcgan.SIDE and isinstance(config, DcganConfig):
        raise ImageDataError(f"{sides}: take at most {dcgan.SIDE} (--image-size)")


def build(config: GenerativeConfig, shape: Shape) -> Any:
    """Build the model that makes images, a GenerativeModel, with random weights."""
    match config:
        case AutoencoderConfig():
            return Autoencoder(shape, config.code, config.width)
        case VaeConfig():
            return Vae(shape, config.latent, config.width)
        case DcganConfig():
            return dcgan.Generator(
                shape, config.latent, config.width, config.norm_eps, config.upsampling
            )
        case GanConfig():
            return LinearGenerator(shape, config.latent, config.width)
        case DiffusionConfig():
            return Diffusion(shape, config.width, config.sampling_steps, config.eta)
    raise TypeError(f"no model has the settings {type(config).__name__}")


def fit(
    loop: Loop,
    config: GenerativeConfig,
    model: Any,
    train: Images,
    valid: Images,
    watch: Watch = unwatched,
) -> None:
    """Train a model of `build` by its own loop.

    Args:
        loop: what surrounds the training.
        config: of the kind that is trained.
        model: with random weights.
        train: images between 0 and 1.
        valid: images that are held out; adversarial training looks at none.
        watch: called after each epoch.
    """
    match config:
        case AutoencoderConfig():
            autoencoder.fit(loop, config, model, train, valid, watch)
        case VaeConfig():
            vae.fit(loop, config, model, train, valid, watch)
        case DiffusionConfig():
            diffusion.fit(loop, config, model, train, valid, watch)
        case DcganConfig():
            discriminator = dcgan.Discriminator(train.shape[1], config.width, config.norm_eps)
            for network in (model, discriminator):
                dcgan.initialize(network)
            real = dcgan.real_images(train)
            gan.fit(loop, config, model, discriminator, real, lambda: watch(model))
        case GanConfig():
            linear = linear_discriminator(cast(Shape, tuple(train.shape[1:])), config.width)
            gan.fit(loop, config, model, linear, 2 * train - 1, lambda: watch(model))


@torch.no_grad()
def generate(model: GenerativeModel, count: int, seed: int, device: torch.device | str) -> Images:
    """Make images between 0 and 1, on the CPU; the same seed gives the same images."""
    generator = torch.Generator().manual_seed(seed)
    latents = torch.randn(count, *model.latent_shape, generator=generator)
    return _images_of(model, latents.to(device), seed)


@torch.no_grad()
def between(model: GenerativeModel, pairs: int, steps: int, seed: int) -> Images:
    """Make images of `pairs` ways from one draw to another, `steps` images each, on the CPU.

    Their numbers are cos(a) x + sin(a) y, which are standard normal as x and y are.
    """
    generator = torch.Generator().manual_seed(seed)
    first, last = torch.randn(2, pairs, 1, *model.latent_shape, generator=generator)
    angles = torch.linspace(0, math.pi / 2, steps).view(1, steps, *(1,) * len(model.latent_shape))
    return _images_of(model, (angles.cos() * first + angles.sin() * last).flatten(0, 1), seed)


def _images_of(model: GenerativeModel, latents: Tensor, seed: int) -> Images:
    with torch.random.fork_rng():
        torch.manual_seed(seed)  # a step back may draw fresh noise
        return torch.cat([model.generate(part).cpu() for part in latents.split(250)])


def write_grid(path: Path, images: Images, columns: int = GRID) -> None:
    """Write images between 0 and 1 as one picture, row by row, in the format that `path` ends with."""
    from torchvision.utils import save_image  # slow to import

    # Pillow knows the long name alone.
    kind = path.suffix.removeprefix(".").lower().replace("jpg", "jpeg")
    write_atomically(
        path, lambda file: save_image(images, file, nrow=columns, padding=1, format=kind)
    )


def unit_images(images: PixelImages, count: int = 0) -> Images:
    """Return the first `count` images, or all, as numbers between 0 and 1."""
    pixels = images.pixels[: count or None]
    return (pixels.movedim(-1, 1).float() / 255).contiguous()


def train(config: GenerativeConfig) -> Path:
    """Train a model that makes images; draw some after each epoch, and measure it at the end.

    Raises:
        RunError: several processes share the training.
        CheckpointError: the run to resume is of another kind.
        ImageDataError: the model makes no images of this size, or is measured on images held out and
            there are none.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise RunError("generative.py trains in one process: start it without torchrun")
    refuse_other_kind(type(config), config.resume)
    splits = load_by_name(
        config.data, image_size=config.image_size, held_out=config.held_out, seed=config.seed
    )
    check_shape(config, splits.shape)
    images, valid = unit_images(splits.train, config.images), unit_images(splits.valid)
    if not len(valid) and not isinstance(config, GanConfig):
        raise ImageDataError(
            f"{config.model} is measured on images held out, and there are none: choose more than "
            f"--held-out {config.held_out:g}, or put more into a validation folder of your own"
        )
    batch_size, note = capped_batch(config.batch_size, len(images))
    config = dataclasses.replace(config, batch_size=batch_size)
    count = min(config.samples, len(valid))
    if count < config.samples:
        compared = f"{count} are compared" if count >= 2 else "none is compared, as it takes two"
        note.append(f"--samples {config.samples} is more than are held out: {compared}")
    reference = None
    if count >= 2:
        print(
            "how real images look is told by a small classifier, trained once and kept in runs/studies"
        )
        reference = reference_classifier(config)
    with Run(config, name=f"{config.model}-{Path(config.data).name}") as run:
        for line in (*splits.report, *note):
            run.say(line)
        model = build(config, splits.shape)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        sides = "×".join(map(str, splits.shape))
        run.say(f"{len(images)} images of {sides}; {config.model}, {parameters:,} parameters")
        trained = splits.train.pixels[: len(images)]
        keep(run, FILE, {"model": config.model, "shape": splits.shape}, trained)
        (run.folder / "samples").mkdir(exist_ok=True)

        def watch(current: GenerativeModel) -> None:
            made = generate(current, GRID * GRID, config.seed, run.device)
            write_grid(run.folder / "samples" / f"epoch-{run.epoch + 1:03d}.png", made)

        fit(run, config, model, images, valid, watch)
        write_grid(
            run.folder / "samples.png", generate(model, GRID * GRID, config.seed, run.device)
        )
        metrics = {"parameters": parameters, "train/core_seconds": round(run.cpu_seconds, 1)}
        metrics |= run.history[-1]
        if isinstance(model, Autoencoder | Vae):
            pairs = reconstructions(model, valid[: GRID * GRID // 2], run.device)
            write_grid(run.folder / "reconstructions.png", pairs)
        if reference is not None:
            made = generate(model, count, config.seed, run.device)
            metrics["frechet_distance"] = distance(reference, made, valid[:count])
        run.finish(metrics)
        for name, value in metrics.items():
            if name.startswith(("valid/", "frechet")):
                run.say(f"{name} {value:.4g}")
    return run.folder


@torch.no_grad()
def reconstructions(model: Autoencoder | Vae, images: Images, device: torch.device) -> Images:
    """Return a row of images, a row of what the model makes of them, and so on."""
    again = model.reconstruct(images.to(device)).cpu()
    rows = zip(images.split(GRID), again.split(GRID), strict=True)
    return torch.cat([row for pair in rows for row in pair])


def load_generative(folder: Path) -> tuple[Any, GenerativeConfig]:
    """Load the model of the finished run in `folder`, in evaluation mode, and its settings.

    Raises:
        SavedModelError: a file is missing or damaged, or the weights are of another model.
        CheckpointError: the settings are damaged.
    """
    config = config_of_run(kind_of(folder), folder)
    try:
        channels, height, width = map(int, read_json(folder / FILE)["shape"])
    except (ValueError, KeyError, TypeError) as error:
        raise SavedModelError(f"{folder / FILE} is damaged ({error!r}): train again") from None
    return load_weights(build(config, (channels, height, width)), folder), config


def refuse_other_kind(config_class: type[GenerativeConfig], resumed: Path | None) -> None:
    """Make sure that a run to resume, if one is named, is of this kind.

    Raises:
        CheckpointError: it is of another kind.
        SavedModelError: it is no run of generative.py.
    """
    if resumed is not None and resumed != AUTO and kind_of(resumed) is not config_class:
        raise CheckpointError(
            f"{resumed} is a run of {kind_of(resumed).model}, not of {config_class.model}: "
            f"python generative.py --resume {resumed}"
        )


def kind_of(folder: Path) -> type[GenerativeConfig]:
    """Return the class of the settings of a run, finished or not, or of one of its checkpoints.

    Raises:
        SavedModelError: it is no run of generative.py.
    """
    folder, _ = run_and_checkpoint(folder)
    name = read_json(folder / FILE).get("model")
    if name not in KINDS:
        raise SavedModelError(f"{folder / FILE} names no model that is known here: {name}")
    return KINDS[name]
