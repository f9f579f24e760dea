"""What a reader could not read in a drawing: too wide, too small, text that does not fit."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

from shared.plotting.diagrams.layout import Box
from shared.plotting.diagrams.svg import README_WIDTH, SMALLEST, text_width

_SVG = "{http://www.w3.org/2000/svg}"


def problems(svg: str) -> list[str]:
    """List what is illegible in a drawing; nothing where all is well.

    A drawing must not be wider than a README, since its text would shrink there. No text may be
    smaller than `SMALLEST`, leave the innermost box around its anchor, cover another text, or have
    a line through it (lines that a box covers do not count).

    Args:
        svg: as `Drawing.text` gives it.

    Raises:
        xml.etree.ElementTree.ParseError: it is no XML.
    """
    root = ElementTree.fromstring(svg)
    found = []
    if float(root.attrib["width"]) > README_WIDTH:
        found.append(f"{root.attrib['width']} px wide, a README has {README_WIDTH}")
    boxes = [_rectangle(element) for element in root.iter(f"{_SVG}rect")]
    outlines = [
        _rectangle(element)
        for element in root.iter(f"{_SVG}rect")
        if element.attrib["fill"] == "none"
    ]
    boxes += [_circle(element) for element in root.iter(f"{_SVG}circle")]
    pieces = [piece for element in root.iter(f"{_SVG}path") for piece in _pieces(element)]
    page = boxes[0]
    texts: list[tuple[str, Box]] = []
    for element in root.iter(f"{_SVG}text"):
        text = element.text or ""
        size = float(element.attrib["font-size"])
        if size < SMALLEST:
            found.append(f"{text!r} is {size:g} px small")
        place = _text_place(element, text, size)
        anchor = float(element.attrib["x"]), place.center[1]
        around = [box for box in boxes if _contains(box, anchor)]
        innermost = min(around, key=lambda box: box.width * box.height, default=None)
        if innermost is None or not (
            innermost.x <= place.x
            and place.x + place.width <= innermost.x + innermost.width
            and innermost.y <= place.y + 1
            and place.y + place.height <= innermost.y + innermost.height + 1
        ):
            found.append(f"{text!r} leaves its box")
        found += [f"{text!r} covers {other!r}" for other, taken in texts if _meet(place, taken)]
        filled = innermost is not None and innermost is not page and innermost not in outlines
        if not filled and any(_meet(place, piece) for piece in pieces):
            found.append(f"a line crosses {text!r}")
        texts.append((text, place))
    return found


def _rectangle(element: ElementTree.Element) -> Box:
    x, y, width, height = (float(element.attrib[k]) for k in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _circle(element: ElementTree.Element) -> Box:
    x, y, radius = (float(element.attrib[key]) for key in ("cx", "cy", "r"))
    return Box(x - radius, y - radius, 2 * radius, 2 * radius)


def _pieces(element: ElementTree.Element) -> list[Box]:
    """Cut a line into its straight pieces, as thin boxes; curves into their chords."""
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", element.attrib["d"])]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [
        Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1]))
        for a, b in itertools.pairwise(points)
        if a[0] == b[0] or a[1] == b[1]
    ]


def _text_place(element: ElementTree.Element, text: str, size: float) -> Box:
    """Find where a line of text stands, from its letters' tops to its baseline's depth."""
    width = text_width(text, size, bold="font-weight" in element.attrib)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib.get("text-anchor", "start")]
    x, baseline = float(element.attrib["x"]), float(element.attrib["y"])
    return Box(x - share * width, baseline - 0.75 * size, width, 0.95 * size)


def _contains(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def _meet(a: Box, b: Box) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )
