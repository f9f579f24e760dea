"""What rounded weights cost: a trained GPT's perplexity in float32, bfloat16 and eight bits."""

from __future__ import annotations

import copy
import itertools
import math
from dataclasses import replace
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn import functional

from shared.studies import Study, study
from shared.training import Loop
from work05_transformer.decoding.int8 import in_int8
from work05_transformer.models.gpt2 import GPT
from work05_transformer.studies.recipe import COMPARED, RECIPES, read_corpus
from work05_transformer.training.config import TrainConfig
from work05_transformer.training.gpt import fit, make_model

TOKENS = 8_000  # of the validation text
TRAINED = replace(RECIPES[COMPARED[-1]], steps=1000)


@torch.inference_mode()
def loss_token_by_token(model: GPT, tokens: Int[Tensor, " text"]) -> float:
    """Return the mean loss in nats where each token is read alone, as it is when a model writes.

    Read all at once, features would be rounded by a scale that knows the tokens to come. The text is
    read in windows of a whole context, each from an empty cache.
    """
    total = 0.0
    for window in tokens.split(model.config.context):
        cache = model.new_cache()
        for token, following in itertools.pairwise(window):
            logits = model(token.view(1, 1), cache)[0]
            total += functional.cross_entropy(logits.float(), following.view(1)).item()
    predicted = len(tokens) - math.ceil(len(tokens) / model.config.context)
    return total / predicted


def rounded(config: TrainConfig, seed: int) -> dict[str, Any]:
    """Train a GPT and return its perplexity in each precision, and that beside float32's."""
    corpus = read_corpus(config.corpus, config.tokenizer, config.vocab_size, config.context)
    loop = Loop(seed, precision=config.precision)
    model = fit(loop, config, make_model(config, len(corpus.tokenizer)), corpus).cpu()
    text = corpus.validation[:TOKENS]
    models = {
        "float32": model,
        "bfloat16": copy.deepcopy(model).bfloat16(),
        "int8": in_int8(model),
    }
    losses = {name: loss_token_by_token(each, text) for name, each in models.items()}
    return {
        "precisions": {
            name: {
                "perplexity": math.exp(loss),
                "perplexity/more": math.expm1(loss - losses["float32"]),
            }
            for name, loss in losses.items()
        }
    }


@study(seeds=(0, 1, 2))
def rounding(s: Study) -> None:
    """Compare a small GPT's perplexity with weights of 32, 16 and 8 bits."""
    for seed in s.seeds:
        s.measure("the best recipe, 1,000 steps", rounded, TRAINED, seed)
