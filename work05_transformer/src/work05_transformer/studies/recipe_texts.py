"""What a small GPT writes at some stages of the study `recipe`: numbers say little about a text."""

from __future__ import annotations

from typing import Any

from shared.studies import Study, study
from shared.training import Loop
from work05_transformer.decoding.generation import generate_text
from work05_transformer.decoding.perplexity import predict_text
from work05_transformer.decoding.sampling import Sampling
from work05_transformer.studies.recipe import COMPARED, RECIPES, read_corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import fit, make_model

STAGES = COMPARED
UNTRAINED = "before training"
PROMPT, CHARACTERS = "ROMEO:\n", 160


def written(config: TrainConfig, seed: int, trained: bool = True) -> dict[str, Any]:
    """Return the loss on the whole validation text and what the model writes behind the prompt.

    Args:
        config: of the training.
        seed: of the training and of the text.
        trained: False leaves the weights as they are drawn.
    """
    corpus = read_corpus(config.corpus, config.tokenizer, config.vocab_size, config.context)
    loop = Loop(seed, precision=config.precision)
    model = make_model(config, len(corpus.tokenizer)).eval()
    if trained:
        fit(loop, config, model, corpus)
    pieces = generate_text(model, corpus.tokenizer, PROMPT, CHARACTERS, Sampling(0.8), seed)
    return {
        "valid/loss": predict_text(model, corpus.validation).loss,
        "text": PROMPT + "".join(pieces),
    }


def untrained(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Return the same of a model that has learned nothing."""
    return written(config, seed, trained=False)


@study(seeds=(0,))
def recipe_texts(s: Study) -> None:
    """Let a small GPT write before it is trained, by the first recipe and by the last."""
    for seed in s.seeds:
        s.measure({"recipe": UNTRAINED}, untrained, RECIPES[STAGES[0]], seed)
        for name in STAGES:
            s.measure({"recipe": name}, written, RECIPES[name], seed)
