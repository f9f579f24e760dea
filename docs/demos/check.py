"""Open every demo in a browser: it must load, compute what PyTorch computed, and ask no other host.

Then do what a reader does (`hands.py`): draw, move, type, drop, and see that the page answers.

`python docs/demos/check.py SITE` needs Chromium or Chrome, or one that `playwright install chromium`
brought. Each page is opened in English and in Chinese, as the browser prefers; screenshots, of a wide
and of a narrow window, are written beside SITE.
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import words
from demo import TOLERANCE
from hands import DEEDS
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LANGUAGES = {"en-US": "en", "zh-CN": "zh-CN"}  # of a browser, and of the pages that it gets
WINDOWS = {"wide": (1280, 900), "narrow": (390, 844)}
REMEDY = "install one, or run `playwright install chromium`"
MINUTE = 60_000  # milliseconds: a busy machine


class NoBrowserError(RuntimeError):
    """Neither the system nor Playwright has a browser that starts."""


class Quiet(SimpleHTTPRequestHandler):
    """Serve files and print nothing."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""


def start(playwright: Playwright) -> Browser:
    """Start a browser without a window.

    Raises:
        NoBrowserError: there is none.
    """
    reason: Error | None = None
    for path in (*filter(None, map(shutil.which, BROWSERS)), None):  # None: Playwright's own
        # What is found may be a stub for one that is not installed.
        try:
            return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            reason = error
    raise NoBrowserError("no Chromium or Chrome that starts here") from reason


def faults(page: Page, address: str, name: str, language: str, pictures: Path) -> Iterator[str]:
    """Open a page, yield what is wrong with it, and take a picture of it in windows of both sizes."""
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/{name}.html")
    if name != "index":
        page.wait_for_selector("body[data-state]", timeout=MINUTE)
        difference = page.evaluate("window.difference")
        if difference is None or difference > TOLERANCE:
            yield f"differs from PyTorch by {difference}"
        elif language == "en":
            print(f"{name}: the same as PyTorch to {difference:.1e}")
    page.wait_for_selector(f"html[data-language='{language}']")
    page.wait_for_timeout(300)  # what is drawn after the first frame
    for window, (width, height) in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"wider than a window of {width} pixels"
        page.screenshot(path=pictures / f"{name}-{language}-{window}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    if name in DEEDS:
        try:
            DEEDS[name](page)
        except AssertionError as error:
            yield str(error)
    yield from (f"has no words in {language} for: {text}" for text in page.evaluate("missing"))
    yield from (
        f"asks for {url}" for url in asked if not url.startswith((address, "data:", "blob:"))
    )
    yield from errors


def switch_faults(page: Page, address: str, language: str) -> Iterator[str]:
    """Go to the other language and on to another page, which must be in that language, too."""
    other = next(one for one in LANGUAGES.values() if one != language)
    page.goto(f"{address}/index.html")
    page.click("a[data-switch]")
    page.wait_for_selector(f"html[data-language='{other}']")
    if page.evaluate("missing"):
        yield f"the switch to {other} misses words"
    page.click("a[href*='garment.html']")
    page.wait_for_selector("body[data-state]", timeout=MINUTE)
    if page.evaluate("document.documentElement.lang") != other:
        yield f"the choice of {other} is lost from page to page"


def main(site: Path) -> int:
    """Check all pages of a site.

    Raises:
        NoBrowserError: there is no browser to open them.
    """
    found = words.faults(site)
    pictures = site.parent / "pictures"
    pictures.mkdir(exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = start(playwright)
        for locale, language in LANGUAGES.items():
            context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(MINUTE)
            for name in sorted(path.stem for path in site.glob("*.html")):
                page = context.new_page()
                of_page = faults(page, address, name, language, pictures)
                found += [f"{name}, {language}: {fault}" for fault in of_page]
                page.close()
            found += switch_faults(context.new_page(), address, language)
            context.close()
        browser.close()
    server.shutdown()
    for fault in found:
        print(f"error: {fault}", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]).resolve()))
    except NoBrowserError as error:
        raise SystemExit(f"error: {error}: {REMEDY}") from None
