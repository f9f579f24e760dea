"""A page is its file, with what the site needs changed, and code left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from docstrings import as_rest
from pages import (
    PageError,
    dropdowns,
    glossary,
    modules,
    outside_code,
    read_glossary,
    with_links,
    without_markers,
)

HEAD = "topic,主题,term,术语,meaning,含义\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is <!-- value a.json x -->0.9<!-- end --> here", "is 0.9 here"),
        ("<!-- table a.json\ncolumns=x -->\n| a |\n<!-- end -->\n", "| a |\n"),
        ("no marker, a < b", "no marker, a < b"),
    ],
)
def test_markers_are_dropped_and_what_they_hold_stays(text: str, expected: str) -> None:
    assert without_markers(text) == expected


def test_code_keeps_its_markers() -> None:
    text = "a <!-- x -->\n\n```\n<!-- value a.json x -->\n```\n\n`<!-- y -->`\n"
    assert outside_code(without_markers, text) == (
        "a \n\n```\n<!-- value a.json x -->\n```\n\n`<!-- y -->`\n"
    )


def test_a_folded_part_becomes_a_dropdown_with_its_title() -> None:
    text = "<details><summary>Why <b>two</b>\n `d`?</summary>\n\nSo.\n\n</details>\n"
    assert dropdowns(text) == "::::{dropdown} Why two `d`?\n\n\nSo.\n\n::::\n\n"


def test_links_to_code_and_folders_lead_to_pages_of_the_site() -> None:
    text = (
        "[a](src/final_ssd/geometry/nms.py) [b](src/final_ssd/geometry) [c](lessons/) [d](#here) "
        "[e](https://x.org) [f](../README.md)\n```\n[g](src/final_ssd/geometry/nms.py)\n```\n"
    )
    changed, code = with_links(text, "final_ssd/README", "en")
    assert changed == (
        "[a](site:code/final_ssd/src/final_ssd/geometry/nms.py.html) "
        "[b](site:code/final_ssd/src/final_ssd/geometry.html) [c](/docs/lessons/final_ssd.md) [d](#here) "
        "[e](https://x.org) [f](../README.md)\n```\n[g](src/final_ssd/geometry/nms.py)\n```\n"
    )
    assert code == {
        "final_ssd/src/final_ssd/geometry/nms.py",
        "final_ssd/src/final_ssd/geometry",
    }


@pytest.mark.parametrize(
    ("page", "language", "link", "expected"),
    [
        ("final_ssd/README", "en", "README.zh-CN.md", "site:../zh-CN/final_ssd/README.html"),
        ("final_ssd/README", "zh_CN", "README.md", "site:../en/final_ssd/README.html"),
        ("README", "zh_CN", "final_ssd/README.zh-CN.md", "final_ssd/README.md"),
        (
            "final_ssd/lessons/01_x", "en", "../README.md#report",
            "site:../en/final_ssd/README.html#report",
        ),
        ("final_ssd/lessons/01_x", "zh_CN", "../README.md", "../README.md"),
        (
            "final_ssd/lessons/01_x", "zh_CN", "../README.md#report",
            "site:../en/final_ssd/README.html#report",
        ),
    ],
)  # fmt: skip
def test_links_to_readmes_lead_to_the_right_language(
    page: str, language: str, link: str, expected: str
) -> None:
    assert with_links(f"[x]({link})", page, language) == (f"[x]({expected})", set())


def test_the_api_lists_every_public_module_and_leads_to_english_from_chinese() -> None:
    text = modules("<!-- modules of shared.lessons -->", "docs/api/lessons", "en")
    assert ".. automodule:: shared.lessons\n```" in text
    assert ".. automodule:: shared.lessons.running\n   :members:\n" in text
    assert "__main__" not in text
    chinese = modules("<!-- modules of shared.lessons -->", "docs/api/lessons", "zh_CN")
    assert chinese == "[本页只有英文](site:../en/docs/api/lessons.html)"


def test_the_glossary_is_complete_and_has_both_languages() -> None:
    rows = read_glossary(Path(__file__).parents[1] / "glossary.csv")
    assert len(rows) >= 100
    assert "**anchor box** 锚框\n: " in glossary("<!-- glossary -->", "en")
    assert "(term-anchor-box)=\n**锚框** anchor box\n: " in glossary("<!-- glossary -->", "zh_CN")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,甲,x,艾,meaning,\n", "line 2: no 含义 for 'x'"),
        ("a,甲,x,艾,m,义\na,甲,x,艾,m,义\n", "lists twice: x"),
    ],
)
def test_a_glossary_with_gaps_is_refused(tmp_path: Path, rows: str, said: str) -> None:
    (tmp_path / "glossary.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(PageError, match=said):
        read_glossary(tmp_path / "glossary.csv")


def test_docstrings_keep_stars_names_and_examples() -> None:
    lines = ["Take *args and `a*b`, and weight_.", "", "    x = a * b", "", "Args:", "    x: y*z."]
    assert as_rest(lines) == [
        "Take \\*args and `a*b`, and weight\\_.", "", "::", "", "    x = a * b", "",
        "Args:", "    x: y\\*z.",
    ]  # fmt: skip
