"""Attention, decoders, the masked loss, and search."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work04_grconv.data.pairs import pad
from work04_grconv.errors import ModelError
from work04_grconv.text.vocabulary import BEGIN, END, PAD
from work04_grconv.translation.attention import AdditiveAttention
from work04_grconv.translation.beam_search import Hypothesis, beam_search, greedy_search
from work04_grconv.translation.decoders import AttentionDecoder
from work04_grconv.translation.encoders import Encoded
from work04_grconv.translation.inference import search
from work04_grconv.translation.loss import masked_loss
from work04_grconv.translation.table_model import TableModel
from work04_grconv.translation.translator import Kind, Sizes, Translator

KINDS: tuple[Kind, ...] = ("grconv", "gru", "attention")


def make(kind: Kind, vocabulary: int = 9) -> Translator:
    torch.manual_seed(0)
    sizes = Sizes(kind, vocabulary, vocabulary, 5, 6, activation="tanh", dropout=0.0)
    translator = Translator(sizes).double().eval()
    for parameter in translator.parameters():
        torch.nn.init.normal_(parameter, std=0.6)
    return translator


def test_attention_is_a_softmax_over_words_alone() -> None:
    torch.manual_seed(0)
    attention = AdditiveAttention(3, 4, 5).double()
    states = torch.randn(2, 6, 4, dtype=torch.float64)
    query = torch.randn(2, 3, dtype=torch.float64)
    mask = torch.arange(6) < torch.tensor([[6], [2]])
    context, weights = attention(query, attention.keys(states), states, mask)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(2, dtype=torch.float64))
    assert not weights[1, 2:].any()
    for row, words in ((0, 6), (1, 2)):
        scores = torch.stack([
            attention.score.weight[0]
            @ torch.tanh(attention.query.weight @ query[row] + attention.key.weight @ state)
            for state in states[row, :words]
        ])  # fmt: skip
        expected = torch.softmax(scores, dim=0) @ states[row, :words]
        torch.testing.assert_close(context[row], expected)


def test_attention_needs_states() -> None:
    decoder = AttentionDecoder(5, 3, 4, code=2, dropout=0.0)
    encoded = Encoded(torch.zeros(1, 2), None, torch.ones(1, 1, dtype=torch.bool))
    with pytest.raises(ModelError, match="a state for each word"):
        decoder.prepare(encoded)


@pytest.mark.parametrize("kind", KINDS)
def test_teacher_forcing_equals_one_step_after_the_other(kind: Kind) -> None:
    translator = make(kind)
    source, lengths = torch.randint(4, 9, (3, 5)), torch.tensor([5, 2, 4])
    inputs = torch.randint(4, 9, (3, 4))
    forced = translator(source, lengths, inputs)
    encoded = translator.decoder.prepare(translator.encode(source, lengths))
    state = translator.decoder.start(encoded)
    for time in range(4):
        logits, state, _ = translator.decoder.step(encoded, inputs[:, time], state)
        torch.testing.assert_close(forced[:, time], logits)


@pytest.mark.parametrize("kind", KINDS)
def test_a_padded_batch_equals_its_sentences_one_by_one(kind: Kind) -> None:
    translator = make(kind)
    sources = [[4, 5, 6, 7], [8], [5, 5]]
    inputs = torch.randint(4, 9, (3, 4))
    together = translator(pad(sources), torch.tensor([4, 1, 2]), inputs)
    for row, source in enumerate(sources):
        alone = translator(
            torch.tensor([source]), torch.tensor([len(source)]), inputs[row : row + 1]
        )
        torch.testing.assert_close(together[row], alone[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_decoder_does_not_see_the_future(kind: Kind) -> None:
    translator = make(kind)
    source, lengths = torch.randint(4, 9, (1, 5)), torch.tensor([5])
    inputs = torch.randint(4, 9, (1, 6))
    before = translator(source, lengths, inputs)
    inputs[0, 3] = 4 + (inputs[0, 3] - 3) % 5
    after = translator(source, lengths, inputs)
    torch.testing.assert_close(before[:, :3], after[:, :3], rtol=0, atol=0)
    assert (before[:, 3:] != after[:, 3:]).any(dim=2).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_translator_learns_one_batch_by_heart(kind: Kind) -> None:
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
    found = search(translator.eval(), sentences, beam=1, longest=8)
    assert found == [[4, 5, 6], [7], [8, 4], [9, 9, 9]]


@given(st.integers(0, 99))
def test_the_masked_loss_is_torchs_with_padding_ignored(seed: int) -> None:
    torch.manual_seed(seed)
    logits = torch.randn(3, 4, 6, dtype=torch.float64)
    targets = torch.randint(0, 6, (3, 4))
    targets[0, 0] = 1
    expected = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=PAD
    )
    torch.testing.assert_close(masked_loss(logits, targets), expected)


# Search: a model is a table of log probabilities that depend on the last token and a state.


class Table(TableModel):
    """Random chances, and every translation they allow."""

    def __init__(self, sentences: int, size: int, places: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        shape = (sentences, places, 2, size, size)
        raw = torch.randn(shape, generator=generator, dtype=torch.float64)
        raw[..., PAD] = raw[..., BEGIN] = float("-inf")
        super().__init__((raw * 1.5).log_softmax(dim=4))

    def all_translations(self, sentence: int, longest: int, power: float) -> list[Hypothesis]:
        """Every translation of at most `longest` tokens, the best first."""
        size = self.log_probabilities.shape[-1]
        words = [token for token in range(size) if token not in (PAD, BEGIN, END)]
        found = []
        for length in range(longest):
            for tokens in itertools.product(words, repeat=length):
                path = [BEGIN, *tokens, END]
                total = sum(
                    self.log_probabilities[
                        sentence, place, sum(path[:place]) % 2, last, following
                    ].item()
                    for place, (last, following) in enumerate(itertools.pairwise(path))
                )
                score = total / (length + 1) ** power
                found.append(Hypothesis(list(tokens), total, score))
        return sorted(found, key=lambda hypothesis: -hypothesis.score)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 9999), power=st.sampled_from([0.0, 0.6, 1.0]))
def test_a_beam_that_holds_everything_finds_the_best_translation(seed: int, power: float) -> None:
    longest = 4
    table = Table(3, 6, longest, seed)  # three words: 40 translations of up to 4 tokens
    found = beam_search(table.step, table.start, beam=40, longest=longest, power=power)
    for sentence, hypothesis in enumerate(found):
        best = table.all_translations(sentence, longest, power)[0]
        assert hypothesis.tokens == best.tokens
        assert hypothesis.log_probability == pytest.approx(best.log_probability)
        assert hypothesis.score == pytest.approx(best.score)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 9999), beam=st.integers(1, 5))
def test_a_batch_of_sentences_finds_what_each_finds_alone(seed: int, beam: int) -> None:
    table = Table(4, 7, 6, seed)
    together = beam_search(table.step, table.start, beam=beam, longest=6)
    alone = [beam_search(table.step, row[None], beam=beam, longest=6)[0] for row in table.start]
    assert together == alone


@given(st.integers(0, 9999))
def test_what_is_found_has_the_score_that_the_model_gives_it(seed: int) -> None:
    table = Table(2, 6, 5, seed)
    for sentence, hypothesis in enumerate(beam_search(table.step, table.start, beam=2, longest=5)):
        everything = table.all_translations(sentence, 5, 1.0)
        (same,) = [one for one in everything if one.tokens == hypothesis.tokens]
        assert hypothesis.score == pytest.approx(same.score)
        assert math.isfinite(hypothesis.score)


def test_greedy_search_can_miss_what_a_beam_finds() -> None:
    # The likeliest first word leads nowhere: 0.6 · 0.3 < 0.4 · 0.9.
    table = Table(1, 6, 3, 0)
    chances = torch.full((1, 3, 2, 6, 6), 1e-9, dtype=torch.float64)
    chances[0, 0, :, BEGIN, 4], chances[0, 0, :, BEGIN, 5] = 0.6, 0.4
    chances[0, 1, :, 4] = 0.1
    chances[0, 1, :, 4, END], chances[0, 1, :, 5, END] = 0.3, 0.9
    table.log_probabilities = chances.log()
    assert greedy_search(table.step, table.start, 3) == [[4]]
    (found,) = beam_search(table.step, table.start, beam=2, longest=3, power=0)
    assert found.tokens == [5]


def test_normalizing_by_length_prefers_the_longer_of_equally_likely_words() -> None:
    table = Table(1, 5, 3, 0)
    chances = torch.full((1, 3, 2, 5, 5), 1e-9, dtype=torch.float64)
    chances[0, 0, :, BEGIN, END], chances[0, 0, :, BEGIN, 4] = 0.5, 0.5
    chances[0, 1, :, 4, END] = 0.8  # whole: 0.5 against 0.4; by token: 0.5 against 0.63
    table.log_probabilities = chances.log()
    unnormalized, normalized = (
        beam_search(table.step, table.start, beam=2, longest=3, power=power)[0].tokens
        for power in (0.0, 1.0)
    )
    assert (unnormalized, normalized) == ([], [4])


@pytest.mark.parametrize("kind", KINDS)
def test_a_beam_of_one_is_greedy_search(kind: Kind) -> None:
    translator = make(kind)
    sentences = [[4, 5, 6], [7, 8], [4]]
    greedy = search(translator, sentences, beam=1, longest=7)
    step_by_step = [search(translator, [s], beam=1, longest=7)[0] for s in sentences]
    assert greedy == step_by_step
    together = search(translator, sentences, beam=3, longest=7)
    assert together == [search(translator, [s], beam=3, longest=7)[0] for s in sentences]
