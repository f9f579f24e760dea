"""A user's corpus."""

from __future__ import annotations

from pathlib import Path

from work04_grconv.data.corpora import load_file


def test_a_users_file_is_split_by_its_sources(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    lines = [f"word{n % 30}\tmot{n}" for n in range(60)] + ["no tab"]
    path.write_text("\n".join(lines))
    splits, left_out = load_file(path, seed=0, max_words=None)
    assert left_out == "1 lines left out (1 × no tab; line 61: no tab)"
    assert len(splits.train) == 2 * 24
    tested = {example.source for example in splits.tests["test"]}
    assert len(tested) == 3
    assert tested.isdisjoint(pair.source for pair in splits.train)
