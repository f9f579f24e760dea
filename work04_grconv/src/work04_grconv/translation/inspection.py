"""Looking into a translator: the tree of a sentence, and where attention looks."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.data.pairs import Languages, pad
from work04_grconv.errors import ModelError, TextError
from work04_grconv.grconv.plain import Tree
from work04_grconv.text.vocabulary import BEGIN, END
from work04_grconv.text.words import GLUE
from work04_grconv.translation.encoders import GrConvEncoder
from work04_grconv.translation.translator import Translator


@torch.inference_mode()
def sentence_tree(
    translator: Translator, languages: Languages, sentence: str
) -> tuple[Tree, list[str]]:
    """Return the tree that grConv makes of a sentence, and the sentence's tokens.

    Raises:
        ModelError: the translator has another encoder.
        TextError: the sentence has no token.
    """
    if not isinstance(translator.encoder, GrConvEncoder):
        raise ModelError("only grConv has trees: take a run with --encoder grconv")
    tokens = languages.source.split(sentence)
    if not tokens:
        raise TextError("a sentence without a word has no tree")
    embedding = translator.encoder.embedding
    numbers = torch.tensor(languages.source.numbers(tokens), device=embedding.weight.device)
    tree = translator.encoder.grconv.tree(embedding(numbers))
    return tree, [token.removeprefix(GLUE) for token in tokens]


@torch.inference_mode()
def attention_map(
    translator: Translator, languages: Languages, sentence: str, translation: str
) -> tuple[Float[Tensor, "target source"], list[str], list[str]]:
    """Return the weights over the source's tokens while each token of a translation is written.

    Returns:
        the weights, the translation's tokens with its end, the source's tokens.

    Raises:
        ModelError: the translator has no attention.
    """
    source = languages.source.split(sentence)
    target = languages.target.split(translation)
    decoder, device = translator.decoder, translator.encoder.embedding.weight.device
    numbers = pad([languages.source.numbers(source)]).to(device)
    encoded = decoder.prepare(translator.encode(numbers, numbers.new_full((1,), len(source))))
    state, rows = decoder.start(encoded), []
    read = [BEGIN, *languages.target.numbers(target)]
    for token in read:
        _, state, weights = decoder.step(encoded, numbers.new_full((1,), token), state)
        if weights is None:
            raise ModelError("only attention has such a map: take a run with --encoder attention")
        rows.append(weights[0])
    end = languages.target.vocabulary.tokens[END]
    written = [token.removeprefix(GLUE) for token in (*target, end)]
    return torch.stack(rows).cpu(), written, [token.removeprefix(GLUE) for token in source]
