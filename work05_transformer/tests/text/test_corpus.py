"""Texts are read, cut in two and drawn from as they should be."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
import torch

from shared.data.testing import requires_data
from shared.data.text_files import TextFileError
from shared.training import SeededBatches, seeded_loader
from work05_transformer.errors import CorpusError
from work05_transformer.text.corpus import RandomWindows, load_corpus, spread_sample


def test_a_corpus_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes("读书破万卷，下笔如有神。\n".encode("gb18030") * 20)
    with pytest.raises(TextFileError, match="iconv -f GB18030"):
        load_corpus(str(tmp_path / "text"), "characters", 256, 4)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_corpus_is_read_as_people_save_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "text").write_bytes(("née\r\n" * 20).encode(encoding))
    corpus = load_corpus(str(tmp_path / "text"), "characters", 256, 4)
    assert corpus.tokenizer.decode(corpus.train.tolist()) == "née\n" * 18


def test_a_corpus_that_is_too_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("short")
    with pytest.raises(CorpusError, match="fewer than a context of 4"):
        load_corpus(str(tmp_path / "text"), "characters", 256, 4)


@pytest.mark.parametrize("tokenizer", ["characters", "byte-pairs"])
def test_an_empty_corpus_is_named(
    tokenizer: Literal["characters", "byte-pairs"], tmp_path: Path
) -> None:
    (tmp_path / "text").write_text("")
    with pytest.raises(CorpusError, match=r"text is empty: give a longer text"):
        load_corpus(str(tmp_path / "text"), tokenizer, 256, 4)


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
    windows = RandomWindows(torch.arange(20), 5, 400)
    inputs, targets = windows.__getitems__(range(400))
    assert inputs.shape == (400, 5)
    assert torch.equal(targets, inputs + 1)
    assert (inputs.min().item(), targets.max().item()) == (0, 19)  # no token is out of reach


def test_windows_depend_on_seed_and_epoch_alone() -> None:
    def windows(seed: int, epoch: int) -> list[list[int]]:
        torch.manual_seed(seed + epoch)  # which must not matter
        made = RandomWindows(torch.arange(1000), 5, 8, seed)
        made.start(epoch)
        return made.__getitems__(range(8))[0].tolist()

    assert windows(0, 1) == windows(0, 1)
    assert windows(0, 1) not in (windows(0, 0), windows(1, 0), windows(1, 1))


@pytest.mark.parametrize("processes", [2, 3])
def test_several_processes_read_the_windows_of_one(processes: int) -> None:
    windows = RandomWindows(torch.arange(1000), 5, 28, seed=3)

    def read(rank: int, count: int) -> list[torch.Tensor]:
        order = SeededBatches(28, 7, seed=3, training=True, rank=rank, processes=count)
        return [inputs for inputs, _ in seeded_loader(windows, order)]

    shares = [read(rank, processes) for rank in range(processes)]
    for whole, *parts in zip(read(0, 1), *shares, strict=True):
        assert torch.equal(whole, torch.cat(parts))
