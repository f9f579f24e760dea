"""Do on each page what a reader does: draw, move, type, drop. What the page then says must be right.

`DEEDS` has a function for each page, which raises an AssertionError that says what did not happen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from demo import TOLERANCE
from playwright.sync_api import Page

DROP = """async (address) => {
  const files = new DataTransfer();
  files.items.add(new File([await (await fetch(address)).blob()], "dropped.png", { type: "image/png" }));
  const how = { dataTransfer: files, bubbles: true, cancelable: true };
  document.body.dispatchEvent(new DragEvent("drop", how));
}"""
MOVE = """([element, value]) => {
  element.value = value;
  element.dispatchEvent(new Event("input"));
}"""


def about(page: Page, name: str) -> dict[str, Any]:
    """Return what Python wrote for a page."""
    found: dict[str, Any] = page.evaluate(
        f"fetch('./{name}/about.json').then((file) => file.json())"
    )
    return found


def move(page: Page, selector: str, value: object) -> None:
    """Move a slider, or choose from a list."""
    page.evaluate(MOVE, [page.query_selector(selector), str(value)])


def picture_of(selector: str) -> str:
    """Return an expression for what all canvases of a kind show."""
    return f"[...document.querySelectorAll('{selector}')].map((one) => one.toDataURL()).join()"


def changes(page: Page, watched: str, deed: Callable[[], object], what: str) -> None:
    """Do something, and wait until an expression of the page has another value."""
    before = page.evaluate(watched)
    deed()
    try:
        page.wait_for_function(f"(before) => {watched} !== before", arg=before)
    except Exception as error:
        raise AssertionError(f"{what} did not change") from error


def house(page: Page) -> None:
    """Move every quality to its last value: the price must be PyTorch's."""
    written = about(page, "house")
    price = "document.getElementById('price').textContent"
    page.wait_for_selector("#columns svg")
    changes(page, price, lambda: move(page, "#column-0", 0), "the price")
    for number, column in enumerate(written["columns"]):
        move(page, f"#column-{number}", len(column["values"]) - 1)
    wanted = written["all_last"]
    away = f"Math.abs(Number({price}.replaceAll(',', '')) - {wanted})"
    try:
        page.wait_for_function(f"{away} <= {TOLERANCE * abs(wanted) + 0.5}")
    except Exception as error:
        raise AssertionError(f"{page.evaluate(price)} is not {wanted}") from error


def picture(page: Page) -> None:
    """Look at the second guess: its heat takes the place of the first one's."""
    assert page.locator("#answer .bar").count() == 5, "there are not five guesses"
    second = page.locator("#answer .bar").nth(1)
    changes(page, picture_of("#heat"), second.focus, "the heat")
    assert page.inner_text("#class") == second.locator("span").inner_text(), "another class"
    changes(page, picture_of("#given"), lambda: page.click("#example"), "the picture")


def garment(page: Page) -> None:
    """Draw a stroke: all of LeNet's maps are drawn again while the pen is still down."""
    assert page.locator("#first canvas").count() == 6, "there are not six maps"
    assert page.locator("#second canvas").count() == 16, "there are not sixteen maps"
    page.click("#clear")
    box = page.locator("#drawing").bounding_box()
    assert box is not None, "there is nothing to draw on"
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.wait_for_timeout(300)
    for maps in ("#first canvas", "#second canvas"):
        y = box["y"] + (200 if maps == "#first canvas" else 90)
        x = box["x"] + (90 if maps == "#first canvas" else 220)
        changes(page, picture_of(maps), lambda x=x, y=y: page.mouse.move(x, y, steps=8), maps)  # type: ignore[misc]
    page.mouse.up()


def tree(page: Page) -> None:
    """Type a short number, then a long one: tree and map grow."""
    nodes = "document.querySelectorAll('#tree title').length"
    cells = "document.querySelectorAll('#map rect').length"
    sizes = []
    for number, words in (("71", "seventy-one"), ("640231", None)):
        changes(page, nodes, lambda number=number: page.fill("#number", number), "the tree")  # type: ignore[misc]
        assert words in (page.input_value("#words"), None), page.input_value("#words")
        count = page.locator("#tree text").count()
        spoken = len(re.findall(r"\w+", page.input_value("#words")))
        assert count >= spoken, f"{count} words below the tree"
        sizes.append((page.evaluate(nodes), page.evaluate(cells)))
        assert sizes[-1][0] == count * (count + 1) // 2, f"a tree of {sizes[-1][0]} nodes"
        assert sizes[-1][1] > 0, "no map"
        assert sizes[-1][1] % count == 0, "the map has not a column for each word"
    assert sizes[0] < sizes[1], "the tree did not grow"


def text(page: Page) -> None:
    """Ask for one more character: the text is longer, and every head looks at it."""
    layers, heads = about(page, "text")["parts"]["gpt"]["outputs"]["weights"]["shape"][:2]
    assert page.locator("#heads .head").count() == layers * heads, "not every head is shown"
    seen = "document.querySelector('#heads code').childElementCount"
    before = len(page.input_value("#prompt"))
    changes(page, seen, lambda: page.click("#one"), "what the heads look at")
    assert len(page.input_value("#prompt")) == before + 1, "not one character more"


def detector(page: Page) -> None:
    """Move the threshold: as many boxes stay as in PyTorch. Drop a picture: it takes the other's place."""
    written = about(page, "detector")
    scores = sorted(written["found"]["scores"])
    middle = scores[len(scores) // 2] if scores else 0.5
    for threshold in (0.05, round(middle, 2), 0.95):
        if any(abs(score - threshold) < 2 * TOLERANCE for score in scores):
            threshold = round(threshold + 0.01, 2)
        move(page, "#threshold", threshold)
        shown = int(re.sub(r"\D", "", page.inner_text("#count")))
        wanted = sum(score >= threshold for score in scores)
        near = any(abs(score - threshold) < 2 * TOLERANCE for score in scores)
        assert near or shown == wanted, f"{shown} boxes of at least {threshold}, not {wanted}"
    other = written["examples"][1]
    changes(page, picture_of("#picture"), lambda: page.evaluate(DROP, other), "the picture")


DEEDS: dict[str, Callable[[Page], None]] = {
    "house": house, "picture": picture, "garment": garment, "tree": tree, "text": text,
    "detector": detector,
}  # fmt: skip
