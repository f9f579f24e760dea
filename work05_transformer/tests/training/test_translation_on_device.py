"""The translator on a device learns as the plain loop does, and its byte pairs are the plain ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from work05_transformer.layers.label_smoothing import smoothed_cross_entropy
from work05_transformer.studies.gpu import TINY_TRANSLATOR, made_up_sentences
from work05_transformer.text.sentences import BEGIN, PADDING, Sentences
from work05_transformer.training.translation_on_device import TranslationOnDevice, learn_sentences

CPU = torch.device("cpu")
WITHOUT_CHANCE = replace(TINY_TRANSLATOR, model=replace(TINY_TRANSLATOR.model, dropout=0.0))


@pytest.fixture(scope="module")
def learner() -> TranslationOnDevice:
    return TranslationOnDevice(WITHOUT_CHANCE, made_up_sentences(), CPU)


def test_fast_byte_pairs_are_the_plain_ones() -> None:
    pairs = made_up_sentences().train
    fast, plain = learn_sentences(pairs, 310), Sentences.learn(pairs, 310)
    assert list(fast.byte_pairs.ranks) == list(plain.byte_pairs.ranks)
    assert fast.byte_pairs.tokens == plain.byte_pairs.tokens


def test_a_step_is_that_of_the_plain_loop(learner: TranslationOnDevice) -> None:
    plain = learner.new_model(3)
    learner.model.load_state_dict(plain.state_dict())
    length, (source, target) = next(learner.pairs.epoch(0, 0))
    for place, values in zip(learner.steps.inputs[length], (source, target), strict=True):
        place.copy_(values)
    learner.steps.steps[length]()
    learner.steps.steps[length]()  # gradients do not add up
    begin = torch.full((len(target), 1), BEGIN)
    logits = plain(source, torch.cat((begin, target[:, :-1]), dim=1))
    smoothed_cross_entropy(logits.flatten(0, 1), target.flatten(), 0.1, PADDING).backward()
    for mine, theirs in zip(learner.model.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad)


def test_a_seed_decides_everything_and_the_loss_falls(learner: TranslationOnDevice) -> None:
    first, other, again = (learner.fit(seed)["train/losses"] for seed in (0, 1, 0))
    assert first == again != other
    assert first[-1] < first[0]


def test_the_rate_rises_and_falls_to_nearly_nothing(learner: TranslationOnDevice) -> None:
    rates = [learner.rate(step, 100) for step in range(100)]
    assert max(rates) == rates[4] == learner.config.learning_rate
    assert 0 < rates[-1] < 0.02 * max(rates)
    assert rates[:5] == sorted(rates[:5])
    assert rates[4:] == sorted(rates[4:], reverse=True)
