"""Texts are read, cut in two and drawn from as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from shared.data.testing import requires_data
from work05_transformer.errors import CorpusError
from work05_transformer.text.corpus import RandomWindows, load_corpus, spread_sample


def test_a_corpus_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match="no UTF-8 text"):
        load_corpus(str(tmp_path / "binary"), "characters", 256, 4)


def test_a_corpus_is_cut_at_nine_tenths(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("abcdefghij" * 10)
    corpus = load_corpus(str(tmp_path / "text"), "characters", 256, 4)
    assert corpus.tokenizer.decode(corpus.train.tolist()) == "abcdefghij" * 9
    assert corpus.tokenizer.decode(corpus.validation.tolist()) == "abcdefghij"
    assert corpus.validation_characters == 10


def test_tiny_shakespeare_is_cut_as_nanogpt_cuts_it() -> None:
    requires_data("tinyshakespeare")
    corpus = load_corpus("shakespeare", "characters", 256, 64)
    assert (len(corpus.train), len(corpus.validation)) == (1_003_854, 111_540)
    assert len(corpus.tokenizer) == 65


def test_a_spread_sample_comes_from_all_over_the_text() -> None:
    sample = spread_sample("".join(chr(65 + i // 100) for i in range(2000)), 200, pieces=20)
    assert {chr(65 + i) for i in range(20)} <= set(sample)
    assert spread_sample("short", 200) == "short"


def test_targets_are_the_inputs_one_token_later() -> None:
    torch.manual_seed(0)
    windows = RandomWindows(torch.arange(20), 5, 400)
    inputs, targets = windows.__getitems__(range(400))
    assert inputs.shape == (400, 5)
    assert torch.equal(targets, inputs + 1)
    assert (inputs.min().item(), targets.max().item()) == (0, 19)  # no token is out of reach
