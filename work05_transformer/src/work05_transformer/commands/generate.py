"""Continue a text: the command behind generate.py."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal
from unicodedata import normalize

import tyro

from shared.training.folder.saved import chosen_run
from shared.training.machine.precision import prefer_fast_matmul
from shared.training.settings.ranges import AtLeast, Below, check
from work05_transformer.decoding.generation import columns_first, generate_text
from work05_transformer.decoding.int8 import in_int8
from work05_transformer.decoding.sampling import Sampling
from work05_transformer.errors import TokenizerError
from work05_transformer.models.gpt2 import GPT
from work05_transformer.models.weights import MODEL_FILE, load_model
from work05_transformer.text.tokenizer import Tokenizer


def generate(
    prompt: Annotated[str, tyro.conf.Positional] = "",
    model: str = "last",
    tokens: int = 200,
    temperature: float = 0.8,
    top_k: int | None = None,
    top_p: float | None = 0.95,
    repetition_penalty: float = 1.0,
    seed: int = 0,
    precision: Literal["fp32", "bf16", "int8"] = "fp32",
) -> None:
    """Continue a text with GPT-2 or with a model trained here; print it as it comes.

    Args:
        prompt: the text to continue; without one the model begins by itself.
        model: a hub name (gpt2, gpt2-medium, …), a folder or .safetensors file, a run of train.py,
            or last: the newest finished run in runs/.
        tokens: how many to add.
        temperature: 0 takes the likeliest token always.
        top_k: choose among so many likeliest tokens.
        top_p: choose among the likeliest tokens that together have this probability.
        repetition_penalty: above 1, tokens that have occurred become less likely.
        seed: the same seed gives the same text.
        precision: bf16 halves the memory to read for a token, int8 quarters it; both round.
    """
    check("--tokens", tokens, AtLeast(0))
    check("--seed", seed, AtLeast(0), Below(2**63))
    sampling = Sampling(temperature, top_k, top_p, repetition_penalty)
    prefer_fast_matmul()
    place = str(chosen_run(None, Path("runs"), MODEL_FILE)) if model == "last" else model
    gpt, tokenizer = load_model(place)
    forms: dict[str, Callable[[GPT], GPT]] = {
        "fp32": columns_first,
        "bf16": GPT.bfloat16,
        "int8": in_int8,
    }
    gpt = forms[precision](gpt)
    prompt = known_spelling(prompt, tokenizer)
    given, context = len(tokenizer.encode(prompt)), gpt.config.context
    if given > context:
        print(
            f"the prompt has {given} tokens: the model reads the last {context}, its context",
            file=sys.stderr,
        )
    print(prompt, end="", flush=True)
    for piece in generate_text(gpt, tokenizer, prompt, tokens, sampling, seed):
        print(piece, end="", flush=True)
    print()


def known_spelling(prompt: str, tokenizer: Tokenizer) -> str:
    """Return a prompt as it is, where the vocabulary has its characters; else composed or decomposed.

    Unicode writes é as one character (NFC) or as two (NFD); a model of characters that learned from
    one kind of file may know the one only.
    """
    for spelling in (prompt, normalize("NFC", prompt), normalize("NFD", prompt)):
        with suppress(TokenizerError):
            tokenizer.encode(spelling)
            return spelling
    return prompt
