"""Languages without spaces are told from their letters."""

from __future__ import annotations

import pytest

from shared.translation import writing_of


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["I like deep learning."], "spaced"),
        (["Привет, мир"], "spaced"),
        (["나는 공부를 좋아한다."], "spaced"),
        (["我喜欢深度学习。", "GPU 很快"], "chinese"),
        (["私は深層学習が好きです。"], "japanese"),
        (["コンピュータ"], "japanese"),
        (["コーヒー"], "japanese"),
        (["ﾃﾚﾋﾞ"], "japanese"),
        (["ฉันชอบเรียนรู้"], "unspaced"),
        (["PyTorch and NumPy (深度学习)"], "spaced"),
        (["", "123 !?"], "spaced"),
        ([], "spaced"),
    ],
)
def test_the_writing_of_most_letters_decides(sentences: list[str], expected: str) -> None:
    assert writing_of(sentences) == expected
