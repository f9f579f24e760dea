"""The words of the demos' pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import words

STATIC = Path(__file__).parents[1] / "demos" / "static"


def test_each_word_of_the_demos_is_there_in_chinese() -> None:
    assert len(words.words_of(STATIC)) > 70
    assert words.faults(STATIC) == []


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"Clear": "清空"}, "lacks: Boxes: {0}"),
        ({"Clear": "清空", "Boxes: {0}": ""}, "lacks: Boxes: {0}"),
        ({"Clear": "清空", "Boxes: {0}": "个", "Old": "旧"}, "no page says: Old"),
        ({"Clear": "清空", "Boxes: {0}": "{1}个"}, "other places"),
    ],
)
def test_a_table_that_is_not_the_pages_is_told(
    tmp_path: Path, table: dict[str, str], fault: str
) -> None:
    (tmp_path / "a.html").write_text('<button id="x" data-word>\n Clear</button><p>free</p>')
    (tmp_path / "a.js").write_text('say("Boxes: {0}", 3); essay("no")')
    (tmp_path / "words.zh-CN.json").write_text(json.dumps({"words": table, "names": {}}))
    assert any(fault in found for found in words.faults(tmp_path))


def test_places_of_elements_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<h2 data-word>Heat for <b id="class"></b></h2>')
    table = {'Heat for <b id="class"></b>': "热图"}
    (tmp_path / "words.zh-CN.json").write_text(json.dumps({"words": table}))
    assert len(words.faults(tmp_path)) == 1
