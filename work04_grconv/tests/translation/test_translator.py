"""Translators: batches, the future, learning."""

from __future__ import annotations

import pytest
import torch
from helpers import KINDS, random_translator

from work04_grconv.data.pairs import pad
from work04_grconv.text.vocabulary import BEGIN, END
from work04_grconv.translation.inference import search
from work04_grconv.translation.loss import masked_loss
from work04_grconv.translation.translator import Sizes, Translator, TranslatorKind


@pytest.mark.parametrize("kind", KINDS)
def test_teacher_forcing_equals_one_step_after_the_other(kind: TranslatorKind) -> None:
    translator = random_translator(kind)
    source, lengths = torch.randint(4, 9, (3, 5)), torch.tensor([5, 2, 4])
    inputs = torch.randint(4, 9, (3, 4))
    forced = translator(source, lengths, inputs)
    encoded = translator.decoder.prepare(translator.encode(source, lengths))
    state = translator.decoder.start(encoded)
    for time in range(4):
        logits, state, _ = translator.decoder.step(encoded, inputs[:, time], state)
        torch.testing.assert_close(forced[:, time], logits)


@pytest.mark.parametrize("kind", KINDS)
def test_a_padded_batch_equals_its_sentences_one_by_one(kind: TranslatorKind) -> None:
    translator = random_translator(kind)
    sources = [[4, 5, 6, 7], [8], [5, 5]]
    inputs = torch.randint(4, 9, (3, 4))
    together = translator(pad(sources), torch.tensor([4, 1, 2]), inputs)
    for row, source in enumerate(sources):
        alone = translator(
            torch.tensor([source]), torch.tensor([len(source)]), inputs[row : row + 1]
        )
        torch.testing.assert_close(together[row], alone[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_decoder_does_not_see_the_future(kind: TranslatorKind) -> None:
    translator = random_translator(kind)
    source, lengths = torch.randint(4, 9, (1, 5)), torch.tensor([5])
    inputs = torch.randint(4, 9, (1, 6))
    before = translator(source, lengths, inputs)
    inputs[0, 3] = 4 + (inputs[0, 3] - 3) % 5
    after = translator(source, lengths, inputs)
    torch.testing.assert_close(before[:, :3], after[:, :3], rtol=0, atol=0)
    assert (before[:, 3:] != after[:, 3:]).any(dim=2).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_translator_learns_one_batch_by_heart(kind: TranslatorKind) -> None:
    torch.manual_seed(0)
    translator = Translator(Sizes(kind, 20, 20, 16, 32, activation="relu", dropout=0.0))
    lengths = torch.tensor([6, 3, 5, 4])
    source = torch.randint(4, 20, (4, 6))
    target = pad(
        [[BEGIN, 4, 5, 6, END], [BEGIN, 7, END], [BEGIN, 8, 4, END], [BEGIN, 9, 9, 9, END]]
    )
    optimizer = torch.optim.Adam(translator.parameters(), 0.01)
    for _ in range(150):
        optimizer.zero_grad()
        loss = masked_loss(translator(source, lengths, target[:, :-1]), target[:, 1:])
        loss.backward()
        optimizer.step()
    assert loss < 0.02
    sentences = [row[:n] for row, n in zip(source.tolist(), lengths.tolist(), strict=True)]
    translations = search(translator.eval(), sentences, beam=1, longest=8)
    assert translations == [[4, 5, 6], [7], [8, 4], [9, 9, 9]]
