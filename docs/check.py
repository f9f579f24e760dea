"""Check built pages: every link between them leads somewhere, and none asks another host for anything.

`python docs/check.py SITE` prints a line for each fault; the site needs no network to be read.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {
    "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "iframe": ("src",),
    "video": ("src", "poster"), "audio": ("src",), "embed": ("src",), "object": ("data",),
    "image": ("href", "xlink:href"), "use": ("href", "xlink:href"), "input": ("src",),
}  # fmt: skip
NOT_LOADED = {"canonical", "alternate", "author", "license", "index", "search", "next", "prev"}
CSS_ADDRESS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""")


@dataclass
class Page(HTMLParser):
    """What a page has: places to jump to, links, and what a browser loads for it."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag refers to."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag in ("a", "area") and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and "href" in given:
            kinds = set(given.get("rel", "").split())
            (self.links if kinds & NOT_LOADED else self.loaded).append(given["href"])
        for name in LOADED.get(tag, ()):
            if name.endswith("srcset"):
                self.loaded += [
                    part.split()[0] for part in given.get(name, "").split(",") if part.strip()
                ]
            elif given.get(name):
                self.loaded.append(given[name])
        self.loaded += CSS_ADDRESS.findall(given.get("style", ""))


def is_foreign(address: str) -> bool:
    """Return whether an address names a host."""
    return bool(urlsplit(address).netloc)


def read(file: Path) -> Page:
    """Read a page."""
    page = Page()
    text = file.read_text(encoding="utf-8")
    page.feed(text)
    for style in re.findall(r"<style[^>]*>(.*?)</style>", text, re.S):
        page.loaded += CSS_ADDRESS.findall(style)
    return page


def faults(site: Path) -> list[str]:
    """Return what is wrong with the pages and style sheets in a folder, a line each."""
    files = [file for file in sorted(site.rglob("*.html")) if "_static" not in file.parts]
    pages = {file.resolve(): read(file) for file in files}
    found = []
    for file, page in pages.items():
        name = file.relative_to(site.resolve()).as_posix()
        found += [f"{name} loads {one}, of another host" for one in page.loaded if is_foreign(one)]
        for address in {*page.links, *page.loaded}:
            if problem := _broken(file, address, pages):
                found.append(f"{name}: {address} {problem}")
    for sheet in sorted(site.rglob("*.css")):
        for address in CSS_ADDRESS.findall(sheet.read_text(encoding="utf-8")):
            if is_foreign(address):
                found.append(f"{sheet.relative_to(site)} loads {address}, of another host")
    return found


def _broken(file: Path, address: str, pages: dict[Path, Page]) -> str:
    """Return what is wrong with an address on a page of the site; empty where nothing is."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if target.is_dir():
        target /= "index.html"
    if not target.exists():
        return "is not there"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return "is not a place on that page"
    return ""


def main() -> int:
    """Check the folder that is named."""
    found = faults(Path(sys.argv[1]))
    print(*found, sep="\n")
    print(f"{len(found)} faults")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
