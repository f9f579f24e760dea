"""A cached decoder predicts as the whole model does; runs are loaded or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_models import PAIRS, tiny_model

from work05_transformer.decoding.translator import CachedDecoder, load_translator, translate
from work05_transformer.errors import ModelError
from work05_transformer.models.transformer import Transformer, TransformerConfig
from work05_transformer.text.sentences import BEGIN, END, PADDING, Sentences


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rotary", "none"])
def test_a_cached_decoder_predicts_as_the_whole_model_does(positions: str) -> None:
    torch.manual_seed(0)
    config = TransformerConfig(12, 16, 16, 2, 32, 2, 0.0, positions=positions)  # type: ignore[arg-type]
    model = Transformer(config).double().eval()
    source = torch.tensor([[5, 6, 7, END], [8, END, PADDING, PADDING]])
    target = torch.tensor([[BEGIN, 4, 5, 6], [BEGIN, 7, 7, 8]])
    whole = model(source, target)
    whole[:, :, [PADDING, BEGIN]] = -torch.inf
    decoder = CachedDecoder(model, source, 1)
    for place in range(4):
        step = decoder(target[:, place])
        torch.testing.assert_close(step, whole[:, place].log_softmax(-1), rtol=0, atol=1e-10)
        if place == 1:  # hypotheses change places; so do what they were predicted from
            decoder.select(torch.tensor([1, 0]))
            target, whole = target.flip(0), whole.flip(0)


def test_a_sentence_beyond_the_context_is_refused() -> None:
    model, sentences = tiny_model()
    with pytest.raises(ModelError, match="beyond a context of 32"):
        translate(model, sentences, ["one " * 40])


def test_a_vocabulary_of_another_run_is_refused(translation_run: Path, tmp_path: Path) -> None:
    for file in translation_run.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    Sentences.learn(PAIRS, 270).save(tmp_path)
    with pytest.raises(ModelError, match="different runs"):
        load_translator(tmp_path)
