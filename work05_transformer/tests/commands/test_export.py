"""A GPT trained here becomes a GPT-2 that transformers loads: equal logits, tokens and texts."""

from __future__ import annotations

import dataclasses
import errno
from pathlib import Path

import pytest
import torch
from tiny_models import TINY, saved_run
from transformers import AutoModelForCausalLM, AutoTokenizer, GPT2Tokenizer

from work05_transformer.commands.export import export
from work05_transformer.commands.generate import generate
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.models.weights import load_model
from work05_transformer.text.byte_pairs import learn_byte_pairs
from work05_transformer.text.characters import Characters

TEXT = "def main(): return main()"


@pytest.mark.parametrize("tied", [True, False])
def test_transformers_loads_it_with_equal_logits_tokens_and_texts(
    tied: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tokenizer = learn_byte_pairs(TEXT * 3, 262)
    run, folder = tmp_path / "run", tmp_path / "my-gpt2"
    run.mkdir()
    config = dataclasses.replace(TINY, vocab_size=len(tokenizer), context=32, tied=tied)
    saved_run(run, config)
    tokenizer.save(run)
    ours, _ = load_model(str(run))
    export(folder, run)
    printed = capsys.readouterr()
    assert str(folder) in printed.out
    assert "it/s" not in printed.err, "a progress bar of one file"
    theirs = AutoModelForCausalLM.from_pretrained(folder)
    theirs_tokens = AutoTokenizer.from_pretrained(folder)
    tokens = tokenizer.encode(TEXT)
    assert theirs_tokens.encode(TEXT) == tokens
    assert len(theirs_tokens) == len(tokenizer)
    given = torch.tensor([tokens])
    torch.testing.assert_close(theirs(given).logits, ours(given), rtol=1e-4, atol=1e-5)
    again, _ = load_model(str(folder))
    assert torch.equal(again(given), ours(given))
    written = theirs.generate(
        given, attention_mask=torch.ones_like(given), max_new_tokens=8, do_sample=False
    )
    generate(TEXT, str(folder), tokens=8, temperature=0)
    expected = tokenizer.decode(written[0].tolist(), errors="ignore")
    assert capsys.readouterr().out == expected + "\n"


def test_a_folder_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = learn_byte_pairs(TEXT * 3, 262)
    run, folder = tmp_path / "run", tmp_path / "new" / "my-gpt2"
    run.mkdir()
    saved_run(run, dataclasses.replace(TINY, vocab_size=len(tokenizer), context=32))
    tokenizer.save(run)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(GPT2Tokenizer, "save_pretrained", full)
        with pytest.raises(OSError, match="No space left"):
            export(folder, run)
    assert not list(folder.parent.iterdir())
    folder.mkdir()  # one that is empty is taken
    export(folder, run)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_what_has_no_place_in_gpt2_is_refused(tmp_path: Path) -> None:
    tokenizer = learn_byte_pairs(TEXT, 256)
    config = dataclasses.replace(TINY, vocab_size=256, num_heads=3, positions="rotary")
    saved_run(tmp_path, config)
    tokenizer.save(tmp_path)
    with pytest.raises(ModelError, match="--positions learned"):
        export(tmp_path / "new", tmp_path)
    with pytest.raises(ModelError, match="is in use"):
        export(tmp_path, tmp_path)
    characters = tmp_path / "characters"
    characters.mkdir()
    saved_run(characters, TINY)
    Characters("".join(map(chr, range(97, 147)))).save(characters)
    with pytest.raises(TokenizerError, match="--tokenizer byte-pairs"):
        export(tmp_path / "new", characters)
    assert not (tmp_path / "new").exists()
