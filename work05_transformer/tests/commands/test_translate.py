"""translate.py translates with a run, and refuses what it cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.training import SavedModelError
from work05_transformer.commands.translate import translate
from work05_transformer.errors import PromptError


def test_a_run_translates_and_draws_its_attention(
    translation_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "map.svg"
    translate(("two euros", "three"), translation_run, attention=picture)
    assert capsys.readouterr().out.count("\n") == 2
    assert picture.exists()


def test_bad_input_is_refused(translation_run: Path, tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="empty sentence"):
        translate(("one", " "), translation_run)
    with pytest.raises(PromptError, match=r"neither \.svg nor \.png"):
        translate(("one",), translation_run, attention=tmp_path / "map.gif")
    with pytest.raises(SavedModelError, match=r"has no transformer\.json"):
        translate(("one",), tmp_path)
