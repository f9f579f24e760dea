"""`python draw.py`: diagrams of blocks and networks, drawn from a traced forward pass."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from shared.commands import one_line_errors
from shared.files import write_text_atomically
from work02_resnet_vgg.figures.diagrams import draw


@one_line_errors
def main(
    names: Annotated[tuple[str, ...], tyro.conf.Positional],
    out: Path = Path("results") / "diagrams",
) -> None:
    """Draw blocks and networks as SVG.

    Args:
        names: such as resnet50, vgg16, resnet20, plain20, basic-block, bottleneck, vgg-stage.
        out: the folder for the files, one for each name.
    """
    drawings = {name: draw(name) for name in names}
    out.mkdir(parents=True, exist_ok=True)
    for name, content in drawings.items():
        write_text_atomically(out / f"{name}.svg", content)
        print(out / f"{name}.svg")
