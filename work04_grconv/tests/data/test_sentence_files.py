"""A user's files, good and bad."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.translation import Pair
from work04_grconv.data.sentence_files import decode_lines, parse_pairs, read_lines, read_pairs
from work04_grconv.errors import TextError


def test_pairs_are_sorted_from_bad_lines() -> None:
    file = parse_pairs(["a\tb", "", "no tab", "\tb", "a\t ", "c\td\tCC-BY\r"])
    assert file.pairs == [Pair("a", "b"), Pair("c", "d")]
    assert dict(file.skipped) == {"empty line": 1, "no tab": 1, "an empty side": 2}
    assert file.summary() == (
        "4 lines left out (1 × empty line, 1 × no tab, 2 × an empty side; "
        "line 2: empty line; line 3: no tab; line 4: an empty side)"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        ("déjà\tvu".encode("cp1252"), "line 1: byte 0xe9 is no UTF-8"),
        (b"one line\nand another", "has no line `source TAB target`"),
    ],
)
def test_bad_files_are_one_clear_error(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_bytes(content)
    with pytest.raises(TextError, match=message):
        read_pairs(path)


def test_a_file_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"\xef\xbb\xbfone\n\nthree\n")
    assert read_lines(path) == ["one", "", "three"]
    with pytest.raises(TextError, match="cannot read"):
        read_lines(tmp_path / "no")
    assert decode_lines(b"a\nb", "x") == ["a", "b"]
