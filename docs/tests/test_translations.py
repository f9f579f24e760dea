"""A message of a promised page that lacks its translation is a fault, and so is one too many."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from docutils.utils import new_document
from translations import LOCALES, PROMISED, faults, is_promised, read_messages, translate_formulas

PO = """
msgid "one"
msgstr "一"

msgid "two"
msgstr ""

#, fuzzy
msgid "three"
msgstr "三"

msgid "gone"
msgstr "没了"
"""


def test_what_is_missing_empty_fuzzy_or_stale_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.po").write_text(PO, encoding="utf-8")
    translated = read_messages(tmp_path / "page.po")
    assert faults(["one", "two", "three", "four", "one"], translated) == [
        "not translated: 'two'",
        "not translated: 'three'",
        "not translated: 'four'",
        "translated, but no longer on the page: 'gone'",
    ]
    assert faults(["one"], read_messages(tmp_path / "none.po")) == ["not translated: 'one'"]


def test_a_translated_title_that_would_become_a_list_is_named() -> None:
    assert faults(["1. One"], {"1. One": "1. 一"}) == [
        "its translation would be a list (write 1\\. for 1.): '1. One'"
    ]
    assert faults(["1. One"], {"1. One": "1\\. 一"}) == []


def test_a_formula_is_translated_as_it_stands() -> None:
    document = new_document("page")
    document += nodes.math_block("", r"x \\ \text{so}")
    document += nodes.math_block("y", "y")
    translate_formulas(document, {r"x \\ \text{so}": r"x \\ \text{故}"})
    assert [node.astext() for node in document] == [r"x \\ \text{故}", "y"]
    assert document[0].rawsource == document[0].astext()


def test_every_promise_is_kept_by_some_page_and_every_file_promised() -> None:
    root = LOCALES / "zh_CN" / "LC_MESSAGES"
    pages = [file.relative_to(root).with_suffix("").as_posix() for file in root.rglob("*.po")]
    assert [page for page in pages if not is_promised(page, (*PROMISED, "sphinx"))] == []
    for pattern in PROMISED:
        assert any(is_promised(page, [pattern]) for page in pages), pattern
