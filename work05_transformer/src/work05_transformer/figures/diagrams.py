"""Diagrams made from the code: a changed layer changes the picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch
from matplotlib.axes import Axes
from torch import Tensor, nn

from shared.plotting import COLORS, figure
from work05_transformer.figures.tracing import Node, trace
from work05_transformer.layers.attention import MultiHeadAttention, attention, causal_mask
from work05_transformer.models.transformer import (
    FeedForward,
    Residual,
    Transformer,
    TransformerConfig,
    parameter_count,
)

LINE, GAP = 0.26, 0.62
BOX = {"boxstyle": "round,pad=0.35", "facecolor": "white", "linewidth": 1.0}


def _box(axis: Axes, x: float, y: float, text: str, color: str, size: float = 8) -> None:
    axis.text(x, y, text, ha="center", va="center", fontsize=size, bbox=BOX | {"edgecolor": color})


def _arrow(axis: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    arrow = {"arrowstyle": "->", "color": "0.35", "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=arrow)


def draw_graph(path: Path, nodes: Sequence[Node], width: float = 6.0) -> None:
    """Draw a traced graph from its inputs at the bottom to its result at the top."""
    level: list[int] = []
    for node in nodes:
        level.append(1 + max((level[source] for source in node.sources), default=-1))
    # Each stands just below the first that takes it, so that arrows are short.
    for number in reversed(range(len(nodes))):
        users = [level[user] for user, other in enumerate(nodes) if number in other.sources]
        level[number] = min(users, default=level[number] + 1) - 1
    rows: dict[int, list[int]] = defaultdict(list)
    for number in range(len(nodes)):
        rows[level[number]].append(number)
    x, y, height = [0.0] * len(nodes), [0.0] * len(nodes), [0.0] * len(nodes)
    bottom = 0.0
    for row in range(max(level) + 1):
        members = rows[row]
        lines = max(len(nodes[number].labels) + 1 for number in members)
        for place, number in enumerate(members):
            sources = [x[source] for source in nodes[number].sources]
            alone = len(members) == 1 and sources
            x[number] = (
                sum(sources) / len(sources) if alone else (place - (len(members) - 1) / 2) * 2.6
            )
            height[number] = LINE * (len(nodes[number].labels) + 1)
            y[number] = bottom + LINE * lines / 2
        bottom += LINE * lines + GAP
    with figure(path, width=width, height=max(2.0, 0.62 * bottom)) as (_, (axis,)):
        axis.set_axis_off()
        axis.set_xlim(min(x) - 1.5, max(x) + 1.5)
        axis.set_ylim(-0.3, bottom)
        for number, node in enumerate(nodes):
            shape = " × ".join(map(str, node.shape))
            color = COLORS[0] if node.sources else COLORS[1]
            _box(axis, x[number], y[number], "\n".join([f"({shape})", *node.labels[::-1]]), color)
            for source in node.sources:
                start = (x[source], y[source] + height[source] / 2 + 0.1)
                end = (x[number], y[number] - height[number] / 2 - 0.14)
                _arrow(axis, start, end)


def draw_attention_steps(path: Path) -> None:
    """Draw scaled dot-product attention as it is computed: figure 2 (left) of the paper."""
    query, key, value = torch.randn(5, 64), torch.randn(5, 64), torch.randn(5, 64)
    inputs = {"query": query, "key": key, "value": value, "mask": causal_mask(5)}
    draw_graph(path, trace(attention, inputs))


def draw_multi_head(path: Path) -> None:
    """Draw multi-head attention as it is computed: figure 2 (right) of the paper."""
    layer = MultiHeadAttention(512, 8)
    inputs = {"target": torch.randn(1, 5, 512), "source": torch.randn(1, 7, 512)}
    draw_graph(path, trace(layer, inputs))


def residual_sums(model: Transformer) -> list[tuple[str, tuple[int, ...]]]:
    """Return the names of the residual sums and their results' shapes, as a forward pass meets them."""
    sums: list[tuple[str, tuple[int, ...]]] = []
    hooks = []
    for name, module in model.named_modules():
        if isinstance(module, Residual):

            def note(_: nn.Module, __: object, result: Tensor, name: str = name) -> None:
                sums.append((name, tuple(result.shape)))

            hooks.append(module.register_forward_hook(note))
    with torch.no_grad():
        model(torch.ones(1, 7, dtype=torch.long), torch.ones(1, 5, dtype=torch.long))
    for hook in hooks:
        hook.remove()
    return sums


def _describe(layer: nn.Module) -> str:
    count = f"{parameter_count(layer):,} parameters"
    if isinstance(layer, MultiHeadAttention):
        return f"multi-head attention, {layer.num_heads} heads\n{count}"
    assert isinstance(layer, FeedForward)
    return f"feed-forward, {layer.up.out_features} units\n{count}"


def draw_transformer(path: Path, config: TransformerConfig) -> None:
    """Draw the whole model, first layer of each stack: figure 1 of the paper."""
    model = Transformer(config).eval()
    columns = {"encoder": 0.0, "decoder": 3.6}
    with figure(path, width=7, height=6.4) as (_, (axis,)):
        axis.set_axis_off()
        axis.set_xlim(-1.8, 5.5)
        axis.set_ylim(-1.9, 8.2)
        top = dict.fromkeys(columns, 0.0)
        shapes: dict[str, str] = {}
        for stack, x in columns.items():
            what = "source" if stack == "encoder" else "target, shifted right"
            embedding = f"embedding of {what}\n+ {config.positions} positions"
            _box(axis, x, -1.1, embedding, COLORS[1])
        memory = (0.0, 0.0)
        for name, shape in residual_sums(model):
            stack, _, number, part = name.split(".")
            if number != "0":
                continue
            x, y = columns[stack], top[stack]
            layer = model.get_submodule(f"{stack}.layers.0.{part.removeprefix('around_')}")
            inner, outer = (y + 1.0, y) if config.pre_norm else (y, y + 0.95)
            _box(axis, x, inner, ("masked " if (stack, part) == ("decoder", "around_attention") else "")
                 + _describe(layer), COLORS[0])  # fmt: skip
            _box(axis, x, outer, "normalize" if config.pre_norm else "add, normalize", COLORS[2])
            low = -0.72 if y == 0 else y - 0.62
            _arrow(axis, (x, low), (x, y - 0.33))
            _arrow(axis, (x, y + 0.34), (x, y + 0.67))
            side = -1.5 if stack == "encoder" else 1.6
            around = ((x, low + 0.1), (x + side, low + 0.1), (x + side, y + 0.95))
            axis.plot(*zip(*around, strict=True), color="0.35", linewidth=1)
            _arrow(axis, around[-1], (x + (0.6 if side > 0 else -0.6), y + 0.95))
            if part == "around_cross_attention":
                _arrow(axis, (memory[0] + 0.6, memory[1]), (x - 1.15, y))
            top[stack] = y + 2.0
            shapes[stack] = " × ".join(map(str, shape))
            if stack == "encoder":
                memory = (x, y + 0.95)
        for stack, x in columns.items():
            text = f"{config.num_layers} such layers\n({shapes[stack]})"
            axis.text(x, top[stack] - 0.35, text, ha="center", fontsize=8, color="0.3")
        x = columns["decoder"]
        _arrow(axis, (x, top["decoder"] + 0.25), (x, top["decoder"] + 0.62))
        _box(axis, x, top["decoder"] + 0.95, "logits: products with the embeddings", COLORS[1])
