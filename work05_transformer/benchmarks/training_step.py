"""One training step of a small GPT: ours, the same model in transformers, nanoGPT's attention.

    python benchmarks/training_step.py [--rounds 40]

nanoGPT's CPU sizes: 4 blocks of 128 features, 12 windows of 64 characters; float32, one thread. Forward,
backward, clipping, AdamW, from the same weights on the same windows: the losses must agree. Then
Muon, which makes another step and is timed beside.
"""

import tempfile
from pathlib import Path
from unittest import mock

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import GPT2Config, GPT2LMHeadModel

from shared.benchmark import compare
from shared.commands import run
from shared.training.machine.precision import prefer_fast_matmul
from work05_transformer.layers import attention
from work05_transformer.models.weights import load_gpt
from work05_transformer.studies.recipe import MUON, NANOGPT
from work05_transformer.training.gpt import make_model, make_optimizers

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_training_step.json"
VOCAB_SIZE, CONTEXT, BATCH = 65, 64, 12
ROUNDS = 40


def agree(losses: dict[str, object]) -> None:
    """Demand the same first loss of all that start from the same weights."""
    expected = losses["transformers"]
    for name in ("ours", "ours, FlashAttention"):
        assert abs(losses[name] - expected) < 1e-4, f"{name}: {losses[name]}, not {expected}"


def measure(rounds: int = ROUNDS) -> None:
    """Measure, print, and save the default run's results.

    Args:
        rounds: steps timed.
    """
    prefer_fast_matmul()
    torch.manual_seed(0)
    reference = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=VOCAB_SIZE, n_positions=CONTEXT, n_embd=128, n_layer=4, n_head=4,
            resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, bos_token_id=0, eos_token_id=0,
        )
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        reference.save_pretrained(folder)
        models = [load_gpt(Path(folder)) for _ in range(2)]
    windows = torch.randint(VOCAB_SIZE, (BATCH, CONTEXT + 1))

    def step(model: nn.Module, optimizers: list[torch.optim.Optimizer]) -> float:
        for optimizer in optimizers:
            optimizer.zero_grad()
        output = model(windows[:, :-1])
        logits = output if isinstance(output, torch.Tensor) else output.logits
        loss = cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()
        return loss.item()

    theirs = [torch.optim.AdamW(reference.parameters(), 1e-3, betas=(0.9, 0.99), fused=True)]
    plain, flash = (make_optimizers(NANOGPT, model) for model in models)
    best = make_model(MUON, VOCAB_SIZE)
    muon = make_optimizers(MUON, best)

    def step_with_flash() -> float:
        with mock.patch.object(attention, "SHORT", 0):
            return step(models[1].train(), flash)

    comparison = compare(
        {
            "transformers": lambda: step(reference.train(), theirs),
            "ours, FlashAttention": step_with_flash,
            "ours": lambda: step(models[0].train(), plain),
            "ours, Muon's recipe": lambda: step(best.train(), muon),
        },
        baseline="transformers",
        agree=agree,
        rounds=rounds,
    )
    comparison.show()
    if rounds == ROUNDS:
        comparison.save(
            RESULTS,
            about="One training step of a small GPT, ours and transformers'.",
            command="python benchmarks/training_step.py",
        )


if __name__ == "__main__":
    run(measure)
