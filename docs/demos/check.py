"""Open every demo in a browser: it must load, compute what PyTorch computed, and ask no other host.

`python docs/demos/check.py SITE` needs Chromium or Chrome, or one that `playwright install chromium`
brought. Screenshots, of a wide and of a narrow window, are written beside SITE.
"""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from demo import TOLERANCE
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WINDOWS = {"wide": (1280, 900), "narrow": (390, 844)}
MINUTE = 60_000  # milliseconds: a busy machine


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
        SystemExit: there is none.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    except Error:
        raise SystemExit(
            "error: no Chromium or Chrome here: install one, or run `playwright install chromium`"
        ) from None


def faults(browser: Browser, address: str, page_name: str, pictures: Path) -> list[str]:
    """Open a page in windows of both sizes; return what is wrong with it, and take pictures of it."""
    found = []
    for window, (width, height) in WINDOWS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("pageerror", lambda error, found=found: found.append(f"{page_name}: {error}"))
        page.goto(f"{address}/{page_name}.html")
        if page_name != "index":
            page.wait_for_selector("body[data-state]", timeout=MINUTE)
            difference = page.evaluate("window.difference")
            if difference is None or difference > TOLERANCE:
                found.append(f"{page_name}: differs from PyTorch by {difference}")
            elif window == "wide":
                print(f"{page_name}: the same as PyTorch to {difference:.1e}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page_name}: wider than a window of {width} pixels")
        found += [
            f"{page_name} asks for {url}"
            for url in asked
            if not url.startswith((address, "data:", "blob:"))
        ]
        page.wait_for_timeout(300)  # what is drawn after the first frame, for the picture only
        page.screenshot(path=pictures / f"{page_name}-{window}.png", full_page=True)
        page.close()
    return found


def main(site: Path) -> int:
    """Check all pages of a site."""
    pictures = site.parent / "pictures"
    pictures.mkdir(exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = start(playwright)
        names = sorted(path.stem for path in site.glob("*.html"))
        found = [fault for name in names for fault in faults(browser, address, name, pictures)]
        browser.close()
    server.shutdown()
    for fault in found:
        print(f"error: {fault}", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
