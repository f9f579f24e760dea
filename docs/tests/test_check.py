"""Links that lead nowhere and things of other hosts are found; what is right is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from check import faults


def site(folder: Path, body: str) -> Path:
    (folder / "other").mkdir()
    (folder / "index.html").write_text(f"<p id='top'>{body}</p>", encoding="utf-8")
    (folder / "other" / "page.html").write_text("<h1 id='名'>x</h1>", encoding="utf-8")
    (folder / "a b.png").write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    "body",
    [
        "<a href='other/page.html#%E5%90%8D'>x</a><a href='#top'>y</a><a href='https://d2l.ai/'>z</a>",
        "<img src='a%20b.png' srcset='a%20b.png 2x'><a href='mailto:a@b.c'>m</a>",
        "<link rel='canonical' href='https://x.org/'><img src='data:image/png;base64,AAAA'>",
        "<a href='other/page.html?x=1'>q</a>",
    ],
)
def test_what_is_right_is_no_fault(tmp_path: Path, body: str) -> None:
    assert faults(site(tmp_path, body)) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<a href='other/none.html'>x</a>", "index.html: other/none.html is not there"),
        ("<a href='other/page.html#no'>x</a>", "other/page.html#no is not a place on that page"),
        ("<a href='#no'>x</a>", "#no is not a place on that page"),
        ("<img src='none.png'>", "none.png is not there"),
        ("<script src='https://cdn.org/a.js'></script>", "loads https://cdn.org/a.js, of another"),
        ("<link rel='stylesheet' href='//cdn.org/a.css'>", "loads //cdn.org/a.css, of another"),
        ("<i style='background: url(https://cdn.org/a.png)'></i>", "loads https://cdn.org/a.png"),
        ("<style>@import 'https://cdn.org/b.css';</style>", "loads https://cdn.org/b.css"),
        ("<iframe src='https://v.org'></iframe>", "loads https://v.org"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, body: str, said: str) -> None:
    assert any(said in fault for fault in faults(site(tmp_path, body)))


def test_style_sheets_are_read_too(tmp_path: Path) -> None:
    site(tmp_path, "")
    (tmp_path / "x.css").write_text("@font-face { src: url('https://fonts.org/f.woff2') }")
    assert faults(tmp_path) == ["x.css loads https://fonts.org/f.woff2, of another host"]
