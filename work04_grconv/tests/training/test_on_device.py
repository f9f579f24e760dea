"""The translator on a device learns as the plain loop does."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from work04_grconv.studies.gpu import TINY, made_up_sentences
from work04_grconv.text.vocabulary import PAD
from work04_grconv.training.on_device import TranslatorOnDevice
from work04_grconv.translation.loss import masked_loss

WITHOUT_CHANCE = replace(TINY, smoothing=0.0, training=replace(TINY.training, dropout=0.0))


@pytest.fixture(scope="module")
def learner() -> TranslatorOnDevice:
    return TranslatorOnDevice(WITHOUT_CHANCE, made_up_sentences(), torch.device("cpu"))


def test_a_step_is_that_of_the_plain_loop(learner: TranslatorOnDevice) -> None:
    plain = learner.new_translator(3)
    learner.translator.load_state_dict(plain.state_dict())
    length, (source, target) = next(learner.pairs.epoch(0, 0))
    for place, values in zip(learner.steps.inputs[length], (source, target), strict=True):
        place.copy_(values)
    learner.steps.steps[length]()
    learner.steps.steps[length]()  # gradients do not add up
    logits = plain(source, (source != PAD).sum(dim=1), target[:, :-1])
    masked_loss(logits, target[:, 1:]).backward()
    for mine, theirs in zip(learner.weights, plain.parameters(), strict=True):
        torch.testing.assert_close(mine.grad, theirs.grad)


def test_a_seed_decides_everything_and_the_loss_falls(learner: TranslatorOnDevice) -> None:
    first, other, again = (learner.fit(seed)["train/losses"] for seed in (0, 1, 0))
    assert first == again != other
    assert first[-1] < first[0]


def test_the_rate_rises_and_falls_to_nearly_nothing(learner: TranslatorOnDevice) -> None:
    rates = [learner.rate(step, 100) for step in range(100)]
    assert rates[:4] == sorted(rates[:4])
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert 0 < rates[-1] < 0.01 * max(rates)
