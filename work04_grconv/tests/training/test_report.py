"""What a run prints of its translations."""

from __future__ import annotations

import pytest

from work04_grconv.training.report import LONGEST, condensed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("quarante-deux euros", "quarante-deux euros"),
        ("cent cent cent", "cent cent cent"),
        ("deux cent cent cent cent cent", "deux cent (× 5)"),
        ("de la de la de la de la fin", "de la (× 4) fin"),
        ("我们我们我们我们我们。", "我们 (× 5)。"),
        ("1 000 000 000 000 €", "1 000 000 000 000 €"),
        ("", ""),
    ],
)
def test_repeated_words_stand_once(text: str, shown: str) -> None:
    assert condensed(text) == shown


def test_a_long_text_is_cut_with_or_without_spaces() -> None:
    for text in ("字" + "天地玄黄宇宙洪荒" * 2, "".join(map(chr, range(0x4E00, 0x4E00 + 300)))):
        shown = condensed(text)
        assert len(shown) <= LONGEST
        assert shown.startswith(text[:9])
