"""What stands behind `python generative.py`: train one of seven kinds, then sample and interpolate."""

from __future__ import annotations

import argparse
import inspect
import math
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from shared.commands import one_line_errors
from shared.commands import run as run_function
from shared.errors import UserError
from shared.training import run_command
from shared.training.folder.saved import newest_run
from shared.training.settings.config import AUTO
from shared.training.settings.ranges import AtLeast, Below, check
from work03_cifar10.generative.config import GenerativeConfig
from work03_cifar10.training.generation import (
    FILE,
    KINDS,
    between,
    generate,
    kind_of,
    load_generative,
    refuse_other_kind,
    train,
    write_grid,
)

FORMATS = (".png", ".jpg", ".jpeg", ".webp")
ABOUT = {
    "autoencoder": "Train an autoencoder: a short code for each image, and the way back.",
    "sparse": "Train a sparse autoencoder: most of the code is to be 0.",
    "denoising": "Train a denoising autoencoder: noisy images in, clean ones out.",
    "vae": "Train a variational autoencoder: codes with a distribution, so that new ones can be drawn.",
    "gan": "Train two networks of linear layers against each other.",
    "dcgan": "Train two convolutional networks against each other.",
    "diffusion": "Train a network that takes noise away, until an image is left.",
}


def sample(
    run: Path | None = None, count: int = 64, seed: int = 0, out: Path | None = None
) -> None:
    """Make images by a finished run, and write them as one picture.

    Args:
        run: the folder of a finished run of generative.py; by default the newest in runs/.
        count: how many images.
        seed: other seeds give other images.
        out: the picture, .png, .jpg or .webp; by default sample.png in the run's folder.
    """
    check("--count", count, AtLeast(1))
    check("--seed", seed, AtLeast(0), Below(2**32))
    folder = chosen(run)
    model, config = load_generative(folder)
    path = picture_path(out or folder / "sample.png")
    write_grid(path, generate(model, count, seed, "cpu"), math.ceil(math.sqrt(count)))
    print(f"{count} images by {folder} ({config.model}, {config.data}): {path}")


def interpolate(
    run: Path | None = None,
    pairs: int = 8,
    steps: int = 10,
    seed: int = 0,
    out: Path | None = None,
) -> None:
    """Go from one image to another by a finished run, a row for each pair, and write one picture.

    The numbers behind the images are mixed as cos(a) x + sin(a) y, which are standard normal too.

    Args:
        run: the folder of a finished run of generative.py; by default the newest in runs/.
        pairs: how many rows.
        steps: images in a row, with both ends.
        seed: other seeds give other images.
        out: the picture, .png, .jpg or .webp; by default interpolate.png in the run's folder.
    """
    check("--pairs", pairs, AtLeast(1))
    check("--steps", steps, AtLeast(2))
    check("--seed", seed, AtLeast(0), Below(2**32))
    folder = chosen(run)
    model, config = load_generative(folder)
    path = picture_path(out or folder / "interpolate.png")
    write_grid(path, between(model, pairs, steps, seed), steps)
    print(f"{pairs} rows by {folder} ({config.model}, {config.data}): {path}")


def chosen(run: Path | None) -> Path:
    """Return the run that was named, else the newest that generative.py has finished."""
    return run or newest_run(Path("runs"), FILE, command="generative.py vae")


def picture_path(path: Path) -> Path:
    """Return the path of a picture that can be written.

    Raises:
        UserError: its folder is not there, or its ending names no format.
    """
    if path.suffix.lower() not in FORMATS:
        raise UserError(f"--out {path} is no picture: let it end with {', '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise UserError(f"--out {path}: there is no folder {path.parent}")
    return path


def main() -> None:
    """Run the command that `sys.argv` names; `--resume RUN` alone goes on with that run's kind."""
    parser = argparse.ArgumentParser(
        description="Learn to make images. `generative.py COMMAND --help` explains its options.",
        usage="%(prog)s COMMAND [OPTIONS]",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, about in ABOUT.items():
        kind = commands.add_parser(name, help=about, add_help=False, allow_abbrev=False)
        kind.add_argument("--resume", type=Path, default=argparse.SUPPRESS)
    functions: dict[str, Callable[..., None]] = {"sample": sample, "interpolate": interpolate}
    for name, function in functions.items():
        commands.add_parser(
            name, help=(inspect.getdoc(function) or "").partition("\n")[0], add_help=False
        )
    parser.add_argument(
        "--resume", type=Path, metavar="RUN", help="go on with a run that was stopped"
    )
    known, rest = parser.parse_known_args()
    if known.command is None:
        sys.exit(_resume(parser, known.resume))
    given = [] if known.resume is None else ["--resume", str(known.resume)]
    sys.argv = [f"{parser.prog} {known.command}", *given, *rest]
    if known.command in functions:
        run_function(functions[known.command])
    # Before the options are read, which another kind's settings would fit badly.
    refuse = partial(refuse_other_kind, KINDS[known.command], known.resume)
    if status := one_line_errors(refuse)():
        sys.exit(status)
    _train(KINDS[known.command], ABOUT[known.command])


def _resume(parser: argparse.ArgumentParser, run: Path | None) -> int:
    """Go on with the run, whatever its kind; return an exit status."""
    if run is None or run == AUTO:
        parser.error("name a command, such as vae")
    found: list[type[GenerativeConfig]] = []
    if status := one_line_errors(lambda: found.append(kind_of(run)))():
        return status
    sys.argv = [f"{parser.prog} {found[0].model}", *sys.argv[1:]]
    _train(found[0], ABOUT[found[0].model])
    return 0


def _train(config_class: type[GenerativeConfig], about: str) -> None:
    def train_kind(config: GenerativeConfig) -> Path:
        return train(config)

    train_kind.__doc__ = about
    run_command(config_class, train_kind)
