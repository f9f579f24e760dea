"""What is made of a sentence does not depend on the sentences beside it."""

from __future__ import annotations

import pytest
import torch
from helpers import KINDS, random_translator
from hypothesis import given, settings
from hypothesis import strategies as st

from work04_grconv.data.pairs import Languages, pad
from work04_grconv.text.tokenizer import Tokenizer
from work04_grconv.text.vocabulary import Vocabulary
from work04_grconv.translation.inference import search, translate
from work04_grconv.translation.translator import Translator, TranslatorKind

VOCAB_SIZE = 9
TOKENIZER = Tokenizer("word", Vocabulary(list("abcde")))
LANGUAGES = Languages(TOKENIZER, TOKENIZER)
TRANSLATORS = {kind: random_translator(kind, VOCAB_SIZE) for kind in KINDS}
EXACT = 1e-12  # float64: the order of additions may differ

sentence = st.lists(st.sampled_from("abcdex"), min_size=1, max_size=9).map(" ".join)
numbers = st.lists(st.integers(4, VOCAB_SIZE - 1), min_size=1, max_size=9)


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=10)
@given(st.lists(sentence, min_size=2, max_size=6), st.sampled_from([1, 3]))
def test_a_sentence_is_translated_alike_alone_and_beside_others(
    kind: TranslatorKind, sentences: list[str], beam: int
) -> None:
    translator = TRANSLATORS[kind]
    together = translate(translator, LANGUAGES, sentences, beam=beam)
    alone = [translate(translator, LANGUAGES, [one], beam=beam)[0] for one in sentences]
    assert together == alone


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=10)
@given(st.lists(numbers, min_size=2, max_size=6))
def test_padding_reaches_neither_codes_nor_logits_nor_the_search(
    kind: TranslatorKind, sentences: list[list[int]]
) -> None:
    translator = TRANSLATORS[kind]
    lengths = torch.tensor([len(one) for one in sentences])
    targets = [[2, *one[::-1]] for one in sentences]
    together = translator(pad(sentences), lengths, pad(targets))
    assert search(translator, sentences, beam=2, longest=12) == [
        search(translator, [one], beam=2, longest=12)[0] for one in sentences
    ]
    for row, (one, target) in enumerate(zip(sentences, targets, strict=True)):
        alone = translator(*_alone(one), torch.tensor([target]))[0]
        torch.testing.assert_close(together[row, : len(target)], alone, atol=EXACT, rtol=EXACT)
        code = translator.encode(*_alone(one)).code[0]
        batch = translator.encode(pad(sentences), lengths).code[row]
        torch.testing.assert_close(batch, code, atol=EXACT, rtol=EXACT)


@pytest.mark.parametrize("kind", KINDS)
def test_the_loss_of_a_sentence_ignores_what_stands_in_the_padding(kind: TranslatorKind) -> None:
    translator: Translator = TRANSLATORS[kind]
    source = pad([[4, 5], [6, 7, 8, 4]])
    lengths, target = torch.tensor([2, 4]), torch.tensor([[2, 5], [2, 6]])
    before = translator(source, lengths, target)
    source[0, 2:] = 8
    torch.testing.assert_close(translator(source, lengths, target), before, atol=EXACT, rtol=0)


def _alone(tokens: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.tensor([tokens]), torch.tensor([len(tokens)])
