"""Text, token by token, with cached keys and values."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from jaxtyping import Int
from torch import Tensor, nn

from work05_transformer.decoding.sampling import GREEDY, Sampling
from work05_transformer.errors import PromptError, TokenizerError
from work05_transformer.models.gpt2 import GPT
from work05_transformer.text.tokenizer import Tokenizer


@contextmanager
def products_for(positions: int) -> Iterator[None]:
    """Choose who multiplies matrices with so many positions, and restore the choice.

    On a CPU oneDNN is the best at bf16 products of two matrices, but reads a bf16 matrix that it
    multiplies with one vector half again as long as torch's own kernel (benchmarks/decoding.py).
    """
    before = torch.backends.mkldnn.enabled
    torch.backends.mkldnn.enabled = before and positions > 1  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.backends.mkldnn.enabled = before  # type: ignore[assignment]


def columns_first(model: GPT) -> GPT:
    """Lay the matrices of a float32 model out in memory column by column; no number changes.

    With one vector that is the faster order: a product is then a sum of columns, and none of them
    has to be added up. (In bf16 rows are faster; benchmarks/decoding.py has both.)
    """
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Embedding)):
            module.weight.data = module.weight.data.t().contiguous().t()
    return model


@torch.inference_mode()
def generate_tokens(
    model: GPT,
    prompt: Int[Tensor, "batch prompt"],
    tokens: int,
    sampling: Sampling = GREEDY,
    generator: torch.Generator | None = None,
) -> Iterator[Int[Tensor, "batch 1"]]:
    """Continue texts of equal length; yield the next token of each as soon as it is known.

    Where the text outgrows the context, the model goes on with its second half: the positions of
    all tokens change then, so the cache starts anew.

    Args:
        model: in evaluation mode.
        prompt: token numbers, at least one.
        tokens: how many to add.
        sampling: how each is chosen.
        generator: what to draw with.

    Raises:
        PromptError: the prompt is empty or longer than the context.
    """
    context = model.config.context
    if prompt.shape[1] == 0:
        raise PromptError("the prompt is empty: give the model at least one token to continue")
    if prompt.shape[1] > context:
        raise PromptError(
            f"the prompt has {prompt.shape[1]} tokens, the model's context is {context}: shorten it"
        )
    capacity = min(context, prompt.shape[1] + tokens)
    cache = model.new_cache(len(prompt), capacity)
    text, new = prompt, prompt
    for _ in range(tokens):
        if cache.length + new.shape[1] > context:
            cache = model.new_cache(len(prompt), context)
            new = text[:, -max(1, context // 2) :]
        with products_for(new.numel()):
            logits = model.logits(model.features(new, cache)[:, -1])
        new = sampling.choose(logits, text, generator)
        text = torch.cat((text, new), dim=1)
        yield new


def start_of(tokenizer: Tokenizer) -> list[int]:
    """Return what a text without a prompt begins behind: the end of another text, or of a line.

    Raises:
        PromptError: the vocabulary has neither.
    """
    if tokenizer.end_of_text is not None:
        return [tokenizer.end_of_text]
    try:
        return tokenizer.encode("\n")
    except TokenizerError:
        raise PromptError(
            "the prompt is empty, and the model knows no line end to begin behind: give it a word"
        ) from None


def generate_text(
    model: GPT,
    tokenizer: Tokenizer,
    prompt: str,
    tokens: int,
    sampling: Sampling = GREEDY,
    seed: int = 0,
) -> Iterator[str]:
    """Continue a text; yield pieces as they become whole characters.

    Stops early at the tokenizer's end of text. Bytes that are no character, or only the beginning of
    one, are not yielded. Of a prompt longer than the context the model reads the end.

    Args:
        model: in evaluation mode.
        tokenizer: the model's.
        prompt: the text to continue; where it is empty, see `start_of`.
        tokens: how many to add.
        sampling: how each is chosen.
        seed: the same seed gives the same text.

    Raises:
        PromptError: the prompt is empty, and the model cannot begin without one.
        TokenizerError: the prompt cannot be expressed in the vocabulary.
    """
    device = model.embedding.weight.device
    read = (tokenizer.encode(prompt) or start_of(tokenizer))[-model.config.context :]
    numbers = torch.tensor([read], device=device)
    generator = torch.Generator(device).manual_seed(seed)
    # The bytes of one character may come in several tokens.
    decoder = codecs.getincrementaldecoder("utf-8")(errors="ignore")
    for token in generate_tokens(model, numbers, tokens, sampling, generator):
        number = int(token)
        if number == tokenizer.end_of_text:
            break
        yield decoder.decode(tokenizer.token_bytes(number))
