"""The gates of grConv drawn as a soft tree (figure 7 of the paper): which words merge with which.

Every node stands above its two children. An edge is as dark as what the node takes from that child,
and as thick as it counts for the root; a node is as blue as it merges rather than copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, pairwise
from pathlib import Path

from shared.files import write_text_atomically
from shared.plotting.diagrams import Drawing
from shared.plotting.diagrams.svg import FAINT, INK, README_WIDTH, text_width
from shared.translation import Splits
from work04_grconv.data.pairs import Languages
from work04_grconv.grconv.plain import Tree
from work04_grconv.grconv.soft_tree import credit, edge_weights
from work04_grconv.translation.encoders import GrConvEncoder
from work04_grconv.translation.inspection import sentence_tree
from work04_grconv.translation.translator import Translator

STEP, ROW, MARGIN, RADIUS, LINE = 74.0, 44.0, 40.0, 6.0, 16.0
NARROWEST = 34.0  # between two words of a long sentence
LEGEND = 600.0, 54.0  # its width and height
MERGE, WHITE = "#0072B2", "#ffffff"
SHORT = 12  # tokens of a sentence whose tree fits a page
SENTENCES = (
    "three hundred and forty-two",
    "seven thousand, three hundred and forty-two euros",
    "six fifty-nine in the morning, then eighty Swiss francs",
)

Place = tuple[int, int]  # level from the words up, and node from the left


def draw_sentence_tree(
    path: Path, translator: Translator, languages: Languages, sentence: str
) -> None:
    """Write the tree that a trained grConv makes of a sentence as SVG.

    Raises:
        ModelError: the translator has another encoder.
        TextError: the sentence has no token.
    """
    write_text_atomically(path, draw_tree(*sentence_tree(translator, languages, sentence)))


def draw_trees(folder: Path, translator: Translator, languages: Languages, splits: Splits) -> None:
    """Draw a few sentences as a trained grConv sees them, into `folder`/trees; nothing for others.

    Of the course's own corpus the sentences are always the same, of another one the first short
    ones of its test sets.
    """
    if not isinstance(translator.encoder, GrConvEncoder):
        return
    tested = [example.source for examples in splits.tests.values() for example in examples]
    sentences: Sequence[str] = SENTENCES
    if set(splits.tests) != {"values", "lengths"}:
        short = (text for text in tested if 2 <= len(languages.source.encode(text)) <= SHORT)
        sentences = list(islice(short, len(SENTENCES)))
    trees = folder / "trees"
    trees.mkdir(exist_ok=True)
    for number, sentence in enumerate(sentences):
        draw_sentence_tree(trees / f"{number}.svg", translator, languages, sentence)


def draw_tree(tree: Tree, words: Sequence[str], *, threshold: float = 0.1) -> str:
    """Draw an SVG of a sentence's soft tree; of its nodes those from which an edge leads to the root.

    Args:
        tree: from `GrConv.tree`.
        words: of the sentence, left to right.
        threshold: edges of at most this weight are left out.
    """
    count = len(words)
    step = max(NARROWEST, min(STEP, (README_WIDTH - 2 * MARGIN) / max(1, count - 1)))
    lines = lines_of_words(words, step)
    width = max(2 * MARGIN + step * (count - 1), LEGEND[0])
    base = MARGIN + ROW * (count - 1)
    height = base + 14 + LINE * lines + LEGEND[1]
    left = (width - step * (count - 1)) / 2
    drawing = Drawing(width, height, " ".join(words))

    def place(at: Place) -> tuple[float, float]:
        level, node = at
        return left + step * (node + level / 2), base - ROW * level

    edges = edges_to_root(tree, threshold)
    shares = credit(tree)
    for (upper, lower), weight in sorted(edges.items(), key=lambda item: item[1]):
        (x, y), (to_x, to_y) = place(upper), place(lower)
        drawing.path(
            f"M{x:g} {y:g}L{to_x:g} {to_y:g}",
            arrow=False,
            color=mixed(INK, weight),
            width=0.6 + 5 * weight * float(shares[upper[0]][upper[1]]),
        )
    for level, node in sorted({lower for _, lower in edges} | {(count - 1, 0)}):
        merge = float(tree.gates[level - 1][node, 0]) if level else 0.0
        drawing.circle(*place((level, node)), RADIUS, mixed(MERGE, merge), line=INK)
    for number, word in enumerate(words):
        x, y = place((0, number))
        drawing.words(x, y + 18 + LINE * (number % lines), word, anchor="middle")
    draw_legend(drawing, width / 2, height - LEGEND[1] + 18, threshold)
    return drawing.text()


def edges_to_root(tree: Tree, threshold: float) -> dict[tuple[Place, Place], float]:
    """Return the edges above a weight from which others like them lead to the root.

    Returns:
        each edge's weight by its upper and its lower node.
    """
    reached, edges = {(len(tree.gates), 0)}, {}
    for level in range(len(tree.gates), 0, -1):
        for node, weights in enumerate(edge_weights(tree.gates[level - 1]).tolist()):
            for side, weight in enumerate(weights):
                if (level, node) in reached and weight > threshold:
                    edges[(level, node), (level - 1, node + side)] = weight
                    reached.add((level - 1, node + side))
    return edges


def lines_of_words(words: Sequence[str], step: float) -> int:
    """Return into how many lines words must go by turns, so that none covers another."""
    half = [text_width(word, 13) / 2 for word in words]
    lines = 1
    while any(
        a + b + 4 > step * lines for first in range(lines) for a, b in pairwise(half[first::lines])
    ):
        lines += 1
    return lines


def mixed(color: str, share: float) -> str:
    """Mix a share of a color with white."""
    parts = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + share * (part - 255)):02x}" for part in parts)


def draw_legend(drawing: Drawing, middle: float, y: float, threshold: float) -> None:
    """Say what colors and lines mean, around the middle of the picture."""
    x = middle - LEGEND[0] / 2 + 14
    for number, merge in enumerate((0.0, 0.5, 1.0)):
        drawing.circle(x + 18 * number, y, RADIUS, mixed(MERGE, merge), line=INK)
    drawing.words(x + 50, y, "light: copies a child; dark: merges both", size=11, color=FAINT)
    x += 268
    for number, (weight, thick) in enumerate(((0.3, 0.8), (0.9, 3.0))):
        start = x + 28 * number
        line = f"M{start:g} {y:g}L{start + 20:g} {y:g}"
        drawing.path(line, arrow=False, color=mixed(INK, weight), width=thick)
    text = "dark: much of the child; thick: for the root"
    drawing.words(x + 58, y, text, size=11, color=FAINT)
    text = f"Left out: edges of weight {threshold:g} or less, and what no edge joins to the root."
    drawing.words(middle, y + 20, text, size=11, anchor="middle", color=FAINT)
