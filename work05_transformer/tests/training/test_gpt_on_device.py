"""A GPT on a device takes the plain loop's steps; the best validation is what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn.functional import cross_entropy

from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.studies.gpu import IMPROVED, tiny_gpt
from work05_transformer.text.corpus import load_corpus
from work05_transformer.training.gpt_on_device import GPTOnDevice

TINY = tiny_gpt(IMPROVED)


@pytest.fixture(scope="module")
def learner() -> GPTOnDevice:
    training = replace(TINY.training, dropout=0.0, zero_outputs=False)
    corpus = load_corpus("sample", "characters", 256, training.context)
    corpus = replace(corpus, validation=corpus.validation[:300])
    return GPTOnDevice(replace(TINY, training=training), corpus, torch.device("cpu"))


def test_a_step_is_that_of_the_plain_loop(learner: GPTOnDevice) -> None:
    plain = learner.new_model(3)
    learner.model.load_state_dict(plain.state_dict())
    windows = learner.draw(torch.Generator().manual_seed(0))
    learner.windows.copy_(windows)
    learner.step()
    learner.step()  # gradients do not add up
    logits = plain(windows[:, :-1])
    cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten()).backward()
    for mine, theirs in zip(learner.model.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad)


def test_the_best_of_all_validations_stays(learner: GPTOnDevice) -> None:
    measured = learner.fit(0)
    assert measured["valid/loss"] == pytest.approx(min(measured["valid/losses"]), abs=1e-4)
    loss = predict_text(learner.model, learner.validation).loss
    assert loss == pytest.approx(measured["valid/loss"], abs=1e-5)
    assert measured["train/losses"][-1] < measured["train/losses"][0]
    assert learner.fit(0)["valid/losses"] == measured["valid/losses"]


def test_windows_are_pieces_of_the_text(learner: GPTOnDevice) -> None:
    text = learner.corpus.tokenizer.decode(learner.text.tolist())
    for row in learner.draw(torch.Generator().manual_seed(1)):
        assert learner.corpus.tokenizer.decode(row.tolist()) in text
