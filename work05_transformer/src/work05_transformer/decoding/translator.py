"""A trained Transformer at work: sentences in, sentences out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Float, Int
from torch import Tensor

from shared.training.folder.saved import load_weights, read_json
from shared.training.run import write_json
from shared.training.settings.config import from_json
from work05_transformer.decoding.beam_search import BeamSettings, beam_search
from work05_transformer.errors import ModelError
from work05_transformer.models.transformer import DecoderCache, Transformer, TransformerConfig
from work05_transformer.text.sentences import BEGIN, END, PADDING, Sentences

TRANSFORMER_FILE = "transformer.json"


class CachedDecoder:
    """The decoder as beam search wants it: one new token a hypothesis, all else is cached.

    Args:
        model: in evaluation mode.
        source: encoded sentences.
        width: hypotheses of each.
    """

    def __init__(self, model: Transformer, source: Int[Tensor, "batch source"], width: int) -> None:
        self.model = model
        memory, mask = model.encode(source)
        self.memory = memory.repeat_interleave(width, dim=0)
        self.mask = mask.repeat_interleave(width, dim=0)
        self.cache = DecoderCache()

    def __call__(self, tokens: Int[Tensor, " rows"]) -> Float[Tensor, "rows vocab_size"]:
        """Append a token to each hypothesis; return the log-probabilities of the next."""
        logits = self.model.decode(tokens[:, None], self.memory, self.mask, self.cache)
        # A target holds neither: they never become likely, but a beam takes what is left.
        logits[:, 0, [PADDING, BEGIN]] = -torch.inf
        return logits[:, 0].log_softmax(dim=-1)

    def select(self, rows: Int[Tensor, " kept"]) -> None:
        """Keep these hypotheses."""
        self.memory, self.mask = self.memory[rows], self.mask[rows]
        self.cache.select(rows)


@torch.inference_mode()
def translate(
    model: Transformer,
    sentences: Sentences,
    texts: Sequence[str],
    settings: BeamSettings | None = None,
    batch_size: int = 64,
) -> list[str]:
    """Translate sentences by beam search, those of like length together.

    Raises:
        ModelError: a sentence is longer than the model's context.
    """
    settings = settings or BeamSettings()
    context = model.config.context
    device = model.embedding.weight.device
    encoded = [sentences.encode(text) for text in texts]
    order = sorted(range(len(texts)), key=lambda number: len(encoded[number]))
    outputs = [""] * len(texts)
    for first in range(0, len(order), batch_size):
        chosen = order[first : first + batch_size]
        source = sentences.batch([texts[number] for number in chosen]).to(device)
        if source.shape[1] > context:
            raise ModelError(
                f"a sentence of {source.shape[1]} tokens is beyond a context of {context}: cut it"
            )
        lengths = (source != PADDING).sum(dim=1)
        limits = (lengths + settings.extra).clamp(max=context)
        predict = CachedDecoder(model, source, settings.width)
        hypotheses = beam_search(predict, limits, BEGIN, END, settings)
        for number, tokens in zip(chosen, hypotheses, strict=True):
            outputs[number] = sentences.decode(tokens)
    return outputs


def save_translator(config: TransformerConfig, sentences: Sentences, folder: Path) -> None:
    """Write what a run's weights need to be loaded again."""
    write_json(folder / TRANSFORMER_FILE, dataclasses.asdict(config))
    sentences.save(folder)


def load_translator(folder: Path) -> tuple[Transformer, Sentences]:
    """Load a run of train_translation.py.

    Raises:
        SavedModelError: there is no such run, or its weights are missing, damaged or another's.
        CheckpointError: it is of another version.
        ModelError: its vocabulary is another model's.
        TokenizerError: its vocabulary is missing or damaged.
    """
    model = Transformer(from_json(TransformerConfig, read_json(folder / TRANSFORMER_FILE)))
    sentences = Sentences.load(folder)
    if len(sentences) != model.config.vocab_size:
        raise ModelError(
            f"the vocabulary in {folder} has {len(sentences)} tokens, the model "
            f"{model.config.vocab_size}: they belong to different runs"
        )
    return load_weights(model, folder), sentences
