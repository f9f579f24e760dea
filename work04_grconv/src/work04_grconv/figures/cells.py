"""The cells of the lessons as pictures: a network unrolled over time, GRU, LSTM, a merge of grConv.

Drawn by hand after the equations of `recurrent/cells.py` and `grconv/plain.py`. A box is a linear layer of
what enters it, then the function that it names; × and + work element by element.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.plotting.diagrams import Drawing
from shared.plotting.diagrams.svg import FAINT, STYLES, Point

GATE, NEW = STYLES["attention"].fill, STYLES["recurrent"].fill
HALF = 17  # of a box's height
ROUND = 11  # the radius of × and +


def _box(drawing: Drawing, x: float, y: float, text: str, fill: str, half: float = 46) -> None:
    drawing.rectangle(x - half, y - HALF, 2 * half, 2 * HALF, fill)
    drawing.words(x, y, text, anchor="middle")


def _round(drawing: Drawing, x: float, y: float, sign: str) -> None:
    drawing.circle(x, y, ROUND, "#ffffff")
    drawing.words(x, y, sign, anchor="middle", size=15)


def _branch(drawing: Drawing, *points: Point) -> None:
    drawing.dot(*points[0])
    drawing.line(points)


def _caption(drawing: Drawing) -> None:
    text = "box: linear layer, then its function · × and +: element by element · dot: a copy"
    drawing.words(
        drawing.width / 2, drawing.height - 16, text, anchor="middle", size=12, color=FAINT
    )


def unrolled() -> str:
    """Return an SVG of a recurrent network over four steps: one cell, drawn once for each."""
    drawing = Drawing(720, 230, "a recurrent network, unrolled over time")
    for number, word in enumerate(("the", "value", "of", "the")):
        x = 140 + 150 * number
        _box(drawing, x, 105, "cell: W, b", NEW, half=48)
        drawing.line([(x, 165), (x, 105 + HALF)])
        drawing.words(x, 178, f"x{'₁₂₃₄'[number]}: “{word}”", anchor="middle")
        drawing.line([(x, 105 - HALF), (x, 52)])
        read = "₁" if number == 0 else f"₁…x{'₁₂₃₄'[number]}"
        drawing.words(x, 40, f"P(next | x{read})", anchor="middle", size=12)
        drawing.line([(x - 102 if number else 30, 105), (x - 48, 105)])
        drawing.words(x - 75, 92, f"h{'₀₁₂₃'[number]}", anchor="middle")
    drawing.line([(638, 105), (700, 105)])
    drawing.words(668, 92, "h₄", anchor="middle")
    text = "every cell has the same weights; only the state h goes from step to step"
    drawing.words(360, 212, text, anchor="middle", size=12, color=FAINT)
    return drawing.text()


def through_time() -> str:
    """Return an SVG of a gradient on its way back: from one loss to the first state."""
    drawing = Drawing(720, 200, "back-propagation through time")
    red = "#c0392b"
    for number in range(4):
        x = 140 + 150 * number
        _box(drawing, x, 105, "cell: W, b", NEW, half=48)
        drawing.line([(x, 150), (x, 105 + HALF)])
        drawing.words(x, 162, f"x{'₁₂₃₄'[number]}", anchor="middle")
        drawing.line([(x - 102 if number else 30, 111), (x - 48, 111)])
        start = x - 48
        end = x - 102 if number else 30
        drawing.line([(start, 97), (end, 97)], color=red, dashed=True)
        drawing.words((start + end) / 2, 84, "× Jᵀ", anchor="middle", size=12, color=red)
    drawing.line([(582, 105 - HALF), (582, 48)])
    drawing.line([(598, 48), (598, 105 - HALF)], color=red, dashed=True)
    drawing.words(590, 34, "loss", anchor="middle")
    text = (
        "solid: forward · dashed: the gradient; each step back multiplies by Jᵀ = Wᵀ diag(1 − h²)"
    )
    drawing.words(360, 186, text, anchor="middle", size=12, color=FAINT)
    return drawing.text()


def gru() -> str:
    """Return an SVG of a GRU's step, in torch's variant: the reset gate acts after the product."""
    drawing = Drawing(760, 330, "a gated recurrent unit")
    drawing.rectangle(70, 40, 610, 245, "none", dashed=True, radius=10)
    drawing.line([(20, 70), (560 - ROUND, 70)])
    drawing.line([(560 + ROUND, 70), (630 - ROUND, 70)])
    drawing.line([(630 + ROUND, 70), (740, 70)])
    drawing.words(20, 56, "h (old)")
    drawing.words(692, 56, "h′ (new)")
    _branch(drawing, (130, 70), (130, 190 - HALF))
    _branch(drawing, (245, 70), (245, 190 - HALF))
    _branch(drawing, (335, 70), (335, 190 - ROUND))
    drawing.rectangle(319, 86, 32, 20, "#ffffff")
    drawing.words(335, 96, "W, b", anchor="middle", size=11)
    drawing.line([(170, 190 - HALF), (170, 125), (560, 125), (560, 70 + ROUND)])
    drawing.words(178, 137, "z", color=FAINT)
    _branch(drawing, (510, 125), (510, 147))
    drawing.rectangle(492, 147, 36, 20, "#ffffff")
    drawing.words(510, 157, "1 − z", anchor="middle", size=11)
    drawing.line([(510, 167), (510, 190 - ROUND)])
    drawing.line([(291, 190), (335 - ROUND, 190)])
    drawing.words(302, 180, "r", color=FAINT)
    drawing.line([(335 + ROUND, 190), (377, 190)])
    drawing.line([(469, 190), (510 - ROUND, 190)])
    drawing.words(480, 180, "n", color=FAINT)
    drawing.line([(510 + ROUND, 190), (630, 190), (630, 70 + ROUND)])
    drawing.line([(20, 258), (423, 258), (423, 190 + HALF)])
    _branch(drawing, (150, 258), (150, 190 + HALF))
    _branch(drawing, (245, 258), (245, 190 + HALF))
    drawing.words(20, 246, "x")
    _box(drawing, 150, 190, "update: σ", GATE, half=42)
    _box(drawing, 245, 190, "reset: σ", GATE, half=46)
    _box(drawing, 423, 190, "new: tanh", NEW)
    for x, y, sign in ((560, 70, "×"), (630, 70, "+"), (335, 190, "×"), (510, 190, "×")):
        _round(drawing, x, y, sign)
    _caption(drawing)
    return drawing.text()


def lstm() -> str:
    """Return an SVG of an LSTM's step: the memory on top, the state below."""
    drawing = Drawing(760, 330, "a long short-term memory cell")
    drawing.rectangle(70, 35, 610, 250, "none", dashed=True, radius=10)
    drawing.line([(20, 65), (150 - ROUND, 65)])
    drawing.line([(150 + ROUND, 65), (325 - ROUND, 65)])
    drawing.line([(325 + ROUND, 65), (740, 65)])
    drawing.words(20, 51, "c (old)")
    drawing.words(692, 51, "c′ (new)")
    drawing.line([(150, 195 - HALF), (150, 65 + ROUND)])
    drawing.line([(265, 195 - HALF), (265, 125), (325 - ROUND, 125)])
    drawing.line([(385, 195 - HALF), (385, 125), (325 + ROUND, 125)])
    drawing.line([(325, 125 - ROUND), (325, 65 + ROUND)])
    for x, y, name in ((158, 140, "f"), (250, 140, "i"), (391, 140, "g"), (560, 184, "o")):
        drawing.words(x, y, name, color=FAINT)
    _branch(drawing, (610, 65), (610, 108))
    drawing.rectangle(586, 108, 48, 24, "#ffffff")
    drawing.words(610, 120, "tanh", anchor="middle", size=12)
    drawing.line([(610, 132), (610, 195 - ROUND)])
    drawing.line([(551, 195), (610 - ROUND, 195)])
    drawing.line([(610 + ROUND, 195), (740, 195)])
    drawing.words(692, 181, "h′ (new)")
    drawing.line([(20, 258), (505, 258), (505, 195 + HALF)])
    for x in (150, 265, 385):
        _branch(drawing, (x, 258), (x, 195 + HALF))
    drawing.words(20, 244, "x, h")
    _box(drawing, 150, 195, "forget: σ", GATE, half=44)
    _box(drawing, 265, 195, "input: σ", GATE, half=44)
    _box(drawing, 385, 195, "cell: tanh", NEW, half=48)
    _box(drawing, 505, 195, "output: σ", GATE)
    for x, y, sign in ((150, 65, "×"), (325, 65, "+"), (325, 125, "×"), (610, 195, "×")):
        _round(drawing, x, y, sign)
    _caption(drawing)
    return drawing.text()


def merge() -> str:
    """Return an SVG of a merge of grConv: two children, three gates from one softmax, a node."""
    drawing = Drawing(740, 350, "a merge of the gated recursive convolution")
    drawing.line([(300, 70 - ROUND), (300, 22)])
    drawing.words(312, 28, "new node h")
    drawing.line([(110, 118 - ROUND), (110, 70), (300 - ROUND, 70)])
    drawing.line([(640, 118 - ROUND), (640, 70), (300 + ROUND, 70)])
    drawing.line([(300, 150 - ROUND), (300, 70 + ROUND)])
    drawing.line([(300, 220 - HALF), (300, 150 + ROUND)])
    drawing.words(308, 184, "h̃", color=FAINT)
    drawing.line([(455, 220 - HALF), (455, 150), (300 + ROUND, 150)])
    drawing.line([(480, 220 - HALF), (480, 118), (110 + ROUND, 118)])
    drawing.line([(505, 220 - HALF), (505, 118), (640 - ROUND, 118)])
    for x, y, index, name in (
        (340, 138, "c", "merge"), (160, 106, "l", "copy left"), (530, 106, "r", "copy right"),
    ):  # fmt: skip
        drawing.words(x, y, "ω", size=12, color=FAINT)
        drawing.words(x + 11, y + 4, index, size=10, color=FAINT)
        drawing.words(x + 20, y, name, size=12, color=FAINT)
    drawing.line([(110, 305), (110, 118 + ROUND)])
    drawing.line([(640, 305), (640, 118 + ROUND)])
    _branch(drawing, (110, 262), (465, 262), (465, 220 + HALF))
    _branch(drawing, (285, 262), (285, 220 + HALF))
    _branch(drawing, (640, 282), (315, 282), (315, 220 + HALF))
    _branch(drawing, (495, 282), (495, 220 + HALF))
    drawing.words(122, 300, "left child")
    drawing.words(628, 300, "right child", anchor="end")
    _box(drawing, 300, 220, "new: tanh", NEW, half=50)
    _box(drawing, 480, 220, "gater: softmax", GATE, half=62)
    for x, y, sign in ((300, 70, "+"), (110, 118, "×"), (640, 118, "×"), (300, 150, "×")):
        _round(drawing, x, y, sign)
    _caption(drawing)
    return drawing.text()


CELLS: dict[str, Callable[[], str]] = {
    "unrolled": unrolled,
    "through_time": through_time, "gru_cell": gru, "lstm_cell": lstm, "grconv_merge": merge,
}  # fmt: skip
