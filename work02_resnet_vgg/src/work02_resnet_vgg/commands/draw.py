"""Draw diagrams of blocks and networks: the command behind draw.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from shared.errors import UserError
from shared.files import write_text_atomically
from work02_resnet_vgg.commands.places import make_folder


def draw(
    names: Annotated[tuple[str, ...], tyro.conf.Positional],
    out: Path = Path("results") / "diagrams",
) -> None:
    """Draw blocks and networks as SVG.

    Args:
        names: such as resnet50, vgg16, resnet20, plain20, basic-block, bottleneck, vgg-stage.
        out: the folder for the files, one for each name.
    """
    from work02_resnet_vgg.figures.diagrams import diagram, names_of_diagrams

    if not names:
        raise UserError(f"name what to draw: {', '.join(names_of_diagrams())}")
    diagrams = {name: diagram(name) for name in names}
    make_folder(out)
    for name, content in diagrams.items():
        write_text_atomically(out / f"{name}.svg", content)
        print(out / f"{name}.svg")
