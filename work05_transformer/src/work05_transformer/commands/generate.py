"""The command behind generate.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import tyro

from shared.commands import one_line_errors
from shared.training.precision import prefer_fast_matmul
from work05_transformer.decoding.generation import columns_first, generate_text
from work05_transformer.decoding.sampling import Sampling
from work05_transformer.models.weights import MODEL_FILE, load_model, newest_run


@dataclass(frozen=True)
class GenerateConfig:
    """Settings of a continuation."""

    prompt: Annotated[str, tyro.conf.Positional]
    """The text to continue."""
    model: str = "last"
    """A hub name (gpt2, gpt2-medium, …), a folder or .safetensors file, a run of train.py, or
    last: the newest finished run in runs/."""
    tokens: int = 200
    """How many tokens to add."""
    temperature: float = 0.8
    """0 takes the likeliest token always."""
    top_k: int | None = None
    """Choose among so many likeliest tokens."""
    top_p: float | None = 0.95
    """Choose among the likeliest tokens that together have this probability."""
    repetition_penalty: float = 1.0
    """Above 1, tokens that have occurred become less likely."""
    seed: int = 0
    """The same seed gives the same text."""
    precision: Literal["fp32", "bf16"] = "fp32"
    """bf16 halves the memory to read a token, and rounds."""


def run(config: GenerateConfig) -> None:
    """Print the prompt and its continuation, as it comes."""
    sampling = Sampling(config.temperature, config.top_k, config.top_p, config.repetition_penalty)
    prefer_fast_matmul()
    model, tokenizer = load_model(
        str(newest_run(MODEL_FILE, "train.py")) if config.model == "last" else config.model
    )
    model = model.bfloat16() if config.precision == "bf16" else columns_first(model)
    print(config.prompt, end="", flush=True)
    for piece in generate_text(
        model, tokenizer, config.prompt, config.tokens, sampling, config.seed
    ):
        print(piece, end="", flush=True)
    print()


@one_line_errors
def main() -> None:
    """Read the command line and do as it says."""
    run(tyro.cli(GenerateConfig, description="Continue a text."))
