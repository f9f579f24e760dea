"""Whether a language puts spaces between its words, told from its sentences."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

Writing = Literal["spaced", "chinese", "japanese", "unspaced"]
"""spaced: between words (English, Korean); the others run on; unspaced: Thai, Lao, Khmer, Burmese."""

_SCRIPTS = {
    "CJK": "han",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "KATAKANA-HIRAGANA": "kana",
    "THAI": "unspaced",
    "LAO": "unspaced",
    "KHMER": "unspaced",
    "MYANMAR": "unspaced",
}
"""First words of Unicode's names of characters."""

ENOUGH = 20_000
"""Letters that are looked at; more change nothing."""

KANA = 0.1
"""Of Japanese characters at least so many are kana; of Chinese ones next to none."""


def writing_of(sentences: Iterable[str]) -> Writing:
    """Tell how most of the letters in `sentences` are written; without letters it is "spaced"."""
    counts: Counter[str] = Counter()
    seen = 0
    for sentence in sentences:
        for character in sentence:
            if character.isalpha():
                wide = unicodedata.normalize("NFKC", character)[0]  # kana come half as wide, too
                first = unicodedata.name(wide, "").partition(" ")[0]
                counts[_SCRIPTS.get(first, "spaced")] += 1
                seen += 1
        if seen >= ENOUGH:
            break
    japanese_or_chinese = counts["han"] + counts["kana"]
    if 2 * counts["unspaced"] > seen:
        return "unspaced"
    if 2 * japanese_or_chinese > seen:
        return "japanese" if counts["kana"] > KANA * japanese_or_chinese else "chinese"
    return "spaced"
