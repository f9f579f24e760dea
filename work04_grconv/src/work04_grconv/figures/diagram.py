"""A drawing of a translator, traced from its own forward pass.

Hooks record each module that a small batch runs through: its name, type, shapes and parameters.
So a changed layer changes the picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import torch
from torch import Tensor, nn

from work04_grconv.grconv.plain import GrConv
from work04_grconv.recurrent.layers import Recurrent
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.translator import Translator

BATCH, SOURCE, TARGET = 2, 7, 5  # sentences, and words on each side, of the traced batch
NAMES = {BATCH: "batch", SOURCE: "source", TARGET: "target"}
FILL = {
    "Embedding": "#f2f2f2", "GrConv": "#cfe3f5", "Recurrent": "#cfe3f5", "Linear": "#f4d7e6",
    "AdditiveAttention": "#d7efdc",
}  # fmt: skip
LEAVES = (nn.Embedding, nn.Linear, GrConv, Recurrent, AdditiveAttention)


@dataclass(frozen=True)
class Part:
    """A module of a forward pass: where it is, what it is, what it makes."""

    path: str
    kind: str
    shape: str
    parameters: int


def trace(translator: Translator) -> list[Part]:
    """Return the parts that run when a small batch is translated with teacher forcing, in order."""
    shapes: dict[str, str] = {}
    handles, paths = [], list[str]()

    def record(path: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(_: nn.Module, __: Any, output: Any) -> None:
            shapes[path] = _shape(output)

        return hook

    for path, module in translator.named_modules():
        if isinstance(module, LEAVES) and not any(path.startswith(f"{p}.") for p in paths):
            handles.append(module.register_forward_hook(record(path)))
            paths.append(path)
    with torch.no_grad():
        source = torch.full((BATCH, SOURCE), 4)
        lengths = torch.tensor([SOURCE, SOURCE - 2])
        translator.eval()(source, lengths, torch.full((BATCH, TARGET), 4))
    for handle in handles:
        handle.remove()
    parts = []
    for path in paths:
        module = translator.get_submodule(path)
        count = sum(parameter.numel() for parameter in module.parameters())
        # The fast ways of grConv and of the decoder's gated unit take the weights alone.
        parts.append(Part(path, type(module).__name__, shapes.get(path, ""), count))
    return parts


def _shape(output: Any) -> str:
    tensor = output if isinstance(output, Tensor) else output[0]
    *places, width = tensor.shape
    return " × ".join([*(NAMES[size] for size in places), str(width)])


def describe(translator: Translator, part: Part) -> str:
    """Say in words what a part is."""
    module = translator.get_submodule(part.path)
    if isinstance(module, nn.Embedding):
        return f"{module.num_embeddings} tokens → {module.embedding_dim}"
    if isinstance(module, nn.Linear):
        return f"linear, {module.in_features} → {module.out_features}"
    if isinstance(module, GrConv):
        wide = module.project.in_features, module.project.out_features
        return f"grConv, {wide[0]} → {wide[1]}, {module.activation}, all levels share it"
    if isinstance(module, Recurrent):
        both = ", both directions" if len(module.suffixes) == 2 else ""
        return (
            f"{module.kind.upper()}, {module.weights(0).weight_ih.shape[1]} → {module.hidden}{both}"
        )
    return f"additive attention, {module.query.in_features} asks {module.key.in_features}"  # type: ignore[union-attr]


def draw_translator(translator: Translator) -> str:
    """Draw an SVG: the encoder's parts on the left, the decoder's on the right, top to bottom."""
    parts = trace(translator)
    columns = [
        [part for part in parts if part.path.startswith(side)] for side in ("encoder", "decoder")
    ]
    width, row, top = 700, 62, 56
    height = top + row * max(map(len, columns)) + 40
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (title, column) in enumerate(zip(("encoder", "decoder"), columns, strict=True)):
        left = 20 + 340 * number
        total = sum(part.parameters for part in column)
        drawn.append(_text(left + 160, 26, title, 15, bold=True))
        drawn.append(_text(left + 160, 44, f"{total:,} parameters", 11))
        for place, part in enumerate(column):
            y = top + row * place
            drawn.append(
                f'<rect x="{left}" y="{y}" width="320" height="46" rx="4" '
                f'fill="{FILL[part.kind]}" stroke="#8a8a8a"/>'
            )
            drawn.append(_text(left + 160, y + 18, describe(translator, part), 13))
            name = part.path.partition(".")[2]
            after = f" → {part.shape}" if part.shape else ""
            drawn.append(_text(left + 160, y + 36, f"{name}{after} · {part.parameters:,}", 11))
    if columns[0] and columns[1]:
        context = "each word's state" if parts_attend(parts) else "one code, at every step"
        drawn.append(_text(width / 2, height - 14, f"the decoder gets {context}", 12))
    return "\n".join([*drawn, "</svg>"]) + "\n"


def parts_attend(parts: list[Part]) -> bool:
    """Tell whether attention is among the parts."""
    return any(part.kind == "AdditiveAttention" for part in parts)


def _text(x: float, y: float, text: str, size: int, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="#1f1f1f" text-anchor="middle"{weight}>'
        f"{escape(text)}</text>"
    )
